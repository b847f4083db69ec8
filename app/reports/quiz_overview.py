"""What a teacher sees of quizzes in a list: how many attempts there are, and what waits for him."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import case, func, select

from app.extensions import db
from app.models.attempt import Attempt, AttemptState
from app.models.quiz import Quiz


@dataclass(frozen=True)
class Counted:
    """Attempts of students: under way, handed in, and of those with answers that wait for a person."""

    running: int = 0
    handed_in: int = 0
    to_grade: int = 0

    @property
    def attempts(self) -> int:
        return self.running + self.handed_in


def counts(quizzes: Collection[Quiz]) -> dict[int, Counted]:
    """By the id of each quiz. One query."""
    open_ones = func.sum(case((Attempt.state == AttemptState.OPEN, 1), else_=0))
    waiting = func.sum(case(((Attempt.state == AttemptState.SUBMITTED) & (Attempt.to_grade > 0), 1), else_=0))
    found = select(Attempt.quiz_id, open_ones, func.count(), waiting).where(
        Attempt.quiz_id.in_([quiz.id for quiz in quizzes]), Attempt.is_preview.is_(False)
    )
    rows = db.session.execute(found.group_by(Attempt.quiz_id)) if quizzes else ()
    there = {quiz_id: Counted(running, number - running, waits) for quiz_id, running, number, waits in rows}
    return {quiz.id: there.get(quiz.id, Counted()) for quiz in quizzes}
