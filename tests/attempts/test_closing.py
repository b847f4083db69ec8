"""Attempts that nobody handed in are handed in by the clock, and none for an outage of ours (R6)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.actions import answers, attempt_times, attempts, grading, outages, quiz_exceptions, quizzes
from app.actions.answers import Outcome
from app.actions.quiz_exceptions import Others
from app.errors import Invalid
from app.extensions import db
from app.models.attempt import Attempt, HandedInBy
from app.models.audit import AuditEntry
from app.models.outage import Beat, Outage
from app.models.quiz import Quiz
from app.models.user import User
from tests.attempts.test_starting import change
from tests.support.quizzes import make_quiz, questions_of
from tests.support.ring import Ring

NOON = datetime.fromisoformat("2026-11-21T12:00:00+00:00")


def at(*, minutes: float = 0, seconds: float = 0) -> Any:
    return clock.pretend(NOON + timedelta(minutes=minutes, seconds=seconds))


@pytest.fixture
def attempt(quiz: Quiz, student: User) -> Attempt:
    """Begun at noon, for ten minutes."""
    change(quiz, time_limit=600)
    with at():
        return attempts.start(quiz, actor=student)


def again(attempt: Attempt) -> Attempt:
    return db.session.get_one(Attempt, attempt.id, populate_existing=True)


def end(attempt: Attempt) -> float:
    """In seconds after noon."""
    deadline = again(attempt).deadline_at
    assert deadline
    return (deadline - NOON).total_seconds()


def test_the_clock_hands_in_what_is_over(attempt: Attempt) -> None:
    with at(minutes=9.99):
        assert attempts.close_due() == 0
    with at(minutes=10.05):
        assert attempts.close_due() == 1
        assert attempts.close_due() == 0
    closed = again(attempt)
    assert (closed.handed_in_by, closed.submitted_at) == (HandedInBy.CLOCK, NOON + timedelta(minutes=10))
    assert closed.score == 0


def test_not_before_the_grace_is_over(attempt: Attempt, ring: Ring) -> None:
    strict = make_quiz(ring.classroom, time_limit=600)
    with at():
        other = attempts.start(strict, actor=ring.students[1])
    change(attempt.quiz, grace_seconds=60)
    with at(minutes=10.5):
        attempts.close_due()
        assert (again(attempt).is_open, again(other).is_open) == (True, False)
    with at(minutes=11):
        attempts.close_due()
    assert not again(attempt).is_open


def test_one_that_fails_leaves_the_others(attempt: Attempt, ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    with at(seconds=1):
        other = attempts.start(attempt.quiz, actor=ring.students[1])
    grade = grading.grade

    def fails_for_the_first(one: Attempt) -> None:
        if one.id == attempt.id:
            raise RuntimeError("a fault put in by this test")
        grade(one)

    monkeypatch.setattr(grading, "grade", fails_for_the_first)
    with at(minutes=11):
        attempts.close_due()
        assert (again(attempt).is_open, again(other).is_open) == (True, False)
        monkeypatch.undo()
        attempts.close_due()
    assert again(attempt).submitted_at == NOON + timedelta(minutes=10)


def test_a_restart_in_the_last_ten_seconds_costs_nobody_an_answer(attempt: Attempt) -> None:
    """The web server goes eight seconds before the end and is back six after it: 14 seconds, and 30 to reconnect."""
    with at(minutes=9, seconds=52):
        outages.beat()
    with at(minutes=10, seconds=5):
        attempts.close_due()
        assert again(attempt).is_open, "the clock handed in what nobody could answer"
    with at(minutes=10, seconds=6):
        assert outages.begin()
    assert end(attempt) == 600 + 14 + 30
    with at(minutes=10, seconds=9):
        outages.beat()
        saved = answers.save_answer(
            attempt, questions_of(attempt.quiz)[0].public_id, {"choice": "right"}, actor=attempt.user, sequence=0
        )
        assert saved.outcome is Outcome.KEPT
    with at(minutes=10, seconds=45):
        outages.beat()
        attempts.close_due()
    assert again(attempt).score == 1


def test_one_that_ends_right_after_the_restart_is_owed_time_too(attempt: Attempt) -> None:
    with at(minutes=9, seconds=50):
        outages.beat()
    with at(minutes=9, seconds=58):
        outages.begin()
    assert end(attempt) == 600 + 8 + 30


def test_one_that_was_over_before_is_owed_nothing(attempt: Attempt) -> None:
    with at(minutes=10, seconds=1):
        outages.beat()
    with at(minutes=12):
        attempts.close_due()
        assert not again(attempt).is_open
        outages.begin()
    assert end(attempt) == 600


def test_of_several_that_start_only_the_first_finds_the_outage(attempt: Attempt) -> None:
    with at(minutes=9, seconds=50):
        outages.beat()
    with at(minutes=10):
        assert outages.begin()
        assert outages.begin() is None
    with at(minutes=10, seconds=1):
        assert outages.begin() is None
    assert end(attempt) == 640


def test_nothing_is_noted_where_nobody_is_owed_anything(attempt: Attempt) -> None:
    assert outages.begin() is None, "the first start of all"
    with at(minutes=1):
        outages.beat()
    with at(minutes=1, seconds=50):
        assert outages.begin() is None, "too short to be shown, and nobody's end was near"
    assert db.session.scalars(select(Outage)).all() == []


def test_an_attempt_that_began_in_between_shows_that_the_portal_was_there(quiz: Quiz, student: User) -> None:
    change(quiz, time_limit=60)
    with at():
        outages.beat()
    with at(seconds=18):
        attempt = attempts.start(quiz, actor=student)
    with at(seconds=50):
        outages.begin()
    assert end(attempt) == 18 + 60 + 32 + 30


def test_signs_of_life_are_rare_while_nothing_ends(attempt: Attempt) -> None:
    with at():
        assert outages.is_due()
        outages.beat()
    for seconds, due in ((5, False), (19, False), (21, True)):
        with at(seconds=seconds):
            assert outages.is_due() is due
    with at(minutes=9):
        outages.beat()
        assert not outages.is_due()
    with at(minutes=9, seconds=1):
        assert outages.is_due()


def test_a_sign_of_life_never_goes_back(attempt: Attempt) -> None:
    for minutes in (2, 1):
        with at(minutes=minutes):
            outages.beat()
    assert db.session.get_one(Beat, "web").at == NOON + timedelta(minutes=2)


@pytest.fixture
def outage(attempt: Attempt) -> Outage:
    """Five minutes in the middle."""
    with at(minutes=2):
        outages.beat()
    with at(minutes=7):
        found = outages.begin()
    assert found
    return found


def test_teachers_see_long_ones_and_give_the_minutes_back_once(attempt: Attempt, outage: Outage, ring: Ring) -> None:
    with at(minutes=7.5):
        assert outages.of_quiz(attempt.quiz_id) == [outage]
        assert outages.of_quiz(make_quiz(ring.classroom).id) == []
        first = attempt_times.give(attempt.quiz, actor=ring.teacher, minutes=5, outage=outage)
        assert attempt_times.give(attempt.quiz, actor=ring.teacher, minutes=5, outage=outage).id == first.id
    assert end(attempt) == 900
    assert (first.attempts, first.seconds) == (1, 300)
    assert db.session.scalars(select(AuditEntry.deed)).all() == ["quiz.time_given"]


def test_minutes_by_hand_add_up(attempt: Attempt, ring: Ring) -> None:
    with at(minutes=1):
        for minutes in (1, 2):
            attempt_times.give(attempt.quiz, actor=ring.teacher, minutes=minutes)
        for wrong in (0, -1, 100_000):
            with pytest.raises(Invalid):
                attempt_times.give(attempt.quiz, actor=ring.teacher, minutes=wrong)
    assert end(attempt) == 780


def test_new_terms_move_the_end_and_keep_what_was_given(attempt: Attempt, ring: Ring) -> None:
    with at(minutes=1):
        attempt_times.give(attempt.quiz, actor=ring.teacher, minutes=2)
        _except(attempt)
        assert end(attempt) == 600 * 1.5 + 120
        quizzes.update(attempt.quiz, actor=ring.teacher, closes_at=NOON + timedelta(minutes=5))
    assert end(attempt) == 300 + 120


def _except(attempt: Attempt) -> None:
    quiz_exceptions.put(attempt.quiz, attempt.user, Others(time_percent=150), actor=attempt.quiz.classroom.owner)
