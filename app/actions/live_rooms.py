"""The room of a live session: opened and closed by whoever leads it, or closed by the clock when nobody does.

Whoever changes a session holds its row first (`live_sessions.lock`), so that two hosts who start at once start it once.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import exists, or_, select

from app import audit, clock, transaction
from app.actions import attendance, live_facts, live_hints, live_reminders, live_sessions, live_visits
from app.actions.archived import refuse_archived
from app.config import settings
from app.errors import Conflict
from app.extensions import db
from app.models.live import LiveSession, LiveState, Provider
from app.models.live_people import LiveVisit
from app.models.user import User
from app.transaction import after_commit
from app.video import Unreachable, VideoRoom, provider

STARTED, ENDED = "live.started", "live.ended"
EARLY = timedelta(hours=2)
FORGOTTEN = timedelta(minutes=15)
LONGEST = timedelta(hours=6)
AT_ONCE = 100
CLEARED_AGAIN = timedelta(hours=1)
CLEARING_SECONDS = 5.0
LONG_AGO = timedelta(days=2)  # whatever ended within the last hour was to begin since then

log = logging.getLogger(__name__)


@transaction.action
def start(session: LiveSession, *, actor: User) -> LiveSession:
    """Open the room; everybody concerned hears of it. Twice, or by two at once, is as once.

    Raises Conflict (over, cancelled, long before its time, archived), NotFound.
    """
    kept = live_sessions.lock(session)
    refuse_archived(kept.classroom)
    if kept.is_live:
        return kept
    _refuse_untimely(kept)
    kept.state, kept.started_at = LiveState.LIVE, clock.now()
    kept.version += 1
    live_reminders.settle(kept)
    live_facts.tell(STARTED, kept, actor=actor, key=kept.public_id)
    audit.record("live.started", actor=actor, subject=kept, after={"title": kept.title})
    after_commit(live_hints.changed, kept.id)
    return kept


@transaction.action
def end(session: LiveSession, *, actor: User | None) -> LiveSession:
    """Close the room for everybody, and write down who was there. Twice is as once; without an actor it is the clock.

    Raises Conflict (it never began), NotFound.
    """
    kept = live_sessions.lock(session)
    if kept.state is LiveState.COMPLETED:
        return kept
    if not kept.is_live:
        raise Conflict(_("This session has not started."))
    kept.state, kept.ended_at = LiveState.COMPLETED, clock.now()
    kept.version += 1
    live_visits.close_all(kept)
    attendance.settle(kept)
    live_facts.tell(ENDED, kept, actor=actor, key=kept.public_id)
    audit.record("live.ended", actor=actor, subject=kept, after={"title": kept.title})
    after_commit(live_hints.changed, kept.id)
    after_commit(_clear_room, kept.provider.value, kept.room, kept.room_secret)
    return kept


@transaction.action
def set_locked(session: LiveSession, locked: bool, *, actor: User) -> LiveSession:
    """Whoever asks to come in from now on waits until a host lets him in, or not any more. Raises Conflict."""
    kept = live_sessions.lock(session)
    if not kept.is_open:
        raise Conflict(_("This session is over."))
    if kept.is_locked != locked:
        kept.is_locked = locked
        deed = "live.locked" if locked else "live.unlocked"
        audit.record(deed, actor=actor, subject=kept, after={"title": kept.title})
    return kept


def end_forgotten() -> int:
    """End sessions whose time is over, once nobody has been there for a while, or after six hours. The number found."""
    transaction.writes()
    quiet = clock.now() - FORGOTTEN
    visited = exists().where(LiveVisit.session_id == LiveSession.id, LiveVisit.seen_at > quiet)
    idle = or_(~visited, LiveSession.ends_at <= clock.now() - LONGEST)
    over = LiveSession.state == LiveState.LIVE, LiveSession.ends_at <= quiet, LiveSession.started_at <= quiet, idle
    found = list(db.session.scalars(select(LiveSession).where(*over).order_by(LiveSession.ends_at).limit(AT_ONCE)))
    db.session.rollback()
    for session in found:
        try:
            end(session, actor=None)
        except Exception:
            log.exception("live session %s was not ended", session.id)
    return len(found)


def clear_ended() -> int:
    """Have the media server end the rooms of sessions that ended lately once more: it may have been away then, or
    somebody came in just then. A room that is gone is no error, so nobody writes down which are. The number asked for.
    """
    transaction.writes()
    now = clock.now()
    lately = LiveSession.starts_at.between(now - LONG_AGO, now + EARLY), LiveSession.ended_at > now - CLEARED_AGAIN
    over = LiveSession.state == LiveState.COMPLETED, LiveSession.provider == Provider.SFU
    rooms = select(LiveSession.provider, LiveSession.room, LiveSession.room_secret).where(*lately, *over)
    found = db.session.execute(rooms.order_by(LiveSession.ended_at).limit(AT_ONCE)).all()
    db.session.rollback()
    until = time.monotonic() + CLEARING_SECONDS
    for way, room, secret in found:
        if time.monotonic() < until:
            _clear_room(way.value, room, secret)
    return len(found)


def _clear_room(way: str, room: str, secret: str) -> None:
    """What a media server still holds; the sockets see by themselves that the session is over."""
    try:
        provider(way, settings()).end(VideoRoom(room, secret))
    except (KeyError, Unreachable) as error:
        log.warning("a room was not cleared: %s", error)


def _refuse_untimely(session: LiveSession) -> None:
    now = clock.now()
    if session.state is LiveState.CANCELLED:
        raise Conflict(_("This session is cancelled."))
    if session.state is LiveState.COMPLETED or session.ends_at + EARLY <= now:
        raise Conflict(_("This session is over. Schedule a new one."))
    if session.starts_at - EARLY > now:
        raise Conflict(_("This session begins later. You can start it up to two hours before."))
