"""/quizzes/<id>/attempts, /attempts/<id> and what hangs on it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.extensions import db
from app.models.attempt import Attempt
from app.models.classroom import Classroom
from app.models.quiz import Quiz
from app.models.reveal import Reveals
from app.models.user import User
from tests.attempts.test_starting import change
from tests.support.api import Program
from tests.support.quizzes import RIGHT, make_attempt, make_quiz


@pytest.fixture
def quiz(classroom: Classroom, student: User) -> Quiz:
    return make_quiz(classroom, time_limit=600)


def start(program: Program, quiz: Quiz, **sent: Any) -> Any:
    return program.post(f"/quizzes/{quiz.public_id}/attempts", sent or None)


def put(program: Program, attempt: Any, place: int, answer: Any, **sent: Any) -> Any:
    question = attempt["questions"][place]["id"]
    return program.put(f"/attempts/{attempt['id']}/answers/{question}", {"answer": answer, **sent})


def test_a_program_takes_a_quiz(by_student: Program, quiz: Quiz) -> None:
    attempt = start(by_student, quiz).json
    assert start(by_student, quiz).json["id"] == attempt["id"]
    assert [each["type"] for each in attempt["questions"]] == ["single", "multiple", "true_false", "short"]
    assert attempt["questions"][0]["text_html"].count("Which is a bird?") == 1
    assert "worth" not in str(attempt)
    for place, answer in enumerate(RIGHT):
        assert put(by_student, attempt, place, answer).json["answer"] == answer
    assert by_student.get(f"/attempts/{attempt['id']}").json["questions"][3]["answer"] == {"text": "honey"}
    over = by_student.post(f"/attempts/{attempt['id']}/submission").json
    assert (over["state"], over["handed_in_by"], over["score"], over["percent"]) == ("submitted", "student", 5, 100)


def test_a_repetition_is_kept_and_an_older_answer_is_not(by_student: Program, quiz: Quiz) -> None:
    attempt = start(by_student, quiz).json
    for _twice in range(2):
        assert put(by_student, attempt, 0, {"choice": "right"}, sequence=0).json["sequence"] == 1
    typed = (clock.now() - timedelta(minutes=1)).isoformat()
    refused = put(by_student, attempt, 0, {"choice": "wrong"}, sequence=0, typed_at=typed)
    assert refused.status_code == 409


def test_a_late_answer_is_told_and_never_scored(by_student: Program, quiz: Quiz) -> None:
    attempt = start(by_student, quiz).json
    row = db.session.scalars(db.select(Attempt)).one()
    change(row, deadline_at=clock.now() - timedelta(seconds=3))
    late = put(by_student, attempt, 0, {"choice": "right"}, typed_at=attempt["started_at"])
    assert late.status_code == 409
    assert "does not count" in late.json["detail"]
    assert by_student.get(f"/attempts/{attempt['id']}").json["score"] == 0


def test_bad_answers_and_strange_questions(by_student: Program, quiz: Quiz) -> None:
    attempt = start(by_student, quiz).json
    assert put(by_student, attempt, 0, {"choice": "none"}).status_code == 422
    assert put(by_student, attempt, 0, {"choice": "right"}, grade=1).status_code == 422
    path = f"/attempts/{attempt['id']}/answers/{'0' * 32}"
    assert by_student.put(path, {"answer": None}).status_code == 404


def test_a_result_shows_no_more_than_is_revealed(by_student: Program, quiz: Quiz, student: User) -> None:
    change(quiz, reveal=Reveals(after=frozenset()).json())
    attempt = make_attempt(quiz, student, RIGHT)
    shown = by_student.get(f"/attempts/{attempt.public_id}").json
    assert (shown["score"], shown["percent"]) == (None, None)
    assert all(not {"share", "parts", "key", "feedback"} & each["shown"].keys() for each in shown["questions"])


def test_who_may_not(app: Flask, by_teacher: Program, by_student: Program, quiz: Quiz) -> None:
    attempt = start(by_student, quiz).json
    assert start(by_teacher, quiz).status_code == 403
    assert put(by_teacher, attempt, 0, None).status_code == 403
    assert by_teacher.get(f"/attempts/{attempt['id']}").json["user_id"] == attempt["user_id"]
    assert start(by_student, quiz, preview=True).status_code == 403


def test_teachers_try_and_terms_bind_students(by_teacher: Program, by_student: Program, quiz: Quiz) -> None:
    change(quiz, password="owl", attempts_allowed=1)
    assert start(by_teacher, quiz, preview=True).json["preview"]
    assert start(by_student, quiz, password="crow").status_code == 422
    attempt = start(by_student, quiz, password="owl").json
    by_student.post(f"/attempts/{attempt['id']}/submission")
    assert start(by_student, quiz, password="owl").status_code == 409
