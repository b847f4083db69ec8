"""What somebody's calendar holds, as other programs read it: in his feed, and beside mails."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from app.config import settings
from app.formats.ical import Entry
from app.models.live import LiveSession, LiveState
from app.models.quiz import Quiz


def of_session(session: LiveSession) -> Entry:
    """One session: when it is, what it is called, its class, and where its page is. Nothing that opens its room."""
    page = f"{settings().base_url}/sessions/{session.public_id}"
    return Entry(
        uid=_uid(session.public_id),
        title=session.title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        changed_at=session.updated_at,
        sequence=session.sequence,
        cancelled=session.state is LiveState.CANCELLED,
        about=f"{session.classroom.title}\n{page}",
        url=page,
    )


def of_quiz(quiz: Quiz, closes_at: datetime, title: str) -> Entry:
    """When a quiz closes for whoever asks; `title` says so in his language."""
    page = f"{settings().base_url}/quizzes/{quiz.public_id}"
    about = f"{quiz.classroom.title}\n{page}"
    # No sequence is kept of quizzes: seconds grow with each change.
    number = int(quiz.updated_at.timestamp()) % 2**31
    return Entry(_uid(quiz.public_id), title, closes_at, None, quiz.updated_at, number, about=about, url=page)


def _uid(public_id: str) -> str:
    return f"{public_id}@{urlsplit(settings().base_url).hostname}"
