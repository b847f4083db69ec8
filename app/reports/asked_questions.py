"""The questions of a quiz that were asked, and how many answers stand under a key that is another now."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, func, select

from app.extensions import db
from app.models.attempt import Attempt, Response
from app.models.question import Question, QuestionVersion
from app.models.quiz import Quiz, QuizSection


@dataclass(frozen=True)
class Asked:
    """`older`: of the `answers`, those that were given to an earlier version."""

    question: Question
    answers: int
    older: int


def of(quiz: Quiz) -> list[Asked]:
    """In the order of the quiz, those that changed first; in one query."""
    older = func.coalesce(func.sum(case((QuestionVersion.number < Question.version, 1), else_=0)), 0)
    found = (
        select(Question, func.count(Response.attempt_id), older)
        .join(QuizSection, QuizSection.id == Question.section_id)
        .join(Response, Response.question_id == Question.id)
        .join(QuestionVersion, QuestionVersion.id == Response.version_id)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .where(Question.quiz_id == quiz.id, Attempt.is_preview.is_(False))
        .group_by(Question.id, QuizSection.position, QuizSection.id)
        .order_by(case((older > 0, 0), else_=1), QuizSection.position, QuizSection.id, Question.position, Question.id)
    )
    return [Asked(question, answers, changed) for question, answers, changed in db.session.execute(found)]
