"""When attempts that are under way end, after the terms of their students changed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import select

from app import transaction
from app.extensions import db
from app.models import terms
from app.models.attempt import Attempt, AttemptState
from app.models.quiz import Quiz, QuizException


def refresh(quiz: Quiz, user_ids: Collection[int] | None = None) -> list[Attempt]:
    """Within an action that holds `quiz`: let the open attempts of these students (None: of all) end as their terms
    say now, with what was given to each in addition. Those that were moved."""
    db.session.flush()
    found = select(Attempt).where(
        Attempt.quiz_id == quiz.id, Attempt.state == AttemptState.OPEN, Attempt.is_preview.is_(False)
    )
    if user_ids is not None:
        found = found.where(Attempt.user_id.in_(user_ids))
    ordered = found.order_by(Attempt.id).with_for_update(key_share=True)
    attempts = db.session.scalars(ordered.execution_options(populate_existing=True)).all()
    theirs = terms.of_all(quiz, [attempt.user_id for attempt in attempts]) if attempts else {}
    return [attempt for attempt in attempts if _moved(attempt, theirs[attempt.user_id])]


@transaction.action
def follow(group_id: int, user_ids: Collection[int]) -> None:
    """These came into a group, or left it: their open attempts end by what its quizzes have settled for it.

    In a transaction of its own, since whoever hands in holds his attempt before the class that a group is held with.
    """
    settled = select(QuizException.quiz_id).where(QuizException.group_id == group_id)
    held = select(Quiz).where(Quiz.id.in_(settled)).order_by(Quiz.id).with_for_update(key_share=True)
    for quiz in db.session.scalars(held).all():
        refresh(quiz, user_ids)


def _moved(attempt: Attempt, settled: terms.Terms) -> bool:
    end = settled.deadline(attempt.started_at)
    end = end + timedelta(seconds=attempt.extra_seconds) if end else None
    changed = end != attempt.deadline_at
    attempt.deadline_at = end
    return changed
