"""A class with two students and a few lessons."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions import progress
from app.extensions import db
from app.models.classroom import Classroom
from app.models.lesson import Lesson
from app.models.progress import ClassProgress, LessonProgress
from app.models.user import User
from app.transaction import action
from tests.support.people import make_classroom, make_lesson, make_member, make_user


@action
def recount(classroom: Classroom) -> None:
    """As actions do after what counts has changed; rows of tests are made straight in the database."""
    progress.recount(classroom.id)


@dataclass
class Learning:
    """A class, its students, and its lessons in order."""

    classroom: Classroom
    sam: User
    sue: User
    lessons: list[Lesson] = field(default_factory=list)

    @property
    def teacher(self) -> User:
        return self.classroom.owner

    def whole(self, user: User | None = None) -> ClassProgress:
        db.session.expire_all()
        wanted = user or self.sam
        mine = (ClassProgress.classroom_id == self.classroom.id, ClassProgress.user_id == wanted.id)
        return db.session.scalars(select(ClassProgress).where(*mine)).one()

    def of(self, lesson: Lesson, user: User | None = None) -> LessonProgress | None:
        db.session.expire_all()
        wanted = user or self.sam
        mine = (LessonProgress.lesson_id == lesson.id, LessonProgress.user_id == wanted.id)
        return db.session.scalars(select(LessonProgress).where(*mine)).first()


@pytest.fixture
def learning(app: Flask, school: object) -> Learning:
    classroom = make_classroom(title="Biology 7b")
    sam, sue = (make_member(classroom, make_user(name=name)).user for name in ("Sam Rivera", "Sue Lind"))
    lessons = [make_lesson(classroom, title=f"Lesson {number}", position=number) for number in range(1, 4)]
    recount(classroom)
    return Learning(classroom, sam, sue, lessons)
