"""A class, a quiz in it, and a student who takes it."""

from __future__ import annotations

import pytest

from app.models.quiz import Quiz
from app.models.user import User
from tests.support.quizzes import make_quiz
from tests.support.ring import Ring


@pytest.fixture
def quiz(ring: Ring) -> Quiz:
    """Four questions of several types, five points, without an end."""
    return make_quiz(ring.classroom)


@pytest.fixture
def student(ring: Ring) -> User:
    return ring.students[0]
