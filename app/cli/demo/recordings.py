"""What the demo school has of sessions that are over: a recording elsewhere, and somebody who was excused."""

from __future__ import annotations

from sqlalchemy import select

from app.actions import attendance_marks, recordings
from app.actions.attendance_marks import Mark
from app.cli.demo.find import person
from app.cli.demo.history import History
from app.cli.demo.live import HELD_DAYS_AGO, SERIES, TEACHER
from app.extensions import db
from app.models.live import LiveSession, LiveState
from app.models.live_people import LiveAttendance, Presence
from app.models.recording import RecordingShown
from app.models.user import User

FILM = "https://media.example.org/cells-questions-and-answers"
AFTERWARDS = 0.2


def plan(history: History) -> None:
    history.at(HELD_DAYS_AGO[-1] - AFTERWARDS, _show)
    history.at(HELD_DAYS_AGO[-1] - 1, _excuse)


def _show() -> None:
    title, days = f"{SERIES}: the second hour", recordings.USUAL_DAYS
    recordings.add_link(_held(), FILM, actor=person(TEACHER), title=title, shown=RecordingShown.CLASS, days=days)


def _excuse() -> None:
    """The first one who did not come."""
    missing = select(User).join(LiveAttendance, LiveAttendance.user_id == User.id)
    away = missing.where(LiveAttendance.session_id == _held().id, LiveAttendance.status == Presence.ABSENT)
    student = db.session.scalars(away.order_by(User.id)).first()
    if student is not None:
        mark = Mark(student, Presence.EXCUSED, "At a swimming competition")
        attendance_marks.mark(_held(), [mark], actor=person(TEACHER))


def _held() -> LiveSession:
    """The last one of the series."""
    over = LiveSession.loaded().where(LiveSession.title == SERIES, LiveSession.state == LiveState.COMPLETED)
    return db.session.scalars(over.order_by(LiveSession.starts_at.desc()).limit(1)).one()
