"""A quiz on the page of the lesson that is one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app import clock
from app.extensions import db
from app.models.lesson import Lesson, LessonKind
from app.models.quiz import Quiz
from app.permissions import assists, studies
from app.reports import own_quizzes
from app.reports.own_quizzes import Own
from app.web.visitors import viewer


@dataclass(frozen=True)
class Card:
    """`own` is how a student stands with it, None for who teaches; `takes`: he is one himself."""

    quiz: Quiz
    own: Own | None
    takes: bool
    now: datetime


def seen(lesson: Lesson) -> Quiz | None:
    """The quiz that `lesson` is, if its reader may know of it."""
    if lesson.kind is not LessonKind.QUIZ or lesson.quiz_id is None:
        return None
    return db.session.scalars(Quiz.visible_to(viewer()).where(Quiz.id == lesson.quiz_id)).first()


def of(lesson: Lesson) -> Card | None:
    """Its card."""
    quiz = seen(lesson)
    if quiz is None:
        return None
    own = None if assists(viewer(), lesson.classroom) else own_quizzes.of([quiz], viewer())[quiz.id]
    return Card(quiz, own, studies(viewer(), lesson.classroom), clock.now())
