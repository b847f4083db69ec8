"""What is kept of what a student answers: at once, in the order it was typed, and nothing after the end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.actions import answers, attempts
from app.actions.answers import Outcome, Saved
from app.errors import Conflict, Invalid, NotFound
from app.extensions import db
from app.models.attempt import Attempt, HandedInBy, LateAnswer, Response
from app.models.quiz import Quiz
from app.models.reveal import Part, Reveals
from app.models.user import User
from tests.attempts.test_starting import change
from tests.support.people import make_classroom
from tests.support.queries import counted
from tests.support.quizzes import RIGHT, make_attempt, make_quiz, questions_of
from tests.support.ring import Ring

RIGHT_ONE, WRONG_ONE = {"choice": "right"}, {"choice": "wrong"}


@pytest.fixture
def attempt(quiz: Quiz, student: User) -> Attempt:
    change(quiz, time_limit=600)
    return attempts.start(quiz, actor=student)


def save(attempt: Attempt, raw: Any = RIGHT_ONE, place: int = 0, **how: Any) -> Saved:
    return answers.save_answer(attempt, questions_of(attempt.quiz)[place].public_id, raw, actor=attempt.user, **how)


def stands(attempt: Attempt, place: int = 0) -> Response:
    mine = Response.attempt_id == attempt.id, Response.position == place
    return db.session.scalars(select(Response).where(*mine).execution_options(populate_existing=True)).one()


def after(attempt: Attempt, **time: float) -> datetime:
    return attempt.started_at + timedelta(**time)


def test_an_answer_is_kept_and_says_how_things_stand(attempt: Attempt) -> None:
    with clock.pretend(after(attempt, seconds=20)):
        saved = save(attempt, sequence=0)
    assert (saved.outcome, saved.sequence, saved.answer) == (Outcome.KEPT, 1, RIGHT_ONE)
    assert (saved.now, saved.deadline_at) == (after(attempt, seconds=20), attempt.deadline_at)
    assert stands(attempt).answer == RIGHT_ONE


def test_it_takes_two_statements(attempt: Attempt) -> None:
    question, student = questions_of(attempt.quiz)[0].public_id, attempt.user
    save(attempt, WRONG_ONE)
    db.session.expunge_all()
    with counted() as queries:
        answers.save_answer(attempt, question, RIGHT_ONE, actor=student, sequence=1)
    assert len(queries) <= 4, queries


def test_fields_of_a_form_are_an_answer_too(attempt: Attempt) -> None:
    save(attempt, lambda name: {"choice": ["right"]}.get(name, []))
    assert stands(attempt).answer == RIGHT_ONE


def test_a_repetition_changes_nothing(attempt: Attempt) -> None:
    save(attempt, sequence=0)
    assert save(attempt, sequence=0).sequence == 1


def test_of_two_devices_what_was_typed_later_stands(attempt: Attempt) -> None:
    """Both began with nothing; the one that was without a network comes back later with what is older."""
    with clock.pretend(after(attempt, minutes=3)):
        save(attempt, RIGHT_ONE, sequence=0)
    with clock.pretend(after(attempt, minutes=5)):
        came = save(attempt, WRONG_ONE, sequence=0, typed_at=after(attempt, minutes=2))
        assert (came.outcome, came.answer) == (Outcome.OLDER, RIGHT_ONE)
        assert stands(attempt).answer == RIGHT_ONE
        came = save(attempt, WRONG_ONE, sequence=0, typed_at=after(attempt, minutes=4))
    assert came.outcome is Outcome.KEPT
    assert stands(attempt).answer == WRONG_ONE


def test_what_was_made_from_the_newest_is_kept_whatever_a_device_thinks_the_time_is(attempt: Attempt) -> None:
    with clock.pretend(after(attempt, minutes=3)):
        save(attempt, RIGHT_ONE, sequence=0)
        save(attempt, WRONG_ONE, sequence=1, typed_at=after(attempt, minutes=-60))
        assert stands(attempt).answer == WRONG_ONE
        assert stands(attempt).answered_at == after(attempt, minutes=3)
        save(attempt, RIGHT_ONE, sequence=2, typed_at=after(attempt, days=1))
    assert stands(attempt).answered_at == after(attempt, minutes=3)


def test_an_answer_can_be_taken_back(attempt: Attempt) -> None:
    save(attempt, sequence=0)
    assert save(attempt, None, sequence=1).answer is None


@pytest.mark.parametrize("seconds", [600, 601, 3600])
def test_after_the_end_it_is_evidence_and_no_answer(attempt: Attempt, seconds: int) -> None:
    save(attempt, WRONG_ONE)
    with clock.pretend(after(attempt, seconds=seconds)):
        late = save(attempt, RIGHT_ONE, sequence=1, typed_at=after(attempt, seconds=590))
    assert (late.outcome, late.answer, late.late_by) == (Outcome.LATE, WRONG_ONE, seconds - 600)
    kept = db.session.scalars(select(LateAnswer)).one()
    assert (kept.answer, kept.late_by) == (RIGHT_ONE, seconds - 600)
    db.session.refresh(attempt)
    assert (attempt.handed_in_by, attempt.submitted_at) == (HandedInBy.CLOCK, after(attempt, seconds=600))
    assert attempt.score == 0


def test_at_the_last_moment_it_counts(attempt: Attempt) -> None:
    with clock.pretend(after(attempt, seconds=599.999)):
        assert save(attempt).outcome is Outcome.KEPT


def test_within_the_grace_it_counts(attempt: Attempt) -> None:
    change(attempt.quiz, grace_seconds=30)
    with clock.pretend(after(attempt, seconds=629)):
        assert save(attempt).outcome is Outcome.KEPT
    with clock.pretend(after(attempt, seconds=630)):
        assert save(attempt, WRONG_ONE).outcome is Outcome.LATE


def test_what_was_kept_is_not_late_when_it_is_sent_again(attempt: Attempt) -> None:
    """Its acknowledgement was lost on the way."""
    save(attempt, sequence=0)
    with clock.pretend(after(attempt, minutes=11)):
        assert save(attempt, sequence=0).outcome is Outcome.KEPT
    assert db.session.scalars(select(LateAnswer)).all() == []


def test_after_handing_in_nothing_changes(attempt: Attempt) -> None:
    attempts.submit(attempt, actor=attempt.user)
    assert save(attempt).outcome is Outcome.LATE
    assert stands(attempt).answer is None


def test_late_answers_do_not_fill_the_disk(attempt: Attempt) -> None:
    attempts.submit(attempt, actor=attempt.user)
    for number in range(25):
        save(attempt, {"text": f"honey {number}"}, place=3)
    assert len(db.session.scalars(select(LateAnswer)).all()) == 20


def test_a_checked_answer_stands_for_good(attempt: Attempt) -> None:
    change(attempt.quiz, reveal=Reveals(during=frozenset({Part.MARKS})).json())
    assert save(attempt, WRONG_ONE, check=True).checked_at
    with pytest.raises(Conflict):
        save(attempt, RIGHT_ONE)
    assert save(attempt, WRONG_ONE, check=True).outcome is Outcome.KEPT
    assert stands(attempt).answer == WRONG_ONE


def test_what_was_saved_before_can_be_checked(attempt: Attempt) -> None:
    change(attempt.quiz, reveal=Reveals(during=frozenset({Part.MARKS})).json())
    save(attempt, WRONG_ONE)
    assert save(attempt, WRONG_ONE, check=True).checked_at
    assert stands(attempt).checked_at


def test_nothing_can_be_checked_where_nothing_is_shown_on_the_way(attempt: Attempt) -> None:
    assert save(attempt, WRONG_ONE, check=True).checked_at is None
    assert save(attempt, RIGHT_ONE).outcome is Outcome.KEPT


@pytest.mark.parametrize("raw", [{"choice": "none of them"}, {"choice": ["right"]}, "right", 7, {"grade": 1}])
def test_what_is_no_answer_is_refused_in_words(attempt: Attempt, raw: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        save(attempt, raw)
    assert "answer" in refusal.value.fields
    assert stands(attempt).sequence == 0


def test_only_questions_that_were_asked(attempt: Attempt, ring: Ring) -> None:
    elsewhere = questions_of(make_quiz(make_classroom(ring.teacher)))[0]
    with pytest.raises(NotFound):
        answers.save_answer(attempt, elsewhere.public_id, RIGHT_ONE, actor=attempt.user)


def test_flags_and_where_he_was(attempt: Attempt) -> None:
    question = questions_of(attempt.quiz)[2].public_id
    answers.flag(attempt, question, True, actor=attempt.user)
    answers.stand_at(attempt, 2, actor=attempt.user)
    assert (stands(attempt, 2).flagged, db.session.get_one(Attempt, attempt.id).position) == (True, 2)
    attempts.submit(attempt, actor=attempt.user)
    with pytest.raises(Conflict):
        answers.flag(attempt, question, False, actor=attempt.user)


def test_handing_in_grades_and_twice_is_as_once(quiz: Quiz, student: User) -> None:
    attempt = make_attempt(quiz, student, RIGHT)
    first = attempt.submitted_at
    assert (attempt.score, attempt.percent, attempt.handed_in_by) == (5, 10_000, HandedInBy.STUDENT)
    assert attempts.submit(attempt, actor=student).submitted_at == first
