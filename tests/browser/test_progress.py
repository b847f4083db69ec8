"""A student opens lessons, marks them as done and sees how far he is; his teacher sees it, too."""

from __future__ import annotations

from typing import Any

import pytest

from app.actions import progress
from app.extensions import db
from app.models.classroom import Classroom
from app.models.lesson import Lesson
from app.models.progress import FinishRule
from app.models.user import User
from app.transaction import action
from tests.browser.accessibility import problems
from tests.browser.conftest import Visit
from tests.browser.visitor import DESKTOP, PHONE, Visitor, expect
from tests.support.people import make_lesson, make_member

OFF: dict[str, Any] = {"java_script_enabled": False}


@action
def _count(classroom: Classroom) -> None:
    progress.recount(classroom.id)


@pytest.fixture
def lessons(classroom: Classroom, student: User) -> list[Lesson]:
    make_member(classroom, student)
    made = [make_lesson(classroom, title=f"Plants {number}", position=number) for number in range(1, 4)]
    _count(classroom)
    return made


@pytest.mark.parametrize("scripts", [{}, OFF], ids=["with scripts", "without"])
def test_done_and_undone(
    visit: Visit, classroom: Classroom, student: User, lessons: list[Lesson], scripts: dict[str, Any]
) -> None:
    on_phone, at_desk = visit(student, **PHONE, **scripts), visit(classroom.owner, **DESKTOP, **scripts)
    paths = [f"/lessons/{lesson.public_id}" for lesson in lessons]
    table = f"/classrooms/{classroom.public_id}/progress"
    db.session.commit()
    page = on_phone.go(paths[0])
    on_phone.press("Mark as done")
    expect(page.get_by_role("button", name="Not done after all")).to_be_visible()
    expect(page.locator("#finish").get_by_text("1 of 3")).to_be_visible()
    page.locator("a[rel=next]").click()
    on_phone.press("Mark as done")
    expect(page.locator("#finish").get_by_text("2 of 3")).to_be_visible()
    on_phone.press("Not done after all")
    expect(page.locator("#finish").get_by_text("1 of 3")).to_be_visible()
    on_phone.go("/progress")
    expect(page.get_by_text("33.33")).to_be_visible()
    on_phone.go("/")
    expect(page.get_by_role("link", name="Go on: Plants 2")).to_be_visible()
    taught = at_desk.go(table)
    expect(taught.get_by_role("row", name=student.name).get_by_text("33.33")).to_be_visible()
    db.session.commit()
    if not scripts:
        for visitor, path in ((on_phone, paths[0]), (at_desk, table), (on_phone, "/progress")):
            visitor.go(path)
            assert problems(visitor.page) == []


def test_time_on_the_page_makes_it_done(visit: Visit, student: User, lessons: list[Lesson]) -> None:
    """The clock of the page runs faster than that of the server, which believes its own."""
    lesson = lessons[0]
    lesson.finish_rule, lesson.finish_minutes = FinishRule.MINUTES, 1
    path = f"/lessons/{lesson.public_id}"
    db.session.commit()
    on_phone: Visitor = visit(student, **PHONE)
    on_phone.page.clock.install()
    page = on_phone.go(path)
    expect(page.get_by_text("You can mark this as done in one minute")).to_be_visible()
    page.wait_for_load_state("networkidle")  # what counts the time is loaded on its own
    with page.expect_response(lambda answer: answer.url.endswith("/viewing")) as heard:
        page.clock.run_for(20_000)
    assert heard.value.status == 204
    for _ in range(6):
        page.clock.run_for(15_000)
    expect(page.get_by_role("button", name="Mark as done")).to_be_visible()
