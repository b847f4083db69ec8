"""The order of a class, made with a finger, with keys, with buttons, and without scripts."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page
from sqlalchemy import select

from app.extensions import db
from app.models.classroom import Classroom
from app.models.lesson import Lesson, Module
from tests.browser.conftest import Visit
from tests.browser.visitor import DESKTOP, PHONE, Visitor, expect, wait
from tests.support.people import make_lesson, make_member

STEPS = 12


@pytest.fixture
def learn(classroom: Classroom) -> str:
    """Cells: a b c; Leaves: d. Where they stand."""
    for place, (title, names) in enumerate((("Cells", "abc"), ("Leaves", "d")), 1):
        module = Module(classroom_id=classroom.id, title=title, position=place)
        db.session.add(module)
        db.session.commit()
        for number, name in enumerate(names, 1):
            make_lesson(classroom, title=f"Lesson {name}", module_id=module.id, position=number)
    path = f"/classrooms/{classroom.public_id}/learn"
    db.session.commit()
    return path


def line(classroom: Classroom) -> str:
    """What the database says: "abc|d"."""
    db.session.rollback()
    rows = db.session.execute(
        select(Module.title, Lesson.title)
        .join(Lesson, Lesson.module_id == Module.id)
        .where(Module.classroom_id == classroom.id, Lesson.is_kept())
        .order_by(*Lesson.way())
    )
    rooms: dict[str, str] = {}
    for room, lesson in rows:
        rooms[room] = rooms.get(room, "") + lesson[-1]
    db.session.rollback()
    return "|".join(rooms.values())


def becomes(page: Page, classroom: Classroom, wanted: str) -> None:
    wait(page, lambda: line(classroom) == wanted, f"{wanted}, not {line(classroom)}")


def handle(page: Page, title: str) -> Locator:
    return page.get_by_role("button", name=f"Move “{title}”: drag it, or use the arrow keys")


def ready(visitor: Visitor, learn: str) -> Page:
    page = visitor.go(learn)
    page.wait_for_selector("[data-outline][data-ready]")
    return page


def drag_by_finger(page: Page, start: Locator, end: Locator) -> None:
    """Real touches, as a phone sends them."""
    begun, ended = start.bounding_box(), end.bounding_box()
    assert begun
    assert ended
    x, y = begun["x"] + begun["width"] / 2, begun["y"] + begun["height"] / 2
    goal = ended["y"] + ended["height"] - 6
    touch: Any = page.context.new_cdp_session(page)

    def send(kind: str, *points: dict[str, float]) -> None:
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})
        page.wait_for_timeout(40)

    send("touchStart", {"x": x, "y": y})
    for step in range(1, STEPS + 1):
        send("touchMove", {"x": x, "y": y + (goal - y) * step / STEPS})
    send("touchEnd")


def test_by_finger_on_a_phone(visit: Visit, classroom: Classroom, learn: str) -> None:
    page = ready(visit(classroom.owner, **PHONE), learn)
    rows = page.locator("[data-outline-lesson]")
    drag_by_finger(page, handle(page, "Lesson a"), rows.nth(1))
    becomes(page, classroom, "bac|d")
    expect(rows.first).to_contain_text("Lesson b")


def test_by_mouse_into_another_module(visit: Visit, classroom: Classroom, learn: str) -> None:
    page = ready(visit(classroom.owner, **DESKTOP), learn)
    handle(page, "Lesson c").drag_to(handle(page, "Lesson d"), steps=STEPS)
    wait(page, lambda: line(classroom) in ("ab|cd", "ab|dc"), "the lesson in the other module")


def test_by_keys_with_the_focus_staying(visit: Visit, classroom: Classroom, learn: str) -> None:
    page = ready(visit(classroom.owner, **DESKTOP), learn)
    handle(page, "Lesson b").focus()
    page.keyboard.press("ArrowDown")
    becomes(page, classroom, "acb|d")
    expect(page.locator("#announcer")).to_have_text("Moved: Lesson b, place 3 of 3")
    page.keyboard.press("ArrowDown")
    becomes(page, classroom, "ac|bd")
    expect(handle(page, "Lesson b")).to_be_focused()
    for _ in range(2):
        page.keyboard.press("ArrowUp")
    becomes(page, classroom, "abc|d")
    handle(page, "Leaves").focus()
    page.keyboard.press("ArrowUp")
    becomes(page, classroom, "d|abc")


def test_by_buttons_with_and_without_scripts(visit: Visit, classroom: Classroom, learn: str) -> None:
    owner = classroom.owner
    page = ready(visit(owner, **PHONE), learn)
    page.get_by_role("button", name="Move “Lesson c” up").click()
    becomes(page, classroom, "acb|d")
    plain = visit(owner, **PHONE, java_script_enabled=False)
    page = plain.go(learn)
    expect(handle(page, "Lesson a")).to_be_hidden()
    page.get_by_role("button", name="Move “Lesson b” down").click()
    expect(page.locator(".outline-row").nth(2)).to_contain_text("Lesson b")
    assert line(classroom) == "ac|bd"


def test_moved_copied_renamed_deleted_and_undone_without_scripts(
    visit: Visit, classroom: Classroom, learn: str
) -> None:
    at_desk = visit(classroom.owner, **DESKTOP, java_script_enabled=False)
    page = at_desk.go(learn)
    page.get_by_label("More for Lesson a").click()
    page.get_by_role("link", name="Move to another place").locator("visible=true").click()
    page.get_by_label("Put it").select_option(label="After “Lesson d”")
    at_desk.press("Move it there")
    assert line(classroom) == "bc|da"
    page.get_by_label("Rename “Lesson b”").click()
    page.get_by_label("Title", exact=True).locator("visible=true").fill("Lesson x")
    page.get_by_role("button", name="Save").locator("visible=true").click()
    assert line(classroom) == "xc|da"
    page.get_by_label("More for Lesson c").click()
    page.get_by_role("button", name="Delete", exact=True).locator("visible=true").click()
    assert line(classroom) == "x|da"
    at_desk.press("Undo")
    expect(page.get_by_text("“Lesson c” is back.")).to_be_visible()
    assert line(classroom) == "xc|da"


def test_menus_open_where_they_stand(visit: Visit, classroom: Classroom, learn: str) -> None:
    page = ready(visit(classroom.owner, **PHONE), learn)
    page.get_by_label("More for Lesson c").click()
    page.get_by_label("Rename “Lesson b”").press("Enter")
    expect(page.get_by_role("link", name="Move to another place")).to_be_hidden()
    typed = page.get_by_label("Title", exact=True).locator("visible=true")
    expect(typed).to_have_value("Lesson b")
    typed.fill("Lesson x")
    page.get_by_role("button", name="Save").locator("visible=true").click()
    page.get_by_role("link", name="Lesson x", exact=True).wait_for()
    assert line(classroom) == "axc|d"
    page.wait_for_selector("[data-outline][data-ready]")
    page.get_by_label("More for Lesson c").click()
    expect(page.get_by_role("button", name="Publish now")).to_be_hidden()
    page.get_by_role("button", name="Delete", exact=True).locator("visible=true").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert line(classroom) == "ax|d"


def test_a_neighbour_that_went_away_meanwhile_loads_the_page_anew(
    visit: Visit, classroom: Classroom, learn: str
) -> None:
    page = ready(visit(classroom.owner, **DESKTOP), learn)
    gone = db.session.scalars(
        select(Lesson).where(Lesson.classroom_id == classroom.id, Lesson.title == "Lesson c")
    ).one()
    gone.module_id = db.session.scalars(
        select(Module.id).where(Module.classroom_id == classroom.id, Module.title == "Leaves")
    ).one()
    db.session.commit()
    handle(page, "Lesson a").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-outline-module]").nth(1)).to_contain_text("Lesson c")
    assert sorted(line(classroom)) == sorted("ab|cd")


def test_a_student_sees_what_is_done_and_what_is_next(visit: Visit, classroom: Classroom, learn: str) -> None:
    student = make_member(classroom).user
    db.session.commit()
    page = visit(student, **PHONE).go(learn)
    expect(page.locator(".row", has_text="Lesson a")).to_contain_text("Next")
    page.get_by_role("link", name="Go on with “Lesson a”").click()
    expect(page.locator("h1")).to_have_text("Lesson a")
