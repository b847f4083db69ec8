"""Who is chosen for a live session beside its class, or taken out of it."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import Select, and_, insert, or_, select, true

from app import clock
from app.errors import Invalid
from app.extensions import db
from app.models import limits
from app.models.classroom import STAFF, ClassRole, Membership, MemberState
from app.models.live import LiveKind, LiveSession
from app.models.live_people import LiveParticipant, Seat
from app.models.user import User


def choose(session: LiveSession, people: Collection[str], *, actor: User) -> None:
    """Within an action: the first people of a new session, by their public ids. Raises Invalid (people)."""
    found = _students(session, people, actor)
    if session.kind is LiveKind.ONE_TO_ONE and len(found) != 1:
        raise Invalid({"people": _("Choose the one person whom you want to meet.")})
    if session.kind is LiveKind.GROUP and not found and session.group is None:
        raise Invalid({"people": _("Choose a group, or at least one person.")})
    _seat(session, found, actor)


def offered(classroom_id: int, actor: User) -> Select[int]:
    """User ids of whom `actor` may choose: members of this class, and students of any class whose staff he is of."""
    mine = select(Membership.classroom_id).where(
        Membership.user_id == actor.id, Membership.state == MemberState.ACTIVE, Membership.role.in_(STAFF)
    )
    elsewhere = true() if actor.is_admin else Membership.classroom_id.in_(mine)
    taught = and_(Membership.role == ClassRole.STUDENT, elsewhere)
    active = Membership.state == MemberState.ACTIVE, or_(Membership.classroom_id == classroom_id, taught)
    return select(User.id).where(User.id.in_(select(Membership.user_id).where(*active)), User.id != actor.id)


def _seat(session: LiveSession, people: Collection[int], actor: User) -> None:
    """Those of the class lose the seat with the class; the others are guests."""
    inside = set(db.session.scalars(Membership.people(session.classroom_id)))
    now = clock.now()
    rows = [
        {
            "session_id": session.id,
            "user_id": user_id,
            "seat": Seat.INVITED if user_id in inside else Seat.GUEST,
            "registered_at": now,
            "decided_by_id": actor.id,
        }
        for user_id in people
    ]
    if rows:
        db.session.execute(insert(LiveParticipant), rows)


def _students(session: LiveSession, people: Collection[str], actor: User) -> list[int]:
    """Ids of active members of this class, or of students of another one that `actor` teaches. Raises Invalid."""
    if len(people) > limits.LIVE_PEOPLE:
        raise Invalid({"people": _("Choose at most %(most)s people.", most=limits.LIVE_PEOPLE)})
    found = list(db.session.scalars(offered(session.classroom_id, actor).where(User.public_id.in_(set(people)))))
    if len(found) != len(set(people)):
        raise Invalid({"people": _("Some of these people are in none of your classes.")})
    return found
