"""What is said before a live session begins: at each instant that somebody may have chosen (LIV3)."""

from __future__ import annotations

from app import clock, reminders
from app.actions import live_facts
from app.extensions import db
from app.models.live import BEFORE, LiveSession, LiveState
from app.reminders import Plan

REMINDING = "live.reminding"


def settle(*sessions: LiveSession) -> None:
    """Within an action: remind of each at the instant it has now, and of no other; of one called off, never.

    All of BEFORE is planned, and the kind asks who wants which: people choose after the session was made.
    """
    db.session.flush()
    reminders.settle(REMINDING, [_plan(session) for session in sessions])


def _plan(session: LiveSession) -> Plan:
    to_come = session.state is LiveState.SCHEDULED and session.starts_at > clock.now()
    offsets = BEFORE if to_come else ()
    return Plan(session, session.starts_at, offsets, session.classroom_id, live_facts.facts(session))
