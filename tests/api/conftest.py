"""Programs of a teacher, a student and an admin, and their class."""

from __future__ import annotations

import pytest
from flask import Flask

from app.models.classroom import Classroom
from app.models.user import User
from tests.support.api import Program
from tests.support.people import make_classroom, make_member, make_user


@pytest.fixture
def teacher(app: Flask, school: object) -> User:
    return make_user("teacher", "Tess Teacher")


@pytest.fixture
def student(app: Flask, school: object) -> User:
    return make_user("student", "Sam Student")


@pytest.fixture
def admin(app: Flask, school: object) -> User:
    return make_user("admin", "Ada Admin")


@pytest.fixture
def classroom(teacher: User, student: User) -> Classroom:
    made = make_classroom(teacher)
    make_member(made, student)
    return made


@pytest.fixture
def by_teacher(app: Flask, teacher: User) -> Program:
    return Program(app, teacher)


@pytest.fixture
def by_student(app: Flask, student: User) -> Program:
    return Program(app, student)


@pytest.fixture
def by_admin(app: Flask, admin: User) -> Program:
    return Program(app, admin, "read write admin")
