"""Results of quizzes on start pages, pages of progress and reports: to students only what they may see now."""

from __future__ import annotations

from app import clock
from app.actions import quiz_showing
from app.extensions import db
from app.models.lesson import LessonKind
from app.models.progress import FinishRule
from app.models.reveal import Part, Reveals
from tests.quiz_results.handing_in import RIGHT, WRONG, hand_in
from tests.support.browsing import Browser
from tests.support.people import make_lesson, make_user
from tests.support.quizzes import make_quiz, single
from tests.support.ring import Ring

HIDDEN = Reveals(after=frozenset({Part.MARKS})).json()


def test_a_student_sees_his_latest_results_once_they_are_shown(client: Browser, ring: Ring) -> None:
    quiz = make_quiz(ring.classroom, [single()], reveal=HIDDEN, title="The cell", pass_percent=50)
    hand_in(quiz, ring.students[0], [RIGHT])
    places = ("/", f"/classrooms/{ring.classroom.public_id}/progress")
    client.log_in(ring.students[0])
    for path in places:
        assert "100.00\N{NO-BREAK SPACE}%" not in client.get(path).text
    quiz_showing.release(quiz, actor=ring.teacher)
    for path in places:
        assert "100.00\N{NO-BREAK SPACE}%" in client.get(path).text
    quiz_showing.withdraw(quiz, actor=ring.teacher)
    for path in places:
        assert "100.00\N{NO-BREAK SPACE}%" not in client.get(path).text
    client.log_in(ring.students[1])
    assert "100.00\N{NO-BREAK SPACE}%" not in client.get("/").text


def test_reports_know_average_and_pass_rate(client: Browser, ring: Ring) -> None:
    quiz = make_quiz(ring.classroom, [single()], title="The cell", pass_percent=50)
    hand_in(quiz, ring.students[0], [RIGHT])
    hand_in(quiz, ring.students[1], [WRONG])
    page = client.log_in(ring.teacher).get(f"/classrooms/{ring.classroom.public_id}/progress/charts").text
    assert page.count("50.00\N{NO-BREAK SPACE}%") == 2
    page = client.log_in(make_user("admin")).get("/admin/progress/classes").text
    assert page.count("50.00\N{NO-BREAK SPACE}%") == 2


def test_a_lesson_of_a_quiz_is_not_done_by_a_button(client: Browser, ring: Ring) -> None:
    quiz = make_quiz(ring.classroom, [single()], pass_percent=50)
    lesson = make_lesson(ring.classroom, kind=LessonKind.QUIZ, quiz_id=quiz.id, finish_rule=FinishRule.QUIZ)
    client.log_in(ring.students[0])
    path = f"/lessons/{lesson.public_id}"
    assert "Mark as done" not in client.get(path).text
    client.post(f"{path}/completion")
    assert "0 of 1" in client.get(path).text
    hand_in(quiz, ring.students[0], [RIGHT])
    assert "1 of 1" in client.get(path).text
    client.post(f"{path}/completion/withdrawal")
    assert "1 of 1" in client.get(path).text
    assert db.session.get(type(quiz), quiz.id).updated_at <= clock.now()
