"""A class, its code, a lesson, a bell: by two people at two browsers (issue 2, "Shows when done")."""

from __future__ import annotations

import os
import re
import statistics

from playwright.sync_api import Page

from app.actions import lesson_publishing, memberships
from app.extensions import db
from app.models.classroom import Classroom, Membership
from app.models.user import User
from app.notifications import reading
from tests.browser.conftest import Visit
from tests.browser.visitor import DESKTOP, PHONE, Visitor, expect, wait
from tests.support.people import PASSWORD, make_lesson, make_member

PUBLICATIONS = 20


def test_from_log_in_to_the_lesson(visit: Visit, teacher: User, student: User) -> None:
    at_desk, on_phone = visit(**DESKTOP), visit(**PHONE)
    at_desk.log_in(teacher.username, PASSWORD)
    code = make_class(at_desk)
    on_phone.log_in(student.username, PASSWORD)
    join(on_phone, code)
    second_tab = on_phone.context.new_page()
    on_phone.go_live("/")
    second_tab.goto("/classrooms")
    write_lesson(at_desk, "Photosynthesis", "Plants eat light.")
    at_desk.press("Save and publish")
    the_bell_rings(on_phone, "Photosynthesis")
    in_second_tab = second_tab.locator("[data-bell] [data-bell-badge]")
    expect(in_second_tab).to_have_text("1")
    read_by_the_dropdown(on_phone, "Photosynthesis")
    expect(in_second_tab).to_be_hidden()


def make_class(at_desk: Visitor) -> str:
    """Two presses after log-in lead to the form, one makes the class; the code, full screen, is the next page."""
    page = at_desk.page
    at_desk.press("Make a class", "link")
    page.get_by_label("Name of the class").fill("Biology 7b")
    at_desk.press("Make the class")
    code = page.locator(".poster-code")
    expect(code).to_be_in_viewport()
    return re.sub(r"\W", "", code.inner_text())


def join(on_phone: Visitor, code: str) -> None:
    page = on_phone.go("/join")
    page.get_by_label("Class code").fill(f"{code[:4]} {code[4:]}".lower())
    on_phone.press("Go on")
    on_phone.press("Join this class")
    expect(page.get_by_text("You are in: Biology 7b")).to_be_visible()
    page.get_by_role("heading", name="Biology 7b").click()
    expect(page.locator(".class-head-title")).to_have_text("Biology 7b")


def write_lesson(at_desk: Visitor, title: str, text: str) -> None:
    """With the editor, as a teacher types: a heading, then a paragraph with a bold word."""
    page = at_desk.page
    at_desk.press("To the class", "link")
    page.get_by_role("link", name="Learn", exact=True).click()
    page.get_by_label("Title of the module").fill("Plants")
    at_desk.press("Add module")
    page.get_by_label("Title of a new lesson in Plants").fill(title)
    at_desk.press("Add lesson")
    page.locator("textarea[data-editor]").focus()
    editor = page.locator(".ProseMirror")
    expect(editor).to_be_focused()
    page.keyboard.type("Light")
    at_desk.press("Heading")
    page.keyboard.press("Enter")
    page.keyboard.type(text)
    page.keyboard.press("Shift+Home")
    at_desk.press("Bold")
    expect(editor.locator("h2")).to_have_text("Light")
    expect(editor.locator("p strong")).to_have_text(text)


def the_bell_rings(on_phone: Visitor, lesson: str) -> None:
    page = on_phone.page
    expect(page.locator("[data-bell] [data-bell-badge]")).to_have_text("1")
    tabs = on_phone.context.pages  # both are in front here, and the one that asks first shows it
    toast = "[data-toast-title]"
    wait(page, lambda: any(tab.locator(toast, has_text=lesson).count() for tab in tabs), "a toast in one of the tabs")
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    expect(page.get_by_role("link", name="Notifications, 1 unread")).to_be_visible()


def read_by_the_dropdown(on_phone: Visitor, lesson: str) -> None:
    page = on_phone.page
    page.locator("[data-bell-toggle]").click()
    page.locator("[data-bell-panel]").get_by_role("button", name=lesson).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(lesson)
    expect(page.locator("main strong")).to_have_text("Plants eat light.")
    expect(page.locator("[data-bell] [data-bell-badge]")).to_be_hidden()


def test_badge_within_a_second(visit: Visit, classroom: Classroom, student: User, record_property: object) -> None:
    """Twenty publications by the teacher's button; from the press to the changed badge on the student's screen."""
    make_member(classroom, student)
    at_desk, on_phone = visit(classroom.owner, **DESKTOP), visit(student, **PHONE)
    on_phone.go_live("/")
    on_phone.watch_badge()
    seconds = [published_and_seen(at_desk, on_phone, classroom, student) for _ in range(PUBLICATIONS)]
    median = statistics.median(seconds)
    record_property("badge_seconds_median", round(median, 3))  # type: ignore[operator]
    print(f"\nbadge after publishing, {PUBLICATIONS} times: median {median:.3f} s, longest {max(seconds):.3f} s")
    assert median < patience(1)


def patience(seconds: float) -> float:
    """More where other programs keep the machine busy, as a stop-watch cannot know."""
    crowd = os.getloadavg()[0] / (os.cpu_count() or 1)
    return seconds * max(1.0, crowd / 2)


def published_and_seen(at_desk: Visitor, on_phone: Visitor, classroom: Classroom, student: User) -> float:
    draft = make_lesson(classroom, published=False)
    at_desk.go(f"/lessons/{draft.public_id}")
    with at_desk.page.expect_request(lambda request: request.method == "POST") as sent:
        at_desk.press("Publish")
    began = sent.value.timing["startTime"] / 1000
    took: float = wait(on_phone.page, lambda: on_phone.badge_came("1", began), "the badge")
    reading.mark_all_read(student, up_to_seq=draft.id + 10**6)
    expect(on_phone.page.locator("[data-bell] [data-bell-badge]")).to_be_hidden()
    return took


def test_removed_while_the_page_is_open(visit: Visit, classroom: Classroom, student: User) -> None:
    member: Membership = make_member(classroom, student)
    on_phone = visit(student, **PHONE)
    page = on_phone.go_live(f"/classrooms/{classroom.public_id}")
    memberships.remove(member, actor=classroom.owner)
    db.session.commit()
    learn(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")


def learn(page: Page) -> None:
    with page.expect_response(lambda response: response.url.endswith("/learn")) as answer:
        page.get_by_role("link", name="Learn", exact=True).click()
    assert answer.value.status == 404


def test_published_by_another_teacher_of_the_class(visit: Visit, classroom: Classroom, student: User) -> None:
    """The one who publishes hears nothing; the others who teach do."""
    make_member(classroom, student)
    at_desk, on_phone = visit(classroom.owner, **DESKTOP), visit(student, **PHONE)
    at_desk.go_live("/")
    on_phone.go_live("/")
    lesson_publishing.publish(make_lesson(classroom, published=False), actor=classroom.owner)
    expect(on_phone.page.locator("[data-bell] [data-bell-badge]")).to_have_text("1")
    assert at_desk.badge == ""
