"""An announcement, from the composer to who has read it: by two people at two browsers, with and without scripts."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from app import clock
from app.extensions import db
from app.models.announcement import Announcement, AnnouncementState
from app.models.classroom import Classroom
from app.models.user import User
from tests.browser.conftest import Visit
from tests.browser.visitor import DESKTOP, PHONE, Visitor, expect, wait
from tests.support.people import make_member, make_user

SCRIPTS: dict[str, dict[str, Any]] = {"with scripts": {}, "without scripts": {"java_script_enabled": False}}


@pytest.mark.parametrize("scripts", SCRIPTS)
def test_written_heard_read_reminded(visit: Visit, classroom: Classroom, student: User, scripts: str) -> None:
    make_member(classroom, student)
    make_member(classroom, make_user(name="Not reading Nora"))
    options = SCRIPTS[scripts]
    at_desk, on_phone = visit(classroom.owner, **DESKTOP, **options), visit(student, **PHONE, **options)
    path = f"/classrooms/{classroom.public_id}"
    db.session.commit()
    publish(at_desk, path)
    hear_and_read(on_phone)
    see_who_has_it(at_desk)


def publish(at_desk: Visitor, path: str) -> None:
    """Written as a teacher types, refused once for a time that is past, then published."""
    page = at_desk.go(path)
    at_desk.press("All announcements", "link")
    at_desk.press("New announcement", "link")
    expect(page.get_by_text("Students", exact=True)).to_be_hidden()
    page.get_by_label("Only some students").check()
    expect(page.get_by_label("Not reading Nora")).to_be_visible()
    page.get_by_label("Everybody in the class").check()
    page.get_by_label("Title").fill("Bring a leaf")
    page.get_by_label("Keep it on top").check()
    page.locator("summary", has_text="Publish later").click()
    page.get_by_label("Publish at").fill("2024-01-01T08:00")
    at_desk.press("Schedule")
    expect(page.get_by_text("This is past. Choose a time to come.").last).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Bring a leaf")
    page.get_by_label("Publish at").fill("")
    at_desk.press("Publish now")
    expect(page.get_by_text("Published. Those it is for hear of it now.")).to_be_visible()


def hear_and_read(on_phone: Visitor) -> None:
    """It stands on the start page, pinned; the button says that it was read, and the bell agrees."""
    page = on_phone.page
    wait(page, lambda: on_phone.go("/").locator("[data-bell-badge]:visible").count(), "the badge")
    page.locator("main").get_by_role("link", name="Bring a leaf").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bring a leaf")
    on_phone.press("I have read this")
    expect(page.get_by_role("button", name="I have read this")).to_be_hidden()
    assert on_phone.badge == ""


def see_who_has_it(at_desk: Visitor) -> None:
    page = at_desk.page
    page.reload()
    expect(page.get_by_role("link", name=re.compile("1 ?have read it"))).to_be_visible()
    at_desk.press("By name", "link")
    row = page.locator(".row", has_text="Sam Rivera")
    expect(row).to_contain_text("Read")
    expect(page.locator(".row", has_text="Not reading Nora")).not_to_contain_text("Read")
    page.go_back()
    page.once("dialog", lambda dialog: dialog.accept())
    at_desk.press("Remind those who have not read it")
    expect(page.get_by_text("Those who have not read it are reminded now.")).to_be_visible()
    expect(page.get_by_role("button", name="Remind those who have not read it")).to_be_hidden()


def test_the_clock_publishes_and_an_open_page_hears(visit: Visit, classroom: Classroom, student: User) -> None:
    """Scheduled by the form, published by the clock's own process, shown by the bell of a page that was open before."""
    make_member(classroom, student)
    at_desk, on_phone = visit(classroom.owner, **DESKTOP), visit(student, **PHONE)
    path, classroom_id = f"/classrooms/{classroom.public_id}/announcements/new", classroom.id
    db.session.commit()
    on_phone.go_live("/")
    page = at_desk.go(path)
    page.get_by_label("Title").fill("The bus leaves at nine")
    page.locator("summary", has_text="Publish later").click()
    page.get_by_label("Publish at").fill((clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))
    at_desk.press("Schedule")
    expect(page.get_by_text("Scheduled. It is published by itself at its time.")).to_be_visible()
    expect(page.get_by_text(re.compile("To be published on"))).to_be_visible()
    its_time_comes(classroom_id)
    expect(on_phone.page.locator("[data-bell] [data-bell-badge]")).to_have_text("1", timeout=30_000)
    page.reload()
    expect(page.get_by_role("heading", name="Who has it")).to_be_visible()


def its_time_comes(classroom_id: int) -> None:
    made = db.session.query(Announcement).filter_by(classroom_id=classroom_id).one()
    assert made.state is AnnouncementState.SCHEDULED
    made.publish_at = made.first_at = clock.now()
    db.session.commit()
