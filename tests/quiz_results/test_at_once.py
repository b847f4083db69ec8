"""Several graders, a regrade and a release at the same moment: nothing is lost, and what counts is right."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flask import Flask

from app.actions import hand_grading, quiz_questions, quiz_showing, regrades
from app.actions.regrades import Choice
from app.errors import Conflict
from app.extensions import db
from app.models.attempt import Attempt, AttemptState
from app.models.quiz import Counts, Quiz
from app.models.user import User
from tests.quiz_results.handing_in import RIGHT, WRONG, again, hand_in, result_of
from tests.quiz_results.test_regrades import OTHER_KEY
from tests.support.at_once import at_once
from tests.support.quizzes import make_quiz, question, questions_of, single
from tests.support.ring import Ring

ESSAY = {"text": "Because."}


def essay(text: str) -> Any:
    return question("essay", text, {}, 4)


def grading(attempt_id: int, question_id: str, points: int, grader_id: int) -> Callable[[], Any]:
    def work() -> Any:
        attempt, grader = db.session.get(Attempt, attempt_id), db.session.get(User, grader_id)
        return hand_grading.grade(attempt, question_id, points=Fraction(points), version=1, actor=grader)

    return work


def test_essays_of_several_attempts_of_one_student_at_once(app: Flask, ring: Ring) -> None:
    """What counts is the mean of both attempts: whoever comes last sees what the others did."""
    quiz = make_quiz(ring.classroom, [essay("One?"), essay("Two?")], counts=Counts.AVERAGE, attempts_allowed=0)
    student, teacher_id = ring.students[0], ring.teacher.id
    attempts = [hand_in(quiz, student, [ESSAY, ESSAY]) for _ in range(3)]
    asked = [each.public_id for each in questions_of(quiz)]
    works = [grading(attempt.id, public_id, 3, teacher_id) for attempt in attempts for public_id in asked]
    results = at_once(app, works)
    assert not [each for each in results if isinstance(each, Exception)], results
    kept = result_of(quiz, student)
    assert (kept.percent, kept.to_grade, kept.score) == (7_500, 0, 6)


def test_of_many_graders_of_one_answer_one_is_first(app: Flask, ring: Ring) -> None:
    quiz = make_quiz(ring.classroom, [essay("One?")])
    attempt, public_id = hand_in(quiz, ring.students[0], [ESSAY]), questions_of(quiz)[0].public_id
    works = [grading(attempt.id, public_id, points, ring.teacher.id) for points in range(4)]
    results = at_once(app, works)
    refused = [each for each in results if isinstance(each, Exception)]
    assert [type(each) for each in refused] == [Conflict] * 3
    assert again(attempt).to_grade == 0


def test_a_regrade_between_grades_and_a_release(app: Flask, ring: Ring) -> None:
    """All of them end, and every score is the sum of what its answers earned."""
    quiz = make_quiz(ring.classroom, [single(), essay("Why?")])
    attempts = [
        hand_in(quiz, student, [WRONG if number else RIGHT, ESSAY]) for number, student in enumerate(ring.students)
    ]
    first, last = questions_of(quiz)
    quiz_questions.change(first, question("single", "Which is a bird?", OTHER_KEY), actor=ring.teacher)
    plan, quiz_id, teacher_id = {first.id: Choice.KEY}, quiz.id, ring.teacher.id
    mark = regrades.preview(quiz, plan).mark

    def regrade() -> Any:
        kept, teacher = db.session.get(Quiz, quiz_id), db.session.get(User, teacher_id)
        return regrades.apply(kept, plan, mark=mark, actor=teacher)

    def release() -> Any:
        return quiz_showing.release(db.session.get(Quiz, quiz_id), actor=db.session.get(User, teacher_id))

    grades = [grading(attempt.id, last.public_id, 4, teacher_id) for attempt in attempts]
    results = at_once(app, [regrade, regrade, release, *grades])
    wrong = [each for each in results if isinstance(each, Exception) and not isinstance(each, Conflict)]
    assert not wrong, wrong
    fresh = db.session.get(Quiz, quiz_id, populate_existing=True)
    if any(isinstance(each, Conflict) for each in results[:2]):
        outcome = regrades.preview(fresh, plan)
        regrades.apply(fresh, plan, mark=outcome.mark, actor=ring.teacher)
    assert [again(attempt).score for attempt in attempts] == [4, 5]
    assert [again(attempt).state for attempt in attempts] == [AttemptState.SUBMITTED] * 2
    assert all(again(attempt).told_at is not None for attempt in attempts)
