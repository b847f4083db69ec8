"""Who was in the room of a live session and when: one row a connection, whose instants only ever widen it.

A browser that vanishes is found out late, so `seen_at` is what counts where nobody left.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import or_, update

from app import clock, transaction
from app.extensions import db
from app.models.live import LiveSession
from app.models.live_people import LiveVisit
from app.models.upsert import insert_new

LOST = timedelta(minutes=2)


@transaction.action
def joined(session_id: int, user_id: int, connection: str) -> None:
    now = clock.now()
    row = {
        "session_id": session_id,
        "user_id": user_id,
        "connection": connection,
        "joined_at": now,
        "seen_at": now,
    }
    db.session.execute(insert_new(LiveVisit, ("connection",)).values(row))


@transaction.action
def seen(connections: Collection[str]) -> None:
    """These are there now."""
    now = clock.now()
    mine = LiveVisit.connection.in_(list(connections)), LiveVisit.left_at.is_(None), LiveVisit.seen_at < now
    db.session.execute(update(LiveVisit).where(*mine).values(seen_at=now))


@transaction.action
def left(connection: str) -> None:
    """Twice is as once."""
    now = clock.now()
    mine = LiveVisit.connection == connection, LiveVisit.left_at.is_(None), LiveVisit.seen_at <= now
    db.session.execute(update(LiveVisit).where(*mine).values(seen_at=now, left_at=now))


@transaction.action
def left_unnoticed(connection: str) -> None:
    """Its browser, or the process it spoke to, is gone: it was there until it was last heard of."""
    mine = LiveVisit.connection == connection, LiveVisit.left_at.is_(None)
    db.session.execute(update(LiveVisit).where(*mine).values(left_at=LiveVisit.seen_at))


@transaction.action
def close_all(session: LiveSession) -> None:
    """Everybody who is there leaves with the end; who was lost before, when he was last heard of."""
    now = clock.now()
    open_ones = LiveVisit.session_id == session.id, LiveVisit.left_at.is_(None)
    lost = LiveVisit.seen_at <= now - LOST
    db.session.execute(update(LiveVisit).where(*open_ones, lost).values(left_at=LiveVisit.seen_at))
    here = or_(LiveVisit.seen_at <= now, LiveVisit.left_at.is_(None))
    db.session.execute(update(LiveVisit).where(*open_ones, here).values(seen_at=now, left_at=now))
