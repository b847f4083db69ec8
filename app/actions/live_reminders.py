"""What is said before a live session begins: at each instant that somebody may have chosen (LIV3)."""

from __future__ import annotations

from app import clock, reminders
from app.actions import live_facts
from app.extensions import db
from app.models.live import BEFORE, LiveSession, LiveState

REMINDING = "live.reminding"


def settle(session: LiveSession) -> None:
    """Within an action: remind of `session` at the instant it has now, and of no other; of one called off, never.

    All of BEFORE is planned, and the kind asks who wants which: people choose after the session was made.
    """
    db.session.flush()
    if session.state is not LiveState.SCHEDULED or session.starts_at <= clock.now():
        reminders.cancel(session, REMINDING)
        return
    reminders.schedule(
        session,
        REMINDING,
        session.starts_at,
        BEFORE,
        classroom_id=session.classroom_id,
        **live_facts.facts(session),
    )
