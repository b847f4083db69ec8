"""How everybody of a class stands with one quiz: for those who teach it, also while it runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, and_, case, cast, func, or_, select
from sqlalchemy.orm import contains_eager

from app.extensions import db
from app.models.attempt import Attempt, AttemptState, QuizResult, Response
from app.models.base import contains
from app.models.classroom import ClassRole, Membership, MemberState
from app.models.privacy import shown_to
from app.models.quiz import Quiz
from app.models.user import User

ORDERS = ("name", "-name", "percent", "-percent", "submitted", "-submitted")
HUNDREDTHS = 100


class Which(StrEnum):
    """Where students are with it: each is in one of these."""

    IDLE = "idle"
    ANSWERING = "answering"
    TO_GRADE = "to_grade"
    DONE = "done"


@dataclass(frozen=True)
class Standing:
    """One student's: what counts, his newest attempt, and of that the answered among the asked questions."""

    which: Which
    result: QuizResult | None = None
    attempt: Attempt | None = None
    answered: int = 0
    asked: int = 0


IDLE = Standing(Which.IDLE)


@dataclass(frozen=True)
class Summary:
    """Of the whole class: how many are where, all of them under None; how many results are known, and their mean; how
    many answers wait for a person."""

    counts: dict[Which | None, int]
    graded: int
    passed: int
    mean: Decimal | None
    to_grade: int


def students(
    quiz: Quiz, reader: User, text: str = "", which: Which | None = None, order: str = "name"
) -> Select[Membership]:
    """Active students of its class in one of ORDERS, with what counts for each and whether he is answering."""
    found = (
        _with_standing(select(Membership), quiz)
        .join(Membership.user)
        .options(contains_eager(Membership.user))
        .where(shown_to(reader))
        .order_by(*_ordered(order))
    )
    if text:
        found = found.where(or_(contains(User.name, text), contains(User.username, text)))
    return found if which is None else found.where(_are(which))


def _with_standing(selected: Select[Any], quiz: Quiz) -> Select[Any]:
    """From the active students of its class, joined with results and open attempts."""
    result = and_(QuizResult.quiz_id == quiz.id, QuizResult.user_id == Membership.user_id)
    answering = and_(
        Attempt.quiz_id == quiz.id, Attempt.user_id == Membership.user_id, Attempt.state == AttemptState.OPEN
    )
    return (
        selected.select_from(Membership)
        .outerjoin(QuizResult, result)
        .outerjoin(Attempt, answering)
        .where(Membership.classroom_id == quiz.classroom_id)
        .where(Membership.state == MemberState.ACTIVE, Membership.role == ClassRole.STUDENT)
    )


def _ordered(order: str) -> tuple[ColumnElement[Any], ...]:
    columns: dict[str, Any] = {"percent": QuizResult.percent, "submitted": QuizResult.submitted_at}
    column = columns.get(order.removeprefix("-"), User.name)
    falling = order in ORDERS and order.startswith("-")
    ordered = column.desc().nulls_last() if falling else column.asc().nulls_last()
    return ordered, User.name.expression, Membership.id.expression


def _are(which: Which) -> ColumnElement[bool]:
    """In the order of precedence: who is answering again is answering, whatever he did before."""
    answering, result = Attempt.id.is_not(None), QuizResult.user_id.is_not(None)
    waits = and_(result, QuizResult.to_grade > 0)
    return {
        Which.ANSWERING: answering,
        Which.TO_GRADE: and_(~answering, waits),
        Which.DONE: and_(~answering, result, ~waits),
        Which.IDLE: and_(~answering, ~result),
    }[which]


def summary(quiz: Quiz) -> Summary:
    """In one query."""
    numbers = [_number(_are(which)) for which in Which]
    selected: Select[Any] = select(  # type: ignore[assignment]  # of many columns
        func.count(Membership.id),
        *numbers,
        func.count(QuizResult.percent),
        _number(QuizResult.passed.is_(True)),
        func.avg(QuizResult.percent),
        func.coalesce(func.sum(QuizResult.to_grade), 0),
    )
    *numbers_of, graded, passed, mean, to_grade = tuple(db.session.execute(_with_standing(selected, quiz)).one())
    counts: dict[Which | None, int] = dict(zip((None, *Which), numbers_of, strict=True))
    return Summary(counts, graded, passed, None if mean is None else Decimal(str(mean)) / HUNDREDTHS, to_grade)


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def of(quiz: Quiz, members: Iterable[Membership]) -> dict[int, Standing]:
    """How these students stand, by user id, in three queries."""
    ids = [member.user_id for member in members]
    results = {
        each.user_id: each
        for each in db.session.scalars(
            select(QuizResult).where(QuizResult.quiz_id == quiz.id, QuizResult.user_id.in_(ids))
        )
    }
    attempts = _newest(quiz, ids)
    numbers = answered([attempt.id for attempt in attempts.values()])
    return {
        user_id: _standing(results.get(user_id), attempts.get(user_id), numbers)
        for user_id in ids
        if user_id in results or user_id in attempts
    }


def _newest(quiz: Quiz, user_ids: list[int]) -> dict[int, Attempt]:
    of_quiz = select(Attempt).where(Attempt.quiz_id == quiz.id, Attempt.is_preview.is_(False))
    found = of_quiz.where(Attempt.user_id.in_(user_ids)).order_by(Attempt.number)
    return {attempt.user_id: attempt for attempt in db.session.scalars(found)}


def _standing(result: QuizResult | None, attempt: Attempt | None, numbers: dict[int, tuple[int, int]]) -> Standing:
    done, asked = numbers.get(attempt.id, (0, 0)) if attempt else (0, 0)
    which = Which.DONE
    if attempt and attempt.is_open:
        which = Which.ANSWERING
    elif result and result.to_grade:
        which = Which.TO_GRADE
    return Standing(which, result, attempt, done, asked)


def answered(attempt_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """By attempt: how many of its questions have an answer, and how many there are."""
    given = case((and_(Response.answer.is_not(None), cast(Response.answer, String) != "null"), 1), else_=0)
    found = select(Response.attempt_id, cast(func.sum(given), Integer), func.count()).group_by(Response.attempt_id)
    rows = db.session.execute(found.where(Response.attempt_id.in_(list(attempt_ids))))
    return {attempt_id: (done, asked) for attempt_id, done, asked in rows}
