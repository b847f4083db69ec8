"""Who has reached what, as selects over everybody or one person: so that all of it can be worked out from scratch.

Each gives rows of (user_id, name, about, classroom_id, awarded_at). Nothing counts of a class whose teacher turned
recognition off.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, cast, func, literal, null, select, true

from app.models.attempt import Attempt
from app.models.base import BigId
from app.models.classroom import ClassRole, Classroom, Membership, MemberState
from app.models.event import Event
from app.models.lesson import Lesson, Module
from app.models.progress import ClassProgress, LessonProgress
from app.models.quiz import Quiz
from app.models.release import meant_for

COLUMNS = ("user_id", "name", "about", "classroom_id", "awarded_at")


@dataclass(frozen=True)
class Among:
    """Whose rows are looked for: everybody's, or those of one person and, where a rule is about one, one class."""

    user_id: int | None = None
    classroom_id: int | None = None

    def people(self, column: Any) -> ColumnElement[bool]:
        return true() if self.user_id is None else column == self.user_id

    def classes(self, column: Any) -> ColumnElement[bool]:
        return true() if self.classroom_id is None else column == self.classroom_id


Rows = Select[*tuple[Any, ...]]
Rule = Callable[[str, Among], Rows]


def lessons_done(number: int) -> Rule:
    """So many lessons finished, whatever became of them since: read from the record, which never changes."""

    def rule(name: str, among: Among) -> Rows:
        done = (
            select(Event.actor_id.label("user_id"), func.min(Event.created_at).label("at"))
            .join(Classroom, Classroom.id == Event.classroom_id)
            .where(Event.type == "lesson.done", among.people(Event.actor_id), Classroom.recognises)
            .group_by(Event.actor_id, Event.facts["lesson"].as_string())
            .subquery()
        )
        nth = func.row_number().over(partition_by=done.c.user_id, order_by=done.c.at).label("nth")
        ranked = select(done.c.user_id, done.c.at, nth).where(done.c.user_id.is_not(None)).subquery()
        return select(
            ranked.c.user_id,
            literal(name).label("name"),
            literal("").label("about"),
            cast(null(), BigId).label("classroom_id"),
            ranked.c.at.label("awarded_at"),
        ).where(ranked.c.nth == number)

    return rule


def modules_done(name: str, among: Among) -> Rows:
    """All lessons of a module that count for a student are done."""
    counting = and_(Lesson.module_id == Module.id, Lesson.counts(), meant_for(Lesson, Membership.user_id))
    mine = and_(LessonProgress.lesson_id == Lesson.id, LessonProgress.user_id == Membership.user_id)
    return (
        select(
            Membership.user_id.label("user_id"),
            literal(name).label("name"),
            Module.public_id.label("about"),
            Module.classroom_id.label("classroom_id"),
            func.max(LessonProgress.done_at).label("awarded_at"),
        )
        .select_from(Membership)
        .join(Classroom, Classroom.id == Membership.classroom_id)
        .join(Module, Module.classroom_id == Classroom.id)
        .join(Lesson, counting)
        .outerjoin(LessonProgress, mine)
        .where(*_students(among), Module.is_kept())
        .group_by(Membership.user_id, Module.public_id, Module.classroom_id)
        .having(func.count(Lesson.id) == func.count(LessonProgress.done_at))
    )


def classes_done(name: str, among: Among) -> Rows:
    """Everything that a class has for a student is done."""
    mine = and_(
        ClassProgress.classroom_id == Membership.classroom_id,
        ClassProgress.user_id == Membership.user_id,
        ClassProgress.completed_at.is_not(None),
    )
    return (
        select(
            Membership.user_id.label("user_id"),
            literal(name).label("name"),
            Classroom.public_id.label("about"),
            Classroom.id.label("classroom_id"),
            ClassProgress.completed_at.label("awarded_at"),
        )
        .select_from(Membership)
        .join(Classroom, Classroom.id == Membership.classroom_id)
        .join(ClassProgress, mine)
        .where(*_students(among))
    )


def quizzes_perfect(name: str, among: Among) -> Rows:
    """All points of a quiz, in an attempt whose score its student may see. Fractions are kept in lowest terms."""
    mine = and_(Attempt.classroom_id == Membership.classroom_id, Attempt.user_id == Membership.user_id)
    return (
        select(
            Membership.user_id.label("user_id"),
            literal(name).label("name"),
            Quiz.public_id.label("about"),
            Quiz.classroom_id.label("classroom_id"),
            func.min(Attempt.told_at).label("awarded_at"),
        )
        .select_from(Membership)
        .join(Classroom, Classroom.id == Membership.classroom_id)
        .join(Attempt, mine)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(*_students(among), Attempt.is_preview.is_(False), Attempt.told_at.is_not(None))
        .where(Attempt.score == Attempt.points, Attempt.points != Fraction(0))
        .group_by(Membership.user_id, Quiz.public_id, Quiz.classroom_id)
    )


def _students(among: Among) -> tuple[ColumnElement[bool], ...]:
    return (
        Membership.state == MemberState.ACTIVE,
        Membership.role == ClassRole.STUDENT,
        Classroom.recognises.is_(True),
        among.people(Membership.user_id),
        among.classes(Membership.classroom_id),
    )
