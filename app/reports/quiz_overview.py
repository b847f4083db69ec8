"""What a teacher sees of quizzes in a list: how many attempts there are, and what waits for him."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import contains_eager

from app.extensions import db
from app.models.attempt import Attempt, AttemptState
from app.models.classroom import TEACHING, Classroom, State
from app.models.quiz import Quiz
from app.models.somebody import somebody, this
from app.models.staff import staffed
from app.models.user import Role, User

FEW = 8


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


@dataclass(frozen=True)
class Waiting:
    """A quiz with attempts that wait for a grade: how many, and since when the first of them was handed in."""

    quiz: Quiz
    attempts: int
    since: datetime


@dataclass(frozen=True)
class ToGrade:
    """The quizzes that have waited longest, and how many more there are."""

    quizzes: list[Waiting]
    more: int = 0


def to_grade(user: User) -> ToGrade:
    """What waits for a grade by `user`, in the classes that he teaches and that go on. One query."""
    rows = db.session.execute(_to_grade(user.role, user.student_view_of is not None), this(user)).all()
    found = [Waiting(quiz, attempts, since) for quiz, attempts, since, _all in rows]
    return ToGrade(found, rows[0][3] - len(found) if rows else 0)


@cache
def _to_grade(role: Role, views_as_student: bool) -> Select[Quiz, int, datetime, int]:
    user = somebody(role, views_as_student=views_as_student)
    waits = Attempt.state == AttemptState.SUBMITTED, Attempt.to_grade > 0, Attempt.is_preview.is_(False)
    his = staffed(Attempt.classroom_id, user, TEACHING), Attempt.user_id != user.id
    counted = select(Attempt.quiz_id, func.count().label("attempts"), func.min(Attempt.submitted_at).label("since"))
    waiting = counted.where(*waits, *his).group_by(Attempt.quiz_id).subquery()
    return (
        select(Quiz, waiting.c.attempts, waiting.c.since, func.count().over())
        .join(waiting, waiting.c.quiz_id == Quiz.id)
        .join(Quiz.classroom)
        .options(contains_eager(Quiz.classroom))
        .where(Quiz.is_kept(), Classroom.state != State.ARCHIVED)
        .order_by(waiting.c.since, Quiz.id)
        .limit(FEW)
    )
