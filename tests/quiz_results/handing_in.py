"""Attempts straight in the database: taking a quiz has tests of its own."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from app import clock, transaction
from app.actions import grading, quiz_results
from app.extensions import db
from app.models.attempt import Attempt, AttemptState, HandedInBy, QuizResult, Response
from app.models.question import Question, QuestionVersion
from app.models.quiz import Quiz
from app.models.user import User

Answer = dict[str, Any] | None
RIGHT: Answer = {"choice": "right"}
WRONG: Answer = {"choice": "wrong"}
_seeds = itertools.count(1)


@transaction.action
def begin(quiz: Quiz, user: User, answers: Sequence[Answer] = (), **values: Any) -> Attempt:
    """An open attempt at all questions as they stand, the first ones answered."""
    number = db.session.scalar(
        select(func.count(Attempt.id)).where(Attempt.quiz_id == quiz.id, Attempt.user_id == user.id)
    )
    about = {"quiz_id": quiz.id, "classroom_id": quiz.classroom_id, "user_id": user.id, "number": (number or 0) + 1}
    defaults = {
        "seed": next(_seeds),
        "started_at": clock.now() - timedelta(minutes=10),
        "address": "192.0.2.7",
        "device": "Firefox",
    }
    attempt = Attempt(**{**about, **defaults, **values})
    attempt.quiz, attempt.user = quiz, user
    db.session.add(attempt)
    db.session.flush()
    asked = (
        select(Question, QuestionVersion)
        .join(QuestionVersion, QuestionVersion.newest())
        .where(Question.quiz_id == quiz.id, Question.is_kept())
        .order_by(Question.position)
    )
    for position, (question, version) in enumerate(db.session.execute(asked).all()):
        answer = answers[position] if position < len(answers) else None
        about = {"attempt_id": attempt.id, "question_id": question.id, "version_id": version.id, "position": position}
        when = clock.now() if answer else None
        db.session.add(Response(**about, points=question.points, answer=answer, answered_at=when))
    attempt.points = quiz.points
    db.session.flush()
    return attempt


@transaction.action
def hand_in(quiz: Quiz, user: User, answers: Sequence[Answer] = (), **values: Any) -> Attempt:
    """An attempt that was just handed in and graded, as `attempts.submit` does it."""
    attempt = begin(quiz, user, answers, **values)
    finish(attempt)
    return attempt


@transaction.action
def finish(attempt: Attempt, by: HandedInBy = HandedInBy.CLOCK) -> None:
    attempt.state, attempt.submitted_at, attempt.handed_in_by = AttemptState.SUBMITTED, clock.now(), by
    db.session.add(attempt)
    db.session.flush()
    grading.grade(attempt)
    quiz_results.recount(attempt.quiz, [attempt.user_id])


def again(row: Any) -> Any:
    """The row as the database has it now."""
    return db.session.get(type(row), row.id, populate_existing=True)


def result_of(quiz: Quiz, user: User) -> QuizResult | None:
    found = select(QuizResult).where(QuizResult.quiz_id == quiz.id, QuizResult.user_id == user.id)
    return db.session.scalars(found.execution_options(populate_existing=True)).first()
