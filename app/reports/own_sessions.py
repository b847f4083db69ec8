"""Live sessions of one person: what goes on and comes next, and what became of those that are over (LIV12, LIV14)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, case, or_, select
from sqlalchemy.orm import contains_eager

from app import clock
from app.extensions import db
from app.models.live import LiveSession, LiveState
from app.models.live_people import LiveAttendance, Presence
from app.models.recording import Recording
from app.models.somebody import now_for, somebody, this
from app.models.user import User

FEW = 5
# From then on a session may be waited for at its door.
SOON = timedelta(minutes=15)
OPEN = (LiveState.SCHEDULED, LiveState.LIVE)


@dataclass(frozen=True)
class Past:
    """What is left of a session: how its reader was there, None where nothing counts him, and its newest recording."""

    presence: Presence | None = None
    recording: Recording | None = None


def coming(user: User) -> Select[LiveSession]:
    """Those that go on, then those still to come, the nearest first."""
    ahead = or_(LiveSession.state == LiveState.LIVE, LiveSession.ends_at > now_for(user))
    first = case((LiveSession.state == LiveState.LIVE, 0), else_=1)
    found = _own(user).where(LiveSession.state.in_(OPEN), ahead)
    return found.order_by(first, LiveSession.starts_at, LiveSession.id)


def past(user: User) -> Select[LiveSession]:
    """Those that are over, called off, or that nobody ever began; the latest first."""
    over = or_(LiveSession.state.not_in(OPEN), LiveSession.ends_at <= clock.now())
    found = _own(user).where(over, LiveSession.state != LiveState.LIVE)
    return found.order_by(LiveSession.starts_at.desc(), LiveSession.id.desc())


def next_ones(user: User) -> list[LiveSession]:
    """The first few of `coming`. One query."""
    return list(db.session.scalars(_next_ones(), this(user)))


@cache
def _next_ones() -> Select[LiveSession]:
    return coming(somebody()).limit(FEW)


def what_became(sessions: Collection[LiveSession], user: User) -> dict[int, Past]:
    """By the id of each session. Two queries; none for no sessions."""
    ids = [session.id for session in sessions]
    if not ids:
        return {}
    mine = LiveAttendance.user_id == user.id, LiveAttendance.session_id.in_(ids)
    counted = {row.session_id: row.counts for row in db.session.scalars(select(LiveAttendance).where(*mine))}
    shown = Recording.visible_to(user).where(Recording.session_id.in_(ids)).order_by(Recording.id)
    recorded = {recording.session_id: recording for recording in db.session.scalars(shown)}
    return {each: Past(counted.get(each), recorded.get(each)) for each in ids}


def may_be_joined(session: LiveSession, now: datetime) -> bool:
    """It goes on, or begins so soon that people wait at its door."""
    return session.is_live or (session.is_open and session.starts_at - SOON <= now < session.ends_at)


def _own(user: User) -> Select[LiveSession]:
    found = select(LiveSession).join(LiveSession.classroom).options(contains_eager(LiveSession.classroom))
    return found.where(LiveSession.concerns(user.id))
