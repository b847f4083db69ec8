"""A word to those who are not in class while it goes on (LIV3): once, some minutes after it began."""

from __future__ import annotations

import logging
from datetime import timedelta

from sqlalchemy import exists, select

from app import clock, transaction
from app.actions import live_facts
from app.actions.live_sessions import lock
from app.extensions import db
from app.models.classroom import Classroom, State
from app.models.event import Event
from app.models.live import LiveSession, LiveState, Provider

MISSED = "live.missed"
AT_ONCE = 500

log = logging.getLogger(__name__)


def tell_due() -> int:
    """Tell the absentees of each session that has gone on for its `absent_minutes`. The number of sessions."""
    transaction.writes()
    told = exists().where(
        Event.classroom_id == LiveSession.classroom_id,
        Event.type == MISSED,
        Event.subject_type == LiveSession.__tablename__,
        Event.subject_id == LiveSession.id,
    )
    # Who comes to a room elsewhere is not known to us.
    known = LiveSession.provider != Provider.LINK, LiveSession.absent_minutes.is_not(None)
    going = LiveSession.state == LiveState.LIVE, Classroom.state == State.PUBLISHED, ~told, *known
    asked = select(LiveSession).join(LiveSession.classroom).where(*going).order_by(LiveSession.id).limit(AT_ONCE)
    found = [session for session in db.session.scalars(asked) if is_due(session)]
    db.session.rollback()
    for session in found:
        try:
            _tell(session)
        except Exception:
            log.exception("absentees of live session %s were not told", session.id)
    return len(found)


def is_due(session: LiveSession) -> bool:
    """Its minutes are over, counted from when it should have begun or did, whichever came last; it goes on still."""
    begun = max(session.starts_at, session.started_at or session.starts_at)
    now = clock.now()
    return begun + timedelta(minutes=session.absent_minutes or 0) <= now < max(session.ends_at, begun)


@transaction.action
def _tell(session: LiveSession) -> None:
    kept = lock(session)
    if kept.is_live:
        live_facts.tell(MISSED, kept, actor=None, key=kept.public_id)
