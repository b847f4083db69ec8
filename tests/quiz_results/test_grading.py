"""Essays graded by hand: bounds, two at once, undo, and who hears of it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from sqlalchemy import select

from app.actions import hand_grading
from app.errors import Conflict, Invalid, NotFound
from app.extensions import db
from app.models.attempt import Attempt, Response
from app.models.audit import AuditEntry
from app.models.event import Event
from app.models.question import Question
from app.models.quiz import Quiz
from tests.quiz_results.handing_in import RIGHT, again, begin, hand_in, result_of
from tests.support.quizzes import make_quiz, question, questions_of, single
from tests.support.ring import Ring


def essays(ring: Ring, points: int = 4) -> tuple[Quiz, Attempt, Question]:
    quiz = make_quiz(ring.classroom, [single(), question("essay", "Why?", {}, points)])
    return quiz, hand_in(quiz, ring.students[0], [RIGHT, {"text": "Because."}]), questions_of(quiz)[1]


def response_of(attempt: Attempt, of: Question) -> Response:
    return db.session.get(Response, (attempt.id, of.id), populate_existing=True)


def test_the_last_essay_graded_makes_the_score_and_tells(ring: Ring) -> None:
    quiz, attempt, of = essays(ring)
    hand_grading.grade(attempt, of.public_id, points=Fraction(3), comment="Good.", version=1, actor=ring.teacher)
    kept = again(attempt)
    assert (kept.score, kept.to_grade, kept.percent) == (4, 0, 8_000)
    assert result_of(quiz, ring.students[0]).percent == 8_000
    assert [event.type for event in db.session.scalars(select(Event).where(Event.subject_type == "quizzes"))].count(
        "quiz.graded"
    ) == 1


def test_two_graders_do_not_overwrite_each_other(ring: Ring) -> None:
    _quiz, attempt, of = essays(ring)
    hand_grading.grade(attempt, of.public_id, points=Fraction(3), version=1, actor=ring.teacher)
    with pytest.raises(Conflict):
        hand_grading.grade(attempt, of.public_id, points=Fraction(0), version=1, actor=ring.teacher)
    assert response_of(attempt, of).share == Fraction(3, 4)


@pytest.mark.parametrize("points", [Fraction(-1), Fraction(401, 100)])
def test_points_stay_within_the_question(ring: Ring, points: Fraction) -> None:
    _quiz, attempt, of = essays(ring)
    with pytest.raises(Invalid):
        hand_grading.grade(attempt, of.public_id, points=points, version=1, actor=ring.teacher)


def test_a_grade_is_taken_back(ring: Ring) -> None:
    _quiz, attempt, of = essays(ring)
    hand_grading.grade(attempt, of.public_id, points=Fraction(3), comment="Good.", version=1, actor=ring.teacher)
    hand_grading.put_back(attempt, of.public_id, share=None, version=2, actor=ring.teacher)
    response = response_of(attempt, of)
    assert (response.share, response.graded_by_id, response.comment) == (None, None, "Good.")
    assert (again(attempt).score, again(attempt).to_grade) == (None, 1)


def test_a_grade_that_stood_is_changed_in_writing(ring: Ring) -> None:
    _quiz, attempt, of = essays(ring)
    hand_grading.grade(attempt, of.public_id, points=Fraction(3), version=1, actor=ring.teacher)
    assert not db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "quiz.grade_changed")).all()
    hand_grading.grade(attempt, of.public_id, points=Fraction(1), version=2, actor=ring.teacher)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "quiz.grade_changed")).one()
    assert (entry.before["share"], entry.after["share"]) == ("3/4", "1/4")
    assert [event.type for event in db.session.scalars(select(Event))].count("quiz.regraded") == 1


def test_an_open_attempt_and_a_foreign_question_are_not_graded(ring: Ring) -> None:
    quiz, attempt, of = essays(ring)
    going_on = begin(quiz, ring.students[1], [RIGHT, {"text": "Because."}])
    with pytest.raises(Conflict):
        hand_grading.grade(going_on, of.public_id, points=Fraction(1), version=1, actor=ring.teacher)
    other = questions_of(make_quiz(ring.classroom, [single()]))[0]
    with pytest.raises(NotFound):
        hand_grading.grade(attempt, other.public_id, points=Fraction(1), version=1, actor=ring.teacher)
