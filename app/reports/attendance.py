"""Who was at a live session, as its teachers read it and take it along, and as each reads of himself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from app.extensions import db
from app.models.attendance import CAME, attended, came_besides, roster
from app.models.base import contains
from app.models.live import LiveSession, LiveState
from app.models.live_people import LiveAttendance, LiveParticipant, Presence, Seat
from app.models.privacy import shown_to
from app.models.user import User

ORDERS = ("name", "-name", "minutes", "-minutes", "came", "-came")
HEADER = ("name", "username", "status", "counted_as", "attended", "minutes", "joined_at", "left_at", "note")
Cell = str | int | None


class Which(StrEnum):
    """Parts of the list, by what counts for each."""

    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    ABSENT = "absent"
    EXCUSED = "excused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Summary:
    """How many there are of each, and of all under None; how many came; how many attended as long as is asked for."""

    counts: dict[Which | None, int]
    came: int
    attended: int


def people(
    session: LiveSession, reader: User, text: str = "", which: Which | None = None, order: str = "name"
) -> Select[User]:
    """Those of whom attendance is kept, in one of ORDERS; once it is over, those who were awaited then.

    Guests are named to whoever runs the session: they came to it.
    """
    mine = and_(LiveAttendance.session_id == session.id, LiveAttendance.user_id == User.id)
    guests = select(LiveParticipant.user_id).where(
        LiveParticipant.session_id == session.id, LiveParticipant.seat == Seat.GUEST
    )
    may_be_named = or_(shown_to(reader), User.id.in_(guests))
    found = select(User).outerjoin(LiveAttendance, mine).where(_listed(session), may_be_named)
    if text:
        found = found.where(or_(contains(User.name, text), contains(User.username, text)))
    if which is not None:
        found = found.where(_counts() == Presence(which.value))
    return found.order_by(*_ordered(order))


def _listed(session: LiveSession) -> ColumnElement[bool]:
    noted = select(LiveAttendance.user_id).where(LiveAttendance.session_id == session.id)
    if session.state is LiveState.COMPLETED:
        return User.id.in_(noted)
    return or_(User.id.in_(noted), User.id.in_(roster(session)), User.id.in_(came_besides(session)))


def _counts() -> ColumnElement[str]:
    return func.coalesce(LiveAttendance.corrected, LiveAttendance.status)


def _ordered(order: str) -> tuple[ColumnElement[Any], ...]:
    columns: dict[str, Any] = {"minutes": LiveAttendance.seconds, "came": LiveAttendance.first_joined_at}
    column = columns.get(order.removeprefix("-"), User.name)
    ordered = column.desc().nulls_last() if order.startswith("-") else column.asc().nulls_last()
    return ordered, User.name.expression, User.id.expression


def summary(session: LiveSession) -> Summary:
    """In one query, of what is written down."""
    each = select(_counts().label("status"), attended().label("enough"))
    noted = each.join(LiveSession, LiveSession.id == LiveAttendance.session_id).where(LiveSession.id == session.id)
    found = noted.subquery()
    rows = db.session.execute(
        select(found.c.status, found.c.enough, func.count()).group_by(found.c.status, found.c.enough)
    ).all()
    counts: dict[Which | None, int] = {None: 0, **dict.fromkeys(Which, 0)}
    long_enough = 0
    for status, enough, number in rows:
        counts[Which(status)] += number
        counts[None] += number
        long_enough += number if enough else 0
    return Summary(counts, sum(counts[Which(each.value)] for each in CAME), long_enough)


def own(session: LiveSession, user: User) -> LiveAttendance | None:
    """What is written down of `user`."""
    return db.session.get(LiveAttendance, (session.id, user.id))


def row(session: LiveSession, user: User, standing: LiveAttendance | None) -> list[Cell]:
    """By HEADER."""
    if standing is None:
        return [user.name, user.username, Presence.UNKNOWN.value, None, "false", 0, None, None, ""]
    return [
        user.name,
        user.username,
        standing.counts.value,
        standing.status.value,
        str(has_attended(session, standing)).lower(),
        standing.seconds // 60,
        _time(standing.first_joined_at),
        _time(standing.last_left_at),
        standing.note,
    ]


def has_attended(session: LiveSession, standing: LiveAttendance) -> bool:
    """The same as `models.attendance.attended`, of a row at hand."""
    enough = standing.seconds >= session.attend_minutes * 60
    return standing.corrected in CAME or (standing.corrected is None and standing.status in CAME and enough)


def _time(instant: datetime | None) -> str | None:
    return instant.isoformat(timespec="seconds") if instant else None
