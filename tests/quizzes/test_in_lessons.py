"""A lesson that is a quiz: chosen in its form, on its page, shut with it, and on the start page when it is due."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app import clock
from app.actions import quiz_publishing, quizzes, releases
from app.actions.releases import Release
from app.extensions import db
from app.models.lesson import Lesson, LessonKind
from app.models.progress import FinishRule
from tests.quizzes.conftest import School
from tests.support.browsing import Browser
from tests.support.people import make_classroom, make_lesson
from tests.support.quizzes import make_quiz


def test_a_lesson_becomes_a_quiz(client: Browser, biology: School) -> None:
    lesson = make_lesson(biology.classroom, title="Test")
    elsewhere = make_quiz(make_classroom(biology.teacher, title="Chemistry"))
    client.log_in(biology.teacher)
    path = f"/lessons/{lesson.public_id}/edit"
    page = client.get(path).get_data(as_text=True)
    assert "Animals</option>" in page
    assert elsewhere.public_id not in page
    typed = {"title": "Test", "body": "Do it.", "body_format": "markdown", "version": "1", "kind": "quiz"}
    assert client.post(path, data={**typed, "quiz": ""}).status_code == 422
    assert client.post(path, data={**typed, "quiz": elsewhere.public_id}).status_code in (404, 422)
    chosen = {**typed, "quiz": biology.quiz.public_id, "finish_rule": "quiz"}
    assert client.post(path, data=chosen).status_code == 303
    kept = db.session.scalars(select(Lesson).where(Lesson.id == lesson.id)).one()
    assert (kept.kind, kept.quiz_id, kept.finish_rule) == (LessonKind.QUIZ, biology.quiz.id, FinishRule.QUIZ)
    assert f'selected value="{biology.quiz.public_id}"' in client.get(path).get_data(as_text=True)
    typed["version"] = "2"
    client.post(path, data={**typed, "kind": "text"})
    assert db.session.scalars(select(Lesson.quiz_id).where(Lesson.id == lesson.id)).one() is None


def test_its_page_holds_the_card(client: Browser, biology: School) -> None:
    lesson = make_lesson(biology.classroom, title="Test", kind=LessonKind.QUIZ, quiz_id=biology.quiz.id)
    client.log_in(biology.student)
    page = client.get(f"/lessons/{lesson.public_id}").get_data(as_text=True)
    assert f'action="/quizzes/{biology.quiz.public_id}/attempts"' in page
    client.log_in(biology.teacher)
    assert "Open the quiz" in client.get(f"/lessons/{lesson.public_id}").get_data(as_text=True)
    quiz_publishing.withdraw(biology.quiz, actor=biology.teacher)
    client.log_in(biology.student)
    page = client.get(f"/lessons/{lesson.public_id}").get_data(as_text=True)
    assert "Animals" not in page
    assert "not open yet" in page


def test_shut_with_its_lesson_it_is_nowhere(client: Browser, biology: School) -> None:
    lesson = make_lesson(biology.classroom, title="Test", kind=LessonKind.QUIZ, quiz_id=biology.quiz.id)
    quizzes.update(biology.quiz, actor=biology.teacher, closes_at=clock.now() + timedelta(days=2))
    releases.put(lesson, Release(opens_at=clock.now() + timedelta(days=1)), actor=biology.teacher)
    client.log_in(biology.student)
    for path in (
        "/",
        f"/classrooms/{biology.classroom.public_id}/quizzes",
        f"/classrooms/{biology.classroom.public_id}",
    ):
        assert "Animals" not in client.get(path).get_data(as_text=True), path
    assert client.get(f"/quizzes/{biology.quiz.public_id}").status_code == 404


def test_the_start_page_says_what_is_due(client: Browser, biology: School) -> None:
    client.log_in(biology.student)
    assert "What is due" not in client.get("/").get_data(as_text=True)
    quizzes.update(biology.quiz, actor=biology.teacher, closes_at=clock.now() + timedelta(days=2))
    page = client.get("/").get_data(as_text=True)
    assert f'href="/quizzes/{biology.quiz.public_id}"' in page
    quizzes.update(biology.quiz, actor=biology.teacher, closes_at=clock.now() - timedelta(days=1))
    assert f'href="/quizzes/{biology.quiz.public_id}"' not in client.get("/").get_data(as_text=True)
