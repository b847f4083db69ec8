"""Which questions one attempt asks, and in what order: decided by its seed, the same whenever it is worked out."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from sqlalchemy import select

from app.extensions import db
from app.models.question import Question, QuestionVersion
from app.models.quiz import Quiz, QuizSection
from app.questions.shuffling import shuffled


@dataclass(frozen=True)
class Drawn:
    """One question of an attempt, in the version that stood when it was drawn, for so many points."""

    question_id: int
    version_id: int
    points: Fraction


@dataclass(frozen=True)
class _Candidate:
    section_id: int
    draws: int | None
    public_id: str
    drawn: Drawn


def drawn(quiz: Quiz, seed: int) -> list[Drawn]:
    """Section by section, those of a pool as many as it draws; in the order they are asked in. One query."""
    chosen: list[Drawn] = []
    for _section, candidates in groupby(_candidates(quiz), key=lambda each: each.section_id):
        chosen += [each.drawn for each in _of_section(list(candidates), seed, quiz.shuffle_questions)]
    return chosen


def _of_section(candidates: list[_Candidate], seed: int, shuffle: bool) -> list[_Candidate]:
    mixed = shuffled(candidates, seed, lambda each: each.public_id)
    kept = mixed[: candidates[0].draws]
    return kept if shuffle else [each for each in candidates if each in kept]


def _candidates(quiz: Quiz) -> list[_Candidate]:
    found = (
        select(Question, QuestionVersion.id, QuizSection.id, QuizSection.draws, QuizSection.points)
        .join(QuestionVersion, QuestionVersion.newest())
        .join(QuizSection, QuizSection.id == Question.section_id)
        .where(Question.quiz_id == quiz.id, Question.is_kept())
        .order_by(QuizSection.position, QuizSection.id, Question.position, Question.id)
    )
    return [
        _Candidate(section, draws, question.public_id, Drawn(question.id, version, points or question.points))
        for question, version, section, draws, points in db.session.execute(found)
    ]
