"""A process that dies in between leaves all of a deed or nothing, and doing it again makes it whole (R1, R6)."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from app.actions import answers, attempts
from app.extensions import db
from app.models.attempt import Attempt, QuizResult, Response
from app.models.quiz import Quiz
from app.models.user import User
from tests.support.quizzes import RIGHT, make_attempt, questions_of

DEEDS = ("start", "save", "submit")


def deed_of(name: str, quiz: Quiz, student: User) -> Callable[[], object]:
    quiz_id, student_id = quiz.id, student.id

    def open_one() -> Attempt:
        return db.session.scalars(select(Attempt).where(Attempt.quiz_id == quiz_id)).one()

    def start() -> object:
        return attempts.start(db.session.get_one(Quiz, quiz_id), actor=db.session.get_one(User, student_id))

    def save() -> object:
        question = questions_of(db.session.get_one(Quiz, quiz_id))[0].public_id
        return answers.save_answer(
            open_one(), question, RIGHT[0], actor=db.session.get_one(User, student_id), sequence=0
        )

    def submit() -> object:
        return attempts.submit(open_one(), actor=db.session.get_one(User, student_id))

    return {"start": start, "save": save, "submit": submit}[name]


def standing(quiz: Quiz) -> tuple[object, ...]:
    """Attempts, answers, results: what a deed may change."""
    db.session.rollback()
    db.session.expire_all()
    found = db.session.scalars(select(Attempt).where(Attempt.quiz_id == quiz.id)).all()
    asked, answered = db.session.execute(select(func.count(), func.count(Response.answered_at))).one()
    results = db.session.scalars(select(QuizResult.score)).all()
    told = [(each.state.value, each.score) for each in found], asked, answered, list(results)
    db.session.rollback()
    return told


@pytest.mark.parametrize("name", DEEDS)
def test_killed_in_between_leaves_all_or_nothing(app: Flask, quiz: Quiz, student: User, name: str) -> None:
    """Killed before each of its statements in turn, until it comes through."""
    if name != "start":
        make_attempt(quiz, student, [None, *RIGHT[1:]] if name == "save" else RIGHT, submitted=False)
    deed, before = deed_of(name, quiz, student), standing(quiz)
    seen = []
    for number in range(1, 60):
        killed = in_a_process_that_dies(app, deed, before_statement=number)
        seen.append(standing(quiz))
        if not killed:
            break
    after = seen[-1]
    assert after != before
    assert seen[0] == before, "the first statement is not the last"
    assert all(each in (before, after) for each in seen), "something half was left"
    deed()
    assert standing(quiz) == after, "done twice"


def in_a_process_that_dies(app: Flask, deed: Callable[[], object], before_statement: int) -> bool:
    """Whether it died before it came through."""
    db.session.rollback()
    db.engine.dispose()
    child = os.fork()
    if child == 0:
        _die_before(before_statement)
        try:
            deed()
        except BaseException:
            os._exit(2)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, 1), "the deed failed by itself"
    return status == 1


def _die_before(number: int) -> None:
    seen = iter(range(1, number))

    def count(*_about: object) -> None:
        if next(seen, None) is None:
            os._exit(1)

    event.listen(db.engine, "before_cursor_execute", count)
