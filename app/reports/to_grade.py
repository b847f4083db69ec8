"""Answers that a person grades: question by question, in an order that says nothing of who wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.extensions import db
from app.models.attempt import Attempt, AttemptState, Response
from app.models.question import Question
from app.models.quiz import Quiz, QuizSection
from app.questions import TYPES

BY_HAND = [name for name, type_ in TYPES.items() if type_.by_hand]


@dataclass(frozen=True)
class Pile:
    """The answers to one question: how many are graded already, and how many are there."""

    question: Question
    graded: int
    answers: int

    @property
    def waiting(self) -> int:
        return self.answers - self.graded


def piles(quiz: Quiz) -> list[Pile]:
    """Of every question that a person grades, in the order of the quiz, in one query."""
    graded = func.coalesce(func.sum(case((Response.share.is_not(None), 1), else_=0)), 0)
    found = (
        select(Question, graded, func.count(Response.attempt_id))
        .join(QuizSection, QuizSection.id == Question.section_id)
        .join(Response, Response.question_id == Question.id)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .where(Question.quiz_id == quiz.id, Question.type.in_(BY_HAND), *_handed_in())
        .group_by(Question.id, QuizSection.position, QuizSection.id)
        .order_by(QuizSection.position, QuizSection.id, Question.position, Question.id)
    )
    return [Pile(question, done, answers) for question, done, answers in db.session.execute(found)]


def _handed_in() -> tuple[Any, ...]:
    return Attempt.state == AttemptState.SUBMITTED, Attempt.is_preview.is_(False)


def _answers(quiz: Quiz, question_id: str) -> Select[Response]:
    return (
        select(Response)
        .join(Response.attempt)
        .join(Response.question)
        .options(
            contains_eager(Response.attempt).joinedload(Attempt.user),
            contains_eager(Response.question),
            joinedload(Response.asked),
        )
        .where(Attempt.quiz_id == quiz.id, Question.public_id == question_id, *_handed_in())
    )


def next_one(quiz: Quiz, question_id: str, after: str = "") -> Response | None:
    """The next answer to it that nobody has graded, after that of the attempt `after`, then from the beginning."""
    waiting = _answers(quiz, question_id).where(Response.share.is_(None)).order_by(Attempt.public_id).limit(1)
    return db.session.scalars(waiting.where(Attempt.public_id > after)).first() or db.session.scalars(waiting).first()


def one(attempt: Attempt, question_id: str) -> Response | None:
    """The answer of `attempt` to it."""
    mine = _answers(attempt.quiz, question_id).where(Response.attempt_id == attempt.id)
    return db.session.scalars(mine).first()
