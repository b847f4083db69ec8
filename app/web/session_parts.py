"""What stands on the page of a live session beside its facts: registering, who was there, and what was recorded."""

from __future__ import annotations

from typing import Any

from app.models.live import LiveSession, LiveState
from app.permissions import Can, allowed
from app.reports import attendance, recordings
from app.web import attendance_words, live_registration
from app.web.visitors import viewer


def beside(session: LiveSession) -> dict[str, Any]:
    """For webinars/of_session.html, attendance/of_session.html and recordings/of_session.html."""
    counts, over = allowed(viewer(), Can.LIVE_ATTENDANCE, session), session.state is LiveState.COMPLETED
    return {
        "attendance_words": attendance_words,
        "counts": counts,
        "standing": attendance.own(session, viewer()) if over and not counts else None,
        "summary": attendance.summary(session) if over and counts else None,
        "recordings": recordings.of(session, viewer()),
        "adds": session.state is not LiveState.CANCELLED and allowed(viewer(), Can.LIVE_EDIT, session),
        **live_registration.beside(session),
    }
