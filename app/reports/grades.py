"""What people scored at quizzes, seen from elsewhere: a start page, somebody's progress, a class, the school.

A student is shown what he may see now; nobody else's page shows more than its teachers know.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import contains_eager

from app.extensions import db
from app.models.attempt import Attempt, QuizResult
from app.models.classroom import ClassRole, Classroom, Membership, MemberState, State
from app.models.progress import percent
from app.models.quiz import Quiz, QuizState
from app.models.showing import scores_are_shown
from app.models.somebody import now_for, somebody, this
from app.models.user import User

FEW = 5
HUNDREDTHS = 100


@dataclass(frozen=True)
class Grades:
    """Of several results: how many are known, their mean, and how many of those with a mark to pass passed."""

    results: int = 0
    mean: Decimal | None = None
    passed: int = 0
    tried: int = 0

    @property
    def rate(self) -> Decimal | None:
        return percent(self.passed, self.tried) if self.tried else None


def latest(user: User) -> list[QuizResult]:
    """The newest results that `user` may see, of classes that he studies in and that go on. One query."""
    return list(db.session.scalars(_latest(), this(user)))


@cache
def _latest() -> Select[QuizResult]:
    user = somebody()
    mine = select(Membership.classroom_id).where(
        Membership.user_id == user.id, Membership.state == MemberState.ACTIVE, Membership.role == ClassRole.STUDENT
    )
    found = _shown_to(user, _of(user)).where(QuizResult.classroom_id.in_(mine), Classroom.state == State.PUBLISHED)
    return found.order_by(QuizResult.submitted_at.desc(), QuizResult.quiz_id).limit(FEW)


def of_student(classroom: Classroom, student: User, reader: User) -> list[QuizResult]:
    """His results in one class, the newest first: what he may see himself, to those who teach him all of them."""
    found = _of(student).where(QuizResult.classroom_id == classroom.id)
    if reader.id == student.id:
        found = _shown_to(reader, found)
    return list(db.session.scalars(found.order_by(QuizResult.submitted_at.desc(), QuizResult.quiz_id)))


def _of(user: User) -> Select[QuizResult]:
    return (
        select(QuizResult)
        .join(QuizResult.quiz)
        .join(Quiz.classroom)
        .options(contains_eager(QuizResult.quiz).contains_eager(Quiz.classroom))
        .where(QuizResult.user_id == user.id, QuizResult.percent.is_not(None), Quiz.is_kept())
    )


def _shown_to(user: User, found: Select[QuizResult]) -> Select[QuizResult]:
    """Of his own results those that he may see."""
    told = select(Attempt.id).where(
        Attempt.quiz_id == QuizResult.quiz_id, Attempt.user_id == QuizResult.user_id, Attempt.told_at.is_not(None)
    )
    return found.where(Quiz.state == QuizState.PUBLISHED, told.exists(), scores_are_shown(now_for(user)))


def by_quiz(classroom: Classroom) -> list[tuple[Quiz, Grades]]:
    """Of each quiz of a class that somebody has a result of, by title, in one query."""
    found = (
        select(Quiz, *_figures())
        .join(QuizResult, QuizResult.quiz_id == Quiz.id)
        .join(Membership, _studies())
        .where(Quiz.classroom_id == classroom.id, Quiz.is_kept())
        .group_by(Quiz.id)
        .order_by(Quiz.title, Quiz.id)
    )
    return [(quiz, _grades(*figures)) for quiz, *figures in db.session.execute(found)]


def by_class(shown: Iterable[Classroom]) -> dict[int, Grades]:
    """Of all quizzes of each of these classes, in one query."""
    ids = [classroom.id for classroom in shown]
    found = (
        select(QuizResult.classroom_id, *_figures())
        .join(Quiz, and_(Quiz.id == QuizResult.quiz_id, Quiz.is_kept()))
        .join(Membership, _studies())
        .where(QuizResult.classroom_id.in_(ids))
        .group_by(QuizResult.classroom_id)
    )
    return {classroom_id: _grades(*figures) for classroom_id, *figures in db.session.execute(found)}


def _studies() -> ColumnElement[bool]:
    here = and_(Membership.classroom_id == QuizResult.classroom_id, Membership.user_id == QuizResult.user_id)
    return and_(here, Membership.state == MemberState.ACTIVE, Membership.role == ClassRole.STUDENT)


def _figures() -> tuple[Any, ...]:
    passed = func.coalesce(func.sum(case((QuizResult.passed.is_(True), 1), else_=0)), 0)
    return func.count(QuizResult.percent), func.avg(QuizResult.percent), passed, func.count(QuizResult.passed)


def _grades(results: int, mean: float | None, passed: int, tried: int) -> Grades:
    known = None if mean is None else (Decimal(str(mean)) / HUNDREDTHS).quantize(Decimal("0.01"))
    return Grades(results, known, passed, tried)
