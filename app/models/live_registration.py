"""Who registered for a webinar, and how many seats are left: what pages, the API and the verbs ask alike."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from app.errors import NotFound
from app.extensions import db
from app.models.classroom import Classroom, State
from app.models.live import Doors, LiveKind, LiveSession, Registration
from app.models.live_people import LiveParticipant, Seat
from app.models.user import Status, User

# INVITED and REMOVED are no registrations: they are given and taken with the class.
REGISTERED = (Seat.REQUESTED, Seat.WAITING, Seat.GUEST, Seat.DECLINED)


@dataclass(frozen=True)
class Standing:
    """How one person stands to a webinar. `place` counts from 1 on the waiting list."""

    seat: Seat | None
    place: int | None
    free: int | None


def takes_names(session: LiveSession) -> bool:
    return session.kind is LiveKind.WEBINAR and session.registration is not Registration.NONE


def open_to_all(public_id: str) -> LiveSession:
    """The webinar with this id whose page is for the world. Raises NotFound."""
    shown = LiveSession.kind == LiveKind.WEBINAR, LiveSession.doors == Doors.PUBLIC, Classroom.state == State.PUBLISHED
    named = LiveSession.public_id == public_id.replace("\0", "")
    found = db.session.scalars(LiveSession.loaded().where(named, *shown)).first()
    if found is None:
        raise NotFound
    return found


def free_seats(session: LiveSession) -> int | None:
    """How many there are still; None where they are not counted."""
    if session.seats is None:
        return None
    taken = select(func.count()).where(LiveParticipant.session_id == session.id, LiveParticipant.seat == Seat.GUEST)
    return max(session.seats - (db.session.scalar(taken) or 0), 0)


def standing(session: LiveSession, user: User) -> Standing:
    """That of `user`."""
    mine = db.session.get(LiveParticipant, (session.id, user.id))
    seat = mine.seat if mine else None
    before = None
    if mine is not None and seat is Seat.WAITING:
        earlier = or_(
            LiveParticipant.registered_at < mine.registered_at,
            (LiveParticipant.registered_at == mine.registered_at) & (LiveParticipant.user_id <= mine.user_id),
        )
        queue = in_order(session.id, Seat.WAITING).where(earlier).order_by(None)
        before = db.session.scalar(select(func.count()).select_from(queue.subquery()))
    return Standing(seat, before, free_seats(session))


def in_order(session_id: int, seat: Seat) -> Select[LiveParticipant]:
    """Those of a `seat` whose accounts are in use, who asked first at the top."""
    mine = LiveParticipant.session_id == session_id, LiveParticipant.seat == seat
    people = select(LiveParticipant).join(User, User.id == LiveParticipant.user_id)
    return people.where(*mine, User.status == Status.ACTIVE).order_by(
        LiveParticipant.registered_at, LiveParticipant.user_id
    )


def registered(session: LiveSession) -> Select[LiveParticipant]:
    """All who registered, with their people."""
    here = LiveParticipant.session_id == session.id, LiveParticipant.seat.in_(REGISTERED)
    return select(LiveParticipant).where(*here).options(joinedload(LiveParticipant.user))


def counts(session: LiveSession) -> dict[Seat, int]:
    """How many there are of each seat."""
    rows = select(LiveParticipant.seat, func.count()).where(LiveParticipant.session_id == session.id)
    found = {seat: number for seat, number in db.session.execute(rows.group_by(LiveParticipant.seat))}  # noqa: C416
    return {seat: found.get(seat, 0) for seat in REGISTERED}


def registrant(session: LiveSession, public_id: str) -> User:
    """Who registered, by his public id. Raises NotFound."""
    here = LiveParticipant.session_id == session.id, LiveParticipant.seat.in_(REGISTERED)
    asked = select(User).join(LiveParticipant, LiveParticipant.user_id == User.id)
    found = db.session.scalars(asked.where(*here, User.public_id == public_id.replace("\0", ""))).first()
    if found is None:
        raise NotFound
    return found
