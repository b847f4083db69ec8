"""A class with its people, and a quiz of each state."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask

from app.models.classroom import ClassRole, Classroom
from app.models.quiz import Quiz
from app.models.user import Role, User
from tests.support.people import make_classroom, make_member, make_user
from tests.support.quizzes import make_quiz


@dataclass
class School:
    """`quiz` is published, `draft` is not; `people` by what they are to `classroom`."""

    classroom: Classroom
    quiz: Quiz
    draft: Quiz
    people: dict[str, User]

    @property
    def teacher(self) -> User:
        return self.people["owner"]

    @property
    def student(self) -> User:
        return self.people["student"]


@pytest.fixture
def biology(app: Flask, school: object) -> School:
    owner = make_user(Role.TEACHER, name="Tess Okonkwo")
    classroom = make_classroom(owner, title="Biology 7b")
    people = {"owner": owner, "admin": make_user(Role.ADMIN), "stranger": make_user(Role.TEACHER)}
    for role in (ClassRole.TEACHER, ClassRole.ASSISTANT, ClassRole.STUDENT):
        people[role.value] = make_user(Role.TEACHER if role is ClassRole.TEACHER else Role.STUDENT)
        make_member(classroom, people[role.value], role)
    return School(classroom, make_quiz(classroom), make_quiz(classroom, published=False, title="Plants"), people)
