"""A class that gives certificates, its teacher and a student with one lesson left."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask

from app.actions import class_recognition
from app.extensions import db
from app.models.classroom import Classroom
from app.models.lesson import Lesson
from app.models.user import Role, User
from tests.support.people import make_classroom, make_lesson, make_member, make_user


@dataclass
class Course:
    """A classroom with two lessons."""

    classroom: Classroom
    teacher: User
    student: User
    lessons: list[Lesson]


@pytest.fixture
def course(app: Flask, school: object) -> Course:
    teacher = make_user(Role.TEACHER, "Tess Okonkwo")
    classroom = make_classroom(teacher, title="Biology 7b", colour=8)
    student = make_user(name="Sam Student")
    make_member(classroom, student)
    class_recognition.choose(classroom, actor=teacher, recognises=True, certifies=True)
    lessons = [make_lesson(classroom, position=place) for place in range(2)]
    db.session.commit()
    return Course(classroom, teacher, student, lessons)
