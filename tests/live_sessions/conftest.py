"""A class with its teacher and a student, and browsers in which they are logged in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app.models.classroom import Classroom
from app.models.user import User
from tests.support.browsing import Browser
from tests.support.live import make_student
from tests.support.people import make_classroom, make_user

Visit = Callable[[User], Browser]


@pytest.fixture
def teacher(school: object) -> User:
    return make_user("teacher", "Tess Okonkwo")


@pytest.fixture
def classroom(teacher: User) -> Classroom:
    return make_classroom(teacher)


@pytest.fixture
def student(classroom: Classroom) -> User:
    return make_student(classroom, "Sam Student")


@pytest.fixture
def visit(app: Flask) -> Visit:
    """A browser of its own for whoever is named."""
    return lambda user: app.test_client().log_in(user)  # type: ignore[attr-defined]
