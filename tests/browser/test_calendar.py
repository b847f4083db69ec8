"""The calendar in real browsers: a session drawn to another day with the mouse, moved with the keyboard, or left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page

from app import clock
from app.extensions import db
from app.models.classroom import Classroom
from app.models.live import LiveSession
from app.models.user import User
from tests.browser.conftest import Visit
from tests.browser.visitor import DESKTOP, PHONE, expect
from tests.support.live import make_live
from tests.support.people import make_member
from tests.support.portal import wait_until

TITLE = "Cells under the microscope"


@pytest.fixture
def session(classroom: Classroom) -> LiveSession:
    """On the next Tuesday, so that the days beside it are in the same week."""
    now = clock.now().replace(hour=10, minute=0, second=0, microsecond=0)
    ahead = (1 - now.weekday()) % 7 or 7
    made = make_live(classroom, title=TITLE, starts_at=now + timedelta(days=ahead))
    db.session.commit()
    return made


@pytest.fixture
def week(visit: Visit, teacher: User, session: LiveSession) -> Page:
    """Its week, before its teacher, once what moves sessions has come."""
    page = visit(teacher, **DESKTOP).go(f"/calendar?view=week&day={session.starts_at:%Y-%m-%d}")
    expect(page.locator("[data-calendar-how]")).to_be_visible()
    return page


def day(page: Page, session: LiveSession, later: int):
    return page.locator(f'[data-calendar-day="{session.starts_at + timedelta(days=later):%Y-%m-%d}"]')


def is_at(session: LiveSession, when: datetime) -> Callable[[], bool]:
    def look() -> bool:
        found = db.session.get(LiveSession, session.id, populate_existing=True)
        db.session.commit()
        return bool(found and found.starts_at == when)

    return look


def test_the_mouse_draws_it_to_another_day(week: Page, session: LiveSession) -> None:
    asked: list[str] = []
    week.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    week.get_by_role("link", name=TITLE).drag_to(day(week, session, 2))
    expect(day(week, session, 2)).to_contain_text(TITLE)
    assert wait_until(is_at(session, session.starts_at + timedelta(days=2)), 5)
    assert f"Move “{TITLE}” to Thursday" in asked[0]


def test_the_keyboard_moves_it_and_says_where_it_is(week: Page, session: LiveSession) -> None:
    week.on("dialog", lambda dialog: dialog.accept())
    week.get_by_role("link", name=TITLE).focus()
    week.keyboard.press("m")
    expect(week.locator("#announcer")).to_contain_text(f"Moving {TITLE}")
    week.keyboard.press("ArrowRight")
    expect(week.locator("#announcer")).to_contain_text("Wednesday")
    week.keyboard.press("Enter")
    expect(day(week, session, 1)).to_contain_text(TITLE)
    assert wait_until(is_at(session, session.starts_at + timedelta(days=1)), 5)


def test_escape_and_no_leave_it_where_it_was(week: Page, session: LiveSession) -> None:
    entry = week.get_by_role("link", name=TITLE)
    entry.focus()
    for key in ("m", "ArrowRight", "Escape"):
        week.keyboard.press(key)
    expect(week.locator(".is-target")).to_have_count(0)
    week.on("dialog", lambda dialog: dialog.dismiss())
    entry.focus()
    for key in ("m", "ArrowRight", "Enter"):
        week.keyboard.press(key)
    expect(day(week, session, 0)).to_contain_text(TITLE)
    assert is_at(session, session.starts_at)()


def test_a_phone_shows_the_month_as_dots_and_the_days_to_come_below(
    visit: Visit, classroom: Classroom, student: User
) -> None:
    make_member(classroom, student)
    make_live(classroom, title=TITLE, starts_at=clock.now() + timedelta(minutes=30))
    db.session.commit()
    page = visit(student, java_script_enabled=False, **PHONE).go("/calendar")
    expect(page.locator(".calendar-dots").filter(visible=True)).not_to_have_count(0)
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    page.locator("[aria-current=date]").click()
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    assert "view=list" in page.url
