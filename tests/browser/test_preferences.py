"""Choosing what reaches one, on a phone, with scripts and without (NOT9)."""

from __future__ import annotations

from typing import Any

import pytest

from app.extensions import db
from app.models.classroom import Classroom
from app.models.preference import Rule
from app.models.user import Role, User
from app.notifications import policies
from tests.browser import accessibility
from tests.browser.conftest import Visit
from tests.browser.visitor import PHONE, Visitor, expect
from tests.support.people import make_member, make_user

SETTINGS = "/notifications/preferences"
SCRIPTS: dict[str, dict[str, Any]] = {"with scripts": {}, "without scripts": {"java_script_enabled": False}}


@pytest.mark.parametrize("options", SCRIPTS.values(), ids=list(SCRIPTS))
def test_main_path(visit: Visit, classroom: Classroom, student: User, options: dict[str, Any]) -> None:
    make_member(classroom, student)
    place = f"/classrooms/{classroom.public_id}"
    db.session.commit()
    on_phone = visit(student, **PHONE, **options)
    choose_calm(on_phone)
    choose_one(on_phone)
    keep_quiet(on_phone)
    mute(on_phone, place)


def choose_calm(on_phone: Visitor) -> None:
    page = on_phone.go(SETTINGS)
    expect(page.get_by_text("Now: Normal")).to_be_visible()
    page.get_by_role("radio", name="Calm").check()
    on_phone.press("Use this")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    expect(page.get_by_text("Now: Calm")).to_be_visible()
    expect(page.get_by_label("New lesson, By email")).to_have_value("digest")


def choose_one(on_phone: Visitor) -> None:
    page = on_phone.page
    page.get_by_label("New lesson, On devices").select_option(label="At once")
    page.locator("#choices").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Now: your own choice")).to_be_visible()
    expect(page.get_by_label("New lesson, On devices")).to_have_value("instant")


def keep_quiet(on_phone: Visitor) -> None:
    """First wrong, which keeps what was typed, then right."""
    page, quiet = on_phone.page, on_phone.page.locator("#quiet")
    quiet.get_by_role("switch", name="Quiet hours").check()
    quiet.get_by_label("They begin at").fill("21:30")
    quiet.get_by_label("They end at").fill("21:30")
    quiet.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Choose another time")).to_be_visible()
    expect(quiet.get_by_label("They begin at")).to_have_value("21:30")
    quiet.get_by_label("They end at").fill("06:00")
    quiet.get_by_label("Sunday").uncheck()
    quiet.get_by_role("button", name="Save").click()
    expect(page.get_by_text("These are your own quiet hours.")).to_be_visible()
    expect(quiet.get_by_label("Sunday")).not_to_be_checked()
    on_phone.press("Back to the school’s")
    expect(page.get_by_text("Your school keeps no quiet hours")).to_be_visible()


def mute(on_phone: Visitor, place: str) -> None:
    page = on_phone.go(place)
    page.locator("summary", has_text="Mute this class").click()
    on_phone.press("For a week")
    expect(page.get_by_text("Muted until")).to_be_visible()
    on_phone.go(SETTINGS)
    page.locator("#muted").get_by_role("button", name="Ring again").click()
    expect(page.get_by_text("None. On the page of a class")).to_be_visible()
    on_phone.go(place)
    expect(page.locator("summary", has_text="Mute this class")).to_be_visible()


def test_what_the_school_decides(visit: Visit, student: User) -> None:
    """An admin locks one way of one kind; the student reads why."""
    admin = make_user(Role.ADMIN, "Ada Admin")
    at_desk, on_phone = visit(admin), visit(student, **PHONE)
    page = at_desk.go("/admin/notifications/policy")
    at_desk.press("Decide: You were let into a class", "link")
    way = page.locator("#email")
    way.get_by_label("Always sent").check()
    way.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Say why")).to_be_visible()
    way.get_by_label("Why?").fill("So that parents can follow.")
    way.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page = on_phone.go(SETTINGS)
    expect(page.get_by_text("Your school decides this: So that parents can follow.")).to_be_visible()
    expect(page.get_by_label("You were let into a class, By email")).to_have_count(0)
    assert not accessibility.problems(page)
    policies.decide("join_approved", "email", actor=admin, rule=Rule.CHOICE)


def test_the_open_menu_of_a_class(visit: Visit, classroom: Classroom, student: User) -> None:
    make_member(classroom, student)
    place = f"/classrooms/{classroom.public_id}"
    db.session.commit()
    page = visit(student, **PHONE).go(place)
    page.locator("summary", has_text="Mute this class").click()
    panel = page.locator(".class-head .menu-panel")
    expect(panel.get_by_role("button", name="Until tomorrow, 07:00")).to_be_in_viewport()
    box = panel.bounding_box()
    assert box
    assert 0 <= box["x"] <= box["x"] + box["width"] <= PHONE["viewport"]["width"]
    assert not accessibility.problems(page, ".class-head .menu-panel")
