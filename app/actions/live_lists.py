"""Live sessions as somebody looks for them: what comes, what was, and what is at the same time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, case, or_

from app import clock
from app.extensions import db
from app.models.live import LiveSession, LiveState
from app.models.user import User

OPEN = (LiveState.SCHEDULED, LiveState.LIVE)
OVER = (LiveState.COMPLETED, LiveState.CANCELLED)
MOST_SHOWN = 5


def coming(user: User) -> Select[LiveSession]:
    """Those that `user` may see and that go on or are still to come, what goes on first."""
    first = case((LiveSession.state == LiveState.LIVE, 0), else_=1)
    open_ones = LiveSession.visible_to(user).where(LiveSession.state.in_(OPEN))
    ahead = or_(LiveSession.state == LiveState.LIVE, LiveSession.ends_at > clock.now())
    return open_ones.where(ahead).order_by(first, LiveSession.starts_at, LiveSession.id)


def past(user: User) -> Select[LiveSession]:
    """Those that were held, called off, or that nobody ever began; the latest first."""
    over = or_(LiveSession.state.in_(OVER), LiveSession.ends_at <= clock.now())
    shown = LiveSession.visible_to(user).where(over, LiveSession.state != LiveState.LIVE)
    return shown.order_by(LiveSession.starts_at.desc(), LiveSession.id.desc())


def next_of_series(session: LiveSession, user: User) -> list[LiveSession]:
    """Those that come after `session` in its series."""
    if session.series_id is None:
        return []
    later = LiveSession.series_id == session.series_id, LiveSession.starts_at > session.starts_at
    return list(db.session.scalars(coming(user).where(*later).limit(MOST_SHOWN)))


def conflicts(session: LiveSession, user: User) -> list[LiveSession]:
    """What else `user` himself is awaited at while `session` is held."""
    return list(db.session.scalars(_at(session.starts_at, session.ends_at, user).where(LiveSession.id != session.id)))


def _at(first: datetime, last: datetime, user: User) -> Select[LiveSession]:
    his = LiveSession.concerns(user.id), LiveSession.between(first, last), LiveSession.state.in_(OPEN)
    return LiveSession.loaded().where(*his).order_by(LiveSession.starts_at, LiveSession.id).limit(MOST_SHOWN)
