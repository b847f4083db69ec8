"""Quizzes on their way to the class, and back out of the bin.

A quiz that stands in a lesson which is still shut is told of when the first of its lessons opens. A scheduled quiz is
nobody's business: students neither see nor hear of it before (T23). Withdrawn or deleted, it keeps its attempts.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, select

from app import audit, clock, transaction
from app.actions import quiz_reminders, quizzes
from app.actions.publishing import Publishing, waits_for_its_time
from app.errors import NotFound
from app.extensions import db
from app.models.lesson import Lesson
from app.models.quiz import Quiz, QuizState
from app.models.user import User


@transaction.action
def restore(quiz: Quiz, *, actor: User) -> Quiz:
    """Back as it was, with its attempts; what was scheduled for a time past is a draft. Twice is as once."""
    found = select(Quiz).where(Quiz.id == quiz.id).with_for_update(key_share=True)
    kept = db.session.scalars(found.execution_options(populate_existing=True)).first()
    if kept is None:
        raise NotFound
    if kept.deleted_at is not None:
        kept.deleted_at = None
        if kept.publish_at and kept.publish_at <= clock.now():
            kept.state, kept.publish_at = QuizState.DRAFT, None
        quiz_reminders.settle(kept)
        audit.record("quiz.restored", actor=actor, subject=kept, after={"title": kept.title})
    return kept


def _shut() -> ColumnElement[bool]:
    """It stands in lessons, and each of them is a draft or waits for its time."""
    there = Lesson.quiz_id == Quiz.id, Lesson.is_kept()
    placed = select(Lesson.id).where(*there).correlate(Quiz).exists()
    open_now = select(Lesson.id).where(*there, Lesson.counts(), ~waits_for_its_time()).correlate(Quiz).exists()
    return and_(placed, ~open_now)


_quizzes = Publishing("quiz", Quiz, QuizState, quizzes.lock, _shut, quiz_reminders.settle)
PUBLISHED = _quizzes.event
publish, schedule, release = _quizzes.publish, _quizzes.schedule, _quizzes.release
withdraw, delete = _quizzes.withdraw, _quizzes.delete
publish_due, tell_of_opened = _quizzes.publish_due, _quizzes.tell_of_opened
