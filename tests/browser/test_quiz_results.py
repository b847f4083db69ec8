"""A teacher watches a quiz while it runs, grades by keys, and a student reads what came of it."""

from __future__ import annotations

import pytest

from app.actions import attempts
from app.extensions import db
from app.models.classroom import Classroom
from app.models.user import User
from tests.browser.accessibility import problems
from tests.browser.conftest import Visit
from tests.browser.test_progress import OFF
from tests.browser.visitor import DESKTOP, PHONE, expect
from tests.quiz_results.handing_in import RIGHT, again, hand_in
from tests.support.people import make_member, make_user
from tests.support.quizzes import make_quiz, question, single


def test_the_table_follows_while_students_answer(visit: Visit, classroom: Classroom, student: User) -> None:
    """Over the socket: long before the half minute after which the page would ask by itself."""
    make_member(classroom, student)
    quiz = make_quiz(classroom, [single(), single("And which of these?")])
    at_desk = visit(classroom.owner, **DESKTOP)
    at_desk.go(f"/quizzes/{quiz.public_id}/results")
    row = at_desk.page.get_by_role("row", name=student.name)
    expect(row).to_contain_text("Not begun")
    at_desk.page.wait_for_timeout(3_000)  # the socket comes after the page
    attempt = attempts.start(quiz, actor=student)
    db.session.commit()
    expect(row).to_contain_text("Answering", timeout=10_000)
    expect(row).to_contain_text("0 of 2")
    on_phone = visit(student, **PHONE)
    on_phone.go(f"/attempts/{attempt.public_id}").locator("form[data-ready]").wait_for()
    on_phone.page.locator("input[value=right]").first.press("Space")
    expect(row).to_contain_text("1 of 2", timeout=10_000)
    attempts.submit(again(attempt), actor=student)
    db.session.commit()
    expect(row).to_contain_text("50.00", timeout=10_000)
    assert not problems(at_desk.page)


def test_another_teacher_hears_nothing(visit: Visit, classroom: Classroom, student: User) -> None:
    """The page of the room is refused, and so is the room."""
    quiz = make_quiz(classroom, [single()])
    make_member(classroom, student)
    stranger = visit(make_user("teacher", "Olga Other"), **DESKTOP)
    answer = stranger.page.goto(f"/quizzes/{quiz.public_id}/results")
    assert answer
    assert answer.status == 404


@pytest.mark.parametrize("scripts", [{}, OFF], ids=["with scripts", "without"])
def test_essays_are_graded_without_a_mouse(visit: Visit, classroom: Classroom, scripts: dict[str, object]) -> None:
    quiz = make_quiz(classroom, [question("essay", "Why do bats fly?", {}, 4)])
    people = [make_member(classroom, make_user(name=f"Writer {number}")).user for number in range(3)]
    written = [hand_in(quiz, person, [{"text": f"Because {number}."}]) for number, person in enumerate(people)]
    at_desk = visit(classroom.owner, **DESKTOP, **scripts)
    page = at_desk.go(f"/quizzes/{quiz.public_id}/grading")
    page.get_by_role("link", name="Without names").press("Enter")
    expect(page.get_by_text("Writer")).to_have_count(0)
    for done in range(1, 4):
        points = page.get_by_label("Points")
        expect(points).to_be_focused()
        page.wait_for_load_state("networkidle")  # keys come after the page
        if scripts:
            points.type("3")
        else:
            page.keyboard.press("Escape")
            page.keyboard.press("3")
            expect(points).to_have_value("3")
            page.keyboard.press("Escape")
            page.keyboard.press("c")
            expect(page.get_by_label("Comment for the student")).to_be_focused()
            page.keyboard.type(f"Good {done}.")
            page.keyboard.press("Escape")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Undo")).to_be_visible()
    expect(page.get_by_text("All graded")).to_be_visible()
    assert {again(attempt).percent for attempt in written} == {7_500}


def test_a_student_reads_his_result_on_a_phone(visit: Visit, classroom: Classroom, student: User) -> None:
    make_member(classroom, student)
    quiz = make_quiz(classroom, [single()], reveal={"after": ["score", "marks", "key"]})
    attempt = hand_in(quiz, student, [RIGHT])
    db.session.commit()
    on_phone = visit(student, **PHONE)
    page = on_phone.go(f"/attempts/{attempt.public_id}/result")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your result")
    expect(page.get_by_text("100.00")).to_be_visible()
    expect(page.get_by_text("Right answer")).to_be_visible()
    assert not problems(page)
