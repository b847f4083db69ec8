"""Hints to the open pages of everybody whom a live session concerns: their banner may have to say something else.

Never what: each page fetches what its own reader may see (LIV12). Who has no page open is asked nothing.
"""

from __future__ import annotations

from app import clock, realtime
from app.extensions import db
from app.models.live import LiveSession

EVENT = "banner"


def changed(session_id: int, also: tuple[int, ...] = ()) -> None:
    """A session began, ended, moved or lost somebody: for `transaction.after_commit`. `also` were of it until now.

    `version` only grows, so that a page drops hints older than what it shows.
    """
    session = db.session.get(LiveSession, session_id)
    people = set(db.session.scalars(session.people())) if session else set()
    realtime.emit(EVENT, {"version": version()}, sorted(realtime.connected([*people.union(also)])))


def version() -> int:
    """Milliseconds by the clock of the server."""
    return int(clock.now().timestamp() * 1000)
