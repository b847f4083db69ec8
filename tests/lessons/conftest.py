"""A class with its people, and one lesson of each state."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask

from app.models.classroom import ClassRole, Classroom, MemberState
from app.models.lesson import Lesson
from app.models.user import Role, User
from tests.support.people import make_classroom, make_lesson, make_member, make_user


@dataclass
class School:
    """`people` by what they are to `classroom`; `draft` and `lesson` (published) stand in it."""

    classroom: Classroom
    lesson: Lesson
    draft: Lesson
    people: dict[str, User]


def _member(classroom: Classroom, role: ClassRole, state: MemberState = MemberState.ACTIVE, **values: Role) -> User:
    user = make_user(values.get("of_school", Role.STUDENT))
    make_member(classroom, user, role, state)
    return user


@pytest.fixture
def biology(app: Flask, school: object) -> School:
    owner = make_user(Role.TEACHER, name="Tess Okonkwo")
    classroom = make_classroom(owner, title="Biology 7b")
    people = {
        "owner": owner,
        "teacher": _member(classroom, ClassRole.TEACHER, of_school=Role.TEACHER),
        "assistant": _member(classroom, ClassRole.ASSISTANT),
        "student": _member(classroom, ClassRole.STUDENT),
        "pending": _member(classroom, ClassRole.STUDENT, MemberState.REQUESTED),
        "invited": _member(classroom, ClassRole.STUDENT, MemberState.INVITED),
        "removed": _member(classroom, ClassRole.STUDENT, MemberState.REMOVED),
        "suspended": _member(classroom, ClassRole.STUDENT, MemberState.SUSPENDED),
        "left": _member(classroom, ClassRole.STUDENT, MemberState.LEFT),
        "student elsewhere": make_user(),
        "teacher elsewhere": make_user(Role.TEACHER),
        "admin": make_user(Role.ADMIN),
    }
    make_classroom(people["teacher elsewhere"], title="Chess")
    lesson = make_lesson(classroom, title="Why leaves are green", position=1)
    draft = make_lesson(classroom, published=False, title="Roots", position=2)
    return School(classroom, lesson, draft, people)
