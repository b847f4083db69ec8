"""Another key after answers: what the preview says is what happens, to everybody, once."""

from __future__ import annotations

from fractions import Fraction

import pytest
from sqlalchemy import select

from app.actions import quiz_questions, regrades
from app.actions.regrades import Choice
from app.errors import Conflict
from app.extensions import db
from app.models.attempt import Response
from app.models.audit import AuditEntry
from app.models.event import Event
from app.models.quiz import Quiz
from app.notifications.kinds import kind_of
from tests.quiz_results.handing_in import RIGHT, WRONG, again, begin, finish, hand_in, result_of
from tests.support.quizzes import make_quiz, question, questions_of, single
from tests.support.ring import Ring

OTHER_KEY = {
    "choices": [
        {"id": "right", "text": "Wren"},
        {"id": "wrong", "text": "Bat", "worth": "1"},
        {"id": "other", "text": "Newt"},
    ]
}


@pytest.fixture
def quiz(ring: Ring) -> Quiz:
    """Two questions; one student has both right, the other none. The key of the first is another now."""
    quiz = make_quiz(ring.classroom, [single(), single("And?")])
    hand_in(quiz, ring.students[0], [RIGHT, RIGHT])
    hand_in(quiz, ring.students[1], [WRONG, WRONG])
    first = questions_of(quiz)[0]
    quiz_questions.change(first, question("single", "Which is a bird?", OTHER_KEY), actor=ring.teacher)
    return quiz


def scores(quiz: Quiz, ring: Ring) -> list[tuple[Fraction, Fraction]]:
    return [(each.score, each.points) for each in (result_of(quiz, student) for student in ring.students)]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Choice.KEY, [(1, 2), (1, 2)]),
        (Choice.FULL, [(2, 2), (1, 2)]),
        (Choice.OUT, [(1, 1), (0, 1)]),
    ],
)
def test_what_is_previewed_is_what_happens(
    quiz: Quiz, ring: Ring, choice: Choice, expected: list[tuple[int, int]]
) -> None:
    plan = {questions_of(quiz)[0].id: choice}
    outcome = regrades.preview(quiz, plan)
    db.session.commit()
    assert scores(quiz, ring) == [(2, 2), (0, 2)]
    said = {change.attempt.user_id: change.after for change in outcome.changes}
    regrades.apply(quiz, plan, mark=outcome.mark, actor=ring.teacher)
    assert scores(quiz, ring) == expected
    for student, now, before in zip(ring.students, expected, [(2, 2), (0, 2)], strict=True):
        assert said.get(student.id, before) == now
    assert regrades.preview(quiz, plan).changes == []


def test_taken_out_and_put_back(quiz: Quiz, ring: Ring) -> None:
    question_id = questions_of(quiz)[0].id
    for choice in (Choice.OUT, Choice.KEY):
        plan = {question_id: choice}
        regrades.apply(quiz, plan, mark=regrades.preview(quiz, plan).mark, actor=ring.teacher)
    assert scores(quiz, ring) == [(1, 2), (1, 2)]


def test_something_else_than_was_looked_at_is_refused(quiz: Quiz, ring: Ring) -> None:
    plan = {questions_of(quiz)[0].id: Choice.KEY}
    mark = regrades.preview(quiz, plan).mark
    regrades.apply(quiz, plan, mark=mark, actor=ring.teacher)
    with pytest.raises(Conflict):
        regrades.apply(quiz, plan, mark=mark, actor=ring.teacher)
    assert db.session.scalars(select(AuditEntry.deed)).all().count("quiz.regraded") == 1


def test_only_those_whose_score_changed_hear_of_it(quiz: Quiz, ring: Ring) -> None:
    plan = {questions_of(quiz)[0].id: Choice.FULL}
    regrades.apply(quiz, plan, mark=regrades.preview(quiz, plan).mark, actor=ring.teacher)
    event = db.session.scalars(select(Event).where(Event.type == "quiz.regraded")).one()
    assert list(db.session.scalars(kind_of("quiz_graded").audience(event))) == [ring.students[1].id]


def test_answers_that_do_not_fit_stay_and_are_named(quiz: Quiz, ring: Ring) -> None:
    first = questions_of(quiz)[0]
    choices = {"choices": [{"id": "right", "text": "Wren", "worth": "1"}, {"id": "other", "text": "Newt"}]}
    quiz_questions.change(first, question("single", "Which is a bird?", choices), actor=ring.teacher)
    outcome = regrades.preview(quiz, {first.id: Choice.KEY})
    assert outcome.unfit == {first.id: 1}
    regrades.apply(quiz, {first.id: Choice.KEY}, mark=outcome.mark, actor=ring.teacher)
    kept = db.session.scalars(select(Response).where(Response.question_id == first.id).order_by(Response.attempt_id))
    assert [each.answer for each in kept] == [RIGHT, WRONG]


@pytest.mark.parametrize(("choice", "score"), [(Choice.KEY, 1), (Choice.FULL, 1), (Choice.OUT, 0)])
def test_who_is_still_answering_is_graded_alike(quiz: Quiz, ring: Ring, choice: Choice, score: int) -> None:
    first = questions_of(quiz)[0]
    old_key = single()
    quiz_questions.change(first, old_key, actor=ring.teacher)
    going_on = begin(quiz, ring.students[0], [WRONG, WRONG])
    quiz_questions.change(first, question("single", "Which is a bird?", OTHER_KEY), actor=ring.teacher)
    plan = {first.id: choice}
    outcome = regrades.preview(quiz, plan)
    assert outcome.answering == 1
    regrades.apply(quiz, plan, mark=outcome.mark, actor=ring.teacher)
    finish(again(going_on))
    assert again(going_on).score == score
