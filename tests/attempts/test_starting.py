"""An attempt is begun once, however often and from wherever one asks, and on the terms of its student."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.actions import attempts
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.extensions import db
from app.models.attempt import Attempt, HandedInBy, Response
from app.models.classroom import State
from app.models.quiz import Quiz, QuizException
from app.models.user import User
from app.transaction import action
from tests.support.at_once import at_once
from tests.support.people import make_user
from tests.support.quizzes import make_attempt, make_quiz, single
from tests.support.ring import Ring


@action
def change(row: object, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def test_an_attempt_asks_every_question_in_its_newest_version(quiz: Quiz, student: User) -> None:
    attempt = attempts.start(quiz, actor=student, address="10.0.0.9", device="Firefox on Linux")
    asked = db.session.scalars(select(Response).where(Response.attempt_id == attempt.id)).all()
    assert [each.position for each in sorted(asked, key=lambda each: each.position)] == [0, 1, 2, 3]
    assert (attempt.points, attempt.number, attempt.deadline_at) == (5, 1, None)
    assert (attempt.address, attempt.device) == ("10.0.0.9", "Firefox on Linux")


def test_starting_again_goes_on_with_the_open_one(quiz: Quiz, student: User) -> None:
    first = attempts.start(quiz, actor=student)
    assert attempts.start(quiz, actor=student).id == first.id


def test_fifty_starts_at_once_make_one_attempt(app: Flask, quiz: Quiz, student: User) -> None:
    """Each comes in as if from a tab of its own."""
    quiz_id, user_id = quiz.id, student.id

    def start() -> int:
        return attempts.start(db.session.get_one(Quiz, quiz_id), actor=db.session.get_one(User, user_id)).id

    answers = at_once(app, [start] * 50)
    assert len(set(answers)) == 1, answers
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 1
    assert db.session.scalar(select(func.count()).select_from(Response)) == 4


def test_no_more_attempts_than_are_allowed(quiz: Quiz, student: User) -> None:
    make_attempt(quiz, student)
    with pytest.raises(Conflict):
        attempts.start(quiz, actor=student)
    change(quiz, attempts_allowed=2)
    assert attempts.start(quiz, actor=student).number == 2


def test_one_student_may_be_allowed_more(quiz: Quiz, student: User, ring: Ring) -> None:
    make_attempt(quiz, student)
    make_attempt(quiz, ring.students[1])
    db.session.add(QuizException(quiz_id=quiz.id, user_id=student.id, attempts_allowed=2))
    db.session.commit()
    assert attempts.start(quiz, actor=student).number == 2
    with pytest.raises(Conflict):
        attempts.start(quiz, actor=ring.students[1])


@pytest.mark.parametrize("terms", [{"opens_at": timedelta(hours=1)}, {"closes_at": timedelta(seconds=-1)}])
def test_not_before_it_opens_or_after_it_closes(quiz: Quiz, student: User, terms: dict[str, timedelta]) -> None:
    change(quiz, **{name: clock.now() + after for name, after in terms.items()})
    with pytest.raises(Conflict):
        attempts.start(quiz, actor=student)


def test_the_end_is_the_time_limit_or_the_close_whichever_is_first(quiz: Quiz, student: User, ring: Ring) -> None:
    now = clock.now()
    change(quiz, time_limit=600, closes_at=now + timedelta(hours=1))
    with clock.pretend(now):
        assert attempts.start(quiz, actor=student).deadline_at == now + timedelta(minutes=10)
    with clock.pretend(now + timedelta(minutes=55)):
        assert attempts.start(quiz, actor=ring.students[1]).deadline_at == now + timedelta(hours=1)


def test_one_that_is_over_is_handed_in_before_another_begins(quiz: Quiz, student: User) -> None:
    change(quiz, time_limit=60, attempts_allowed=1)
    first = attempts.start(quiz, actor=student)
    with clock.pretend(clock.now() + timedelta(minutes=2)), pytest.raises(Conflict):
        attempts.start(quiz, actor=student)
    db.session.refresh(first)
    assert (first.handed_in_by, first.submitted_at) == (HandedInBy.CLOCK, first.deadline_at)
    change(quiz, attempts_allowed=2)
    with clock.pretend(clock.now() + timedelta(minutes=2)):
        assert attempts.start(quiz, actor=student).number == 2


def test_the_password_is_asked_for_at_the_start_only(quiz: Quiz, student: User) -> None:
    change(quiz, password="owl")
    for wrong in (None, "", "Owl", "owls"):
        with pytest.raises(Invalid):
            attempts.start(quiz, actor=student, password=wrong)
    first = attempts.start(quiz, actor=student, password=" owl ")
    assert attempts.start(quiz, actor=student).id == first.id


def test_only_students_of_the_class_and_only_what_is_published(quiz: Quiz, ring: Ring) -> None:
    for stranger in (make_user(), ring.teacher):
        with pytest.raises(Forbidden):
            attempts.start(quiz, actor=stranger)
    with pytest.raises(NotFound):
        attempts.start(make_quiz(ring.classroom, published=False), actor=ring.students[0])


def test_not_in_an_archived_class(quiz: Quiz, student: User, ring: Ring) -> None:
    change(ring.classroom, state=State.ARCHIVED)
    with pytest.raises(Conflict):
        attempts.start(quiz, actor=student)


def test_a_teacher_tries_it_whenever_he_likes_and_it_counts_nowhere(ring: Ring) -> None:
    past = clock.now() - timedelta(hours=1)
    quiz = make_quiz(ring.classroom, [single()], published=False, closes_at=past, time_limit=60, password="owl")
    attempt = attempts.start(quiz, actor=ring.teacher, preview=True)
    assert attempt.is_preview
    assert attempt.deadline_at == attempt.started_at + timedelta(minutes=1)
    attempts.submit(attempt, actor=ring.teacher)
    assert attempts.start(quiz, actor=ring.teacher, preview=True).number == 2
