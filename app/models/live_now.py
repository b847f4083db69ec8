"""Which live sessions of one person go on: what the banner over every page says (LIV12)."""

from __future__ import annotations

from functools import cache
from zlib import crc32

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, func, select, text
from sqlalchemy.orm import contains_eager

from app.models.live import LiveSession
from app.models.live_people import Entry, LiveEntry
from app.models.release import UserId
from app.models.somebody import somebody

SHOWN = 3
NOTHING = "0"
# As the partial index of running sessions has it, so that nobody's page looks at those that are over.
RUNNING = text("live_sessions.state = 'live'")
# Between the numbers of sessions, so that a sum tells apart which go on and what changed in one of them.
APART = 4099


def going_on(user_id: UserId) -> ColumnElement[bool]:
    """It is live, concerns this person, and nobody sent him out of its room."""
    sent_out = exists().where(
        LiveEntry.session_id == LiveSession.id, LiveEntry.user_id == user_id, LiveEntry.state == Entry.REMOVED
    )
    return and_(RUNNING, LiveSession.concerns(user_id), ~sent_out)


def total(user_id: UserId) -> ScalarSelect[int]:
    """A number that changes with whatever the banner of this person has to say, for `mark`."""
    each = LiveSession.id * APART + LiveSession.version
    return select(func.coalesce(func.sum(each), 0)).where(going_on(user_id)).scalar_subquery()


def mark(number: int) -> str:
    """`total` as pages compare it: NOTHING where nothing goes on; says nothing about anybody's numbers."""
    return f"{crc32(str(number).encode()):x}" if number else NOTHING


@cache
def of_somebody() -> Select[LiveSession]:
    """The first of them, the one that began last at the top: to be executed with `this(user)`."""
    found = select(LiveSession).join(LiveSession.classroom).options(contains_eager(LiveSession.classroom))
    return found.where(going_on(somebody().id)).order_by(LiveSession.started_at.desc(), LiveSession.id).limit(SHOWN)
