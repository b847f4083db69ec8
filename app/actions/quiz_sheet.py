"""The questions of a quiz as its author sees them: sections in order, each with its questions, numbered through."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.actions import quiz_sections
from app.extensions import db
from app.models.question import Question
from app.models.quiz import Quiz, QuizSection


@dataclass(frozen=True)
class Room:
    """A section with its questions; `first` is the number of its first one, counted from 1."""

    section: QuizSection
    questions: list[Question]
    first: int


def rooms(quiz: Quiz) -> list[Room]:
    """All of a quiz. Two queries, however many questions there are."""
    inside: dict[int | None, list[Question]] = {}
    found = select(Question).where(Question.quiz_id == quiz.id, Question.is_kept())
    for question in db.session.scalars(found.order_by(Question.position, Question.id)):
        inside.setdefault(question.section_id, []).append(question)
    made, number = [], 1
    for section in quiz_sections.of(quiz):
        questions = inside.get(section.id, [])
        made.append(Room(section, questions, number))
        number += len(questions)
    return made
