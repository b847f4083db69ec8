"""Seats of a live session: who may be chosen beside its class, and what people hear when they are awaited or not."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import Select, and_, delete, func, insert, or_, select, true

from app import clock
from app.actions import live_facts
from app.errors import Invalid
from app.extensions import db
from app.models import limits
from app.models.classroom import STAFF, ClassRole, Membership, MemberState
from app.models.live import LiveKind, LiveSession
from app.models.live_people import LiveParticipant, Seat
from app.models.user import User

ADDED, REMOVED = "live.participants_added", "live.participants_removed"
CHOSEN = (Seat.INVITED, Seat.GUEST)


def choose(session: LiveSession, people: Collection[str], *, actor: User) -> None:
    """Within an action: the first people of a new session, by their public ids. Raises Invalid (people)."""
    seat(session, chosen(session, people, actor), actor)
    check(session)


def check(session: LiveSession) -> None:
    """Raises Invalid (people) where those chosen are too few, or too many, for its kind."""
    seats = select(func.count()).where(LiveParticipant.session_id == session.id, LiveParticipant.seat.in_(CHOSEN))
    number = db.session.scalar(seats) or 0
    if session.kind is LiveKind.ONE_TO_ONE and number != 1:
        raise Invalid({"people": _("Choose the one person whom you want to meet.")})
    if session.kind is LiveKind.GROUP and not number and session.group is None:
        raise Invalid({"people": _("Choose a group, or at least one person.")})
    if number > limits.LIVE_PEOPLE:
        raise Invalid({"people": _("Choose at most %(most)s people.", most=limits.LIVE_PEOPLE)})


def awaited(session: LiveSession) -> set[int]:
    """Ids of everybody whom it concerns now."""
    db.session.flush()
    return set(db.session.scalars(session.people()))


def tell(session: LiveSession, before: set[int], *, actor: User) -> None:
    """Within an action: who was not awaited `before` hears that he is, and who was, that he is not."""
    now = awaited(session)
    for event_type, people in ((ADDED, now - before), (REMOVED, before - now)):
        told = sorted(people - {actor.id})
        if told:
            live_facts.tell(event_type, session, actor=actor, user_ids=told)


def offered(classroom_id: int, actor: User) -> Select[int]:
    """User ids of whom `actor` may choose: members of this class, and students of any class whose staff he is of."""
    mine = select(Membership.classroom_id).where(
        Membership.user_id == actor.id, Membership.state == MemberState.ACTIVE, Membership.role.in_(STAFF)
    )
    elsewhere = true() if actor.is_admin else Membership.classroom_id.in_(mine)
    taught = and_(Membership.role == ClassRole.STUDENT, elsewhere)
    active = Membership.state == MemberState.ACTIVE, or_(Membership.classroom_id == classroom_id, taught)
    return select(User.id).where(User.id.in_(select(Membership.user_id).where(*active)), User.id != actor.id)


def seat(session: LiveSession, people: Collection[int], actor: User, kind: Seat | None = None) -> None:
    """Within an action: give seats of this `kind`; else those of the class one that goes with it, guests theirs."""
    inside = set(db.session.scalars(Membership.people(session.classroom_id)))
    now = clock.now()
    rows = [
        {
            "session_id": session.id,
            "user_id": user_id,
            "seat": kind or (Seat.INVITED if user_id in inside else Seat.GUEST),
            "registered_at": now,
            "decided_by_id": actor.id,
        }
        for user_id in people
    ]
    if rows:
        db.session.execute(insert(LiveParticipant), rows)


def forget(session: LiveSession, people: Collection[int]) -> None:
    """Within an action: these have no seat of any kind."""
    mine = LiveParticipant.session_id == session.id, LiveParticipant.user_id.in_(people)
    db.session.execute(delete(LiveParticipant).where(*mine))


def chosen(session: LiveSession, people: Collection[str], actor: User) -> list[int]:
    """Their ids. Raises Invalid for anybody whom `actor` may not choose."""
    if len(people) > limits.LIVE_PEOPLE:
        raise Invalid({"people": _("Choose at most %(most)s people.", most=limits.LIVE_PEOPLE)})
    found = list(db.session.scalars(offered(session.classroom_id, actor).where(User.public_id.in_(set(people)))))
    if len(found) != len(set(people)):
        raise Invalid({"people": _("Some of these people are in none of your classes.")})
    return found
