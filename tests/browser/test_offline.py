"""Lessons without a network, in a real browser (LES7)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from app.models.classroom import Classroom
from app.models.lesson import Lesson
from app.models.user import User
from tests.browser.conftest import Visit
from tests.browser.visitor import PHONE, Visitor, expect, wait
from tests.support.people import make_lesson, make_member

KEPT = """async (path) => Boolean(await (await caches.open("classbell-lessons-1")).match(path))"""
READY = "() => navigator.serviceWorker.ready.then(() => Boolean(navigator.serviceWorker.controller))"


@pytest.fixture
def lesson(classroom: Classroom, student: User) -> Lesson:
    make_member(classroom, student)
    return make_lesson(classroom, title="Why leaves are green", body_html="<p>Chlorophyll drinks light.</p>")


def _open(visitor: Visitor, lesson: Lesson) -> Page:
    page = visitor.go("/")
    wait(page, lambda: page.evaluate(READY), "a service worker in charge")
    return visitor.go(f"/lessons/{lesson.public_id}")


def test_an_opened_lesson_stays_readable_until_signing_out(visit: Visit, student: User, lesson: Lesson) -> None:
    on_phone = visit(**PHONE).sign_in(student)
    page = _open(on_phone, lesson)
    path = f"/lessons/{lesson.public_id}"
    wait(page, lambda: page.evaluate(KEPT, path), "the lesson on the device")

    on_phone.context.set_offline(True)
    page.goto(path)
    expect(page.get_by_text("Chlorophyll drinks light.")).to_be_visible()
    expect(page.get_by_text("This copy is from")).to_be_visible()
    page.goto("/classrooms")
    page.get_by_role("link", name="Why leaves are green").click()
    expect(page.get_by_text("Chlorophyll drinks light.")).to_be_visible()

    on_phone.context.set_offline(False)
    page.goto("/me")
    page.locator("summary", has_text="Your menu").click()
    on_phone.press("Log out")
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    wait(page, lambda: not page.evaluate(KEPT, path), "an empty device")
    on_phone.context.set_offline(True)
    page.goto(path)
    expect(page.get_by_role("heading", name="You are offline")).to_be_visible()


def test_a_shared_device_keeps_nothing(visit: Visit, student: User, lesson: Lesson) -> None:
    on_phone = visit(**PHONE).sign_in(student)
    page = on_phone.go("/me/devices")
    on_phone.press("Others use it, too")
    expect(page.get_by_text("Shared", exact=True)).to_be_visible()
    page = _open(on_phone, lesson)
    page.wait_for_timeout(500)
    assert not page.evaluate(KEPT, f"/lessons/{lesson.public_id}")
