"""Everything of the main path with JavaScript off: pages are true after a reload (issue 2; ux.md 4)."""

from __future__ import annotations

from typing import Any

from app.extensions import db
from app.models.classroom import Classroom
from app.models.user import User
from tests.browser.conftest import Visit
from tests.browser.visitor import DESKTOP, PHONE, Visitor, expect, wait
from tests.support.people import PASSWORD, make_member

OFF: dict[str, Any] = {"java_script_enabled": False}


def test_main_path(visit: Visit, classroom: Classroom, student: User) -> None:
    at_desk, on_phone = visit(**DESKTOP, **OFF), visit(**PHONE, **OFF)
    code, title = classroom.join_code or "", classroom.title
    db.session.commit()
    at_desk.log_in(classroom.owner.username, PASSWORD)
    on_phone.log_in(student.username, PASSWORD)
    join(on_phone, code, title)
    publish(at_desk, title)
    hear(on_phone)
    log_out(on_phone)


def join(on_phone: Visitor, code: str, title: str) -> None:
    page = on_phone.go("/join")
    page.get_by_label("Class code").fill(code)
    on_phone.press("Go on")
    on_phone.press("Join this class")
    expect(page.get_by_text(f"You are in: {title}")).to_be_visible()


def publish(at_desk: Visitor, title: str) -> None:
    """With Markdown in the plain field."""
    page = at_desk.go("/")
    page.get_by_role("heading", name=title).get_by_role("link").click()
    at_desk.press("Learn", "link")
    page.get_by_label("Title of the module").fill("Plants")
    at_desk.press("Add module")
    page.get_by_label("Title of a new lesson in Plants").fill("Photosynthesis")
    at_desk.press("Add lesson")
    page.locator("textarea[data-editor]").fill("# Light\n\nPlants eat **light**.")
    at_desk.press("Save and publish")
    expect(page.get_by_role("heading", name="Photosynthesis", level=1)).to_be_visible()


def hear(on_phone: Visitor) -> None:
    """After a reload the badge shows it; the bell is a link to a page, each row a button."""
    page = on_phone.page
    wait(page, lambda: on_phone.go("/").locator("[data-bell-badge]:visible").count(), "the badge")
    assert on_phone.badge == "1"
    page.locator("[data-bell-toggle]").click()
    expect(page.get_by_role("heading", name="Notifications", level=1)).to_be_visible()
    page.get_by_role("button", name="Photosynthesis").click()
    expect(page.get_by_role("heading", name="Photosynthesis", level=1)).to_be_visible()
    expect(page.locator("main strong")).to_have_text("light")
    assert on_phone.badge == ""


def test_mark_all_read(visit: Visit, classroom: Classroom, student: User) -> None:
    make_member(classroom, student)
    at_desk, on_phone = visit(classroom.owner, **DESKTOP, **OFF), visit(student, **PHONE, **OFF)
    for number in "12":
        at_desk.go(f"/classrooms/{classroom.public_id}/learn")
        if number == "1":
            at_desk.page.get_by_label("Title of the module").fill("Plants")
            at_desk.press("Add module")
        at_desk.page.get_by_label("Title of a new lesson in Plants").fill(f"Plant {number}")
        at_desk.press("Add lesson")
        at_desk.page.locator("textarea[data-editor]").fill("Text.")
        at_desk.press("Save and publish")
    wait(on_phone.page, lambda: on_phone.go("/notifications") and on_phone.badge == "2", "both in the badge")
    on_phone.press("Mark all read")
    assert on_phone.badge == ""


def log_out(on_phone: Visitor) -> None:
    page = on_phone.page
    page.locator("summary", has_text="Your menu").click()
    on_phone.press("Log out")
    page.goto("/notifications")
    expect(page.get_by_role("heading", name="Log in", level=1)).to_be_visible()
