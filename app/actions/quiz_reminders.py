"""What is said a day and an hour before a quiz closes: to each student before his own last moment (QUI11)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from app import clock, reminders
from app.extensions import db
from app.models.quiz import Quiz, QuizException

CLOSING = "quiz.closing"
BEFORE = (timedelta(days=1), timedelta(hours=1))


def settle(quiz: Quiz) -> None:
    """Within an action: remind of every instant at which `quiz` closes for somebody, each once, and of no other."""
    db.session.flush()
    open_ones = quiz.is_published and quiz.deleted_at is None
    told: set[datetime] = set()
    found = select(QuizException).where(QuizException.quiz_id == quiz.id).order_by(QuizException.id)
    for each in (quiz, *db.session.scalars(found)):
        at = each.closes_at if open_ones else None
        if at is None or at in told or at <= clock.now():
            reminders.cancel(each, CLOSING)
        else:
            told.add(at)
            _schedule(quiz, each, at)


def forget(exception: QuizException) -> None:
    """Within an action: remind of nothing for the sake of one that goes; the keys of its row may be given anew."""
    reminders.cancel(exception, CLOSING)


def _schedule(quiz: Quiz, about: Quiz | QuizException, at: datetime) -> None:
    reminders.schedule(
        about,
        CLOSING,
        at,
        BEFORE,
        classroom_id=quiz.classroom_id,
        quiz_id=quiz.id,
        quiz=quiz.public_id,
        title=quiz.title,
        classroom=quiz.classroom.title,
    )
