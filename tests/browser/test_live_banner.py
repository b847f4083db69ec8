"""The banner of a live session in real browsers (LIV12): there within a second of the start, gone with the end."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocketRoute

from app import clock
from app.actions import live_rooms
from app.extensions import db
from app.models.classroom import Classroom
from app.models.live import LiveSession
from app.models.user import User
from tests.browser import accessibility
from tests.browser.conftest import Visit
from tests.browser.visitor import DESKTOP, PHONE, Visitor, expect, wait
from tests.support.live import make_live
from tests.support.people import make_member, make_user

BANNER = ".live-banner"
SOCKET = re.compile(r"/socket\.io/")
LONGEST_POLL = 45
STEP = 5
# When the banner came or went, on the clock of the machine that both sides share.
WATCH = """() => {
  window.banners = [];
  let was = Boolean(document.querySelector(".live-banner"));
  new MutationObserver(() => {
    const is = Boolean(document.querySelector(".live-banner"));
    if (is !== was) window.banners.push([Date.now(), is]);
    was = is;
  }).observe(document.body, { childList: true, subtree: true });
}"""


@pytest.fixture
def member(classroom: Classroom, student: User) -> User:
    make_member(classroom, student)
    return student


@pytest.fixture
def lesson(classroom: Classroom) -> LiveSession:
    session = make_live(classroom, starts_at=clock.now(), title="Cells under the microscope")
    db.session.commit()
    return session


def start(session: LiveSession) -> None:
    live_rooms.start(session, actor=session.host)


def end(session: LiveSession) -> None:
    live_rooms.end(session, actor=session.host)


def changes(visitor: Visitor) -> list[tuple[float, bool]]:
    return [(at / 1000, shown) for at, shown in visitor.page.evaluate("() => window.banners")]


def took(visitor: Visitor, deed: Callable[[LiveSession], None], session: LiveSession) -> float:
    """Seconds from the commit of `deed` until the banner changed."""
    seen = len(changes(visitor))
    deed(session)
    began = time.time()
    wait(visitor.page, lambda: len(changes(visitor)) > seen, "the banner")
    return changes(visitor)[-1][0] - began


@pytest.mark.parametrize("options", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_an_open_page_follows_within_a_second(
    visit: Visit, member: User, lesson: LiveSession, options: dict[str, object]
) -> None:
    visitor = visit(member, **options)
    page = visitor.go_live("/classrooms")
    page.evaluate(WATCH)
    came = took(visitor, start, lesson)
    expect(page.locator(BANNER)).to_contain_text("Cells under the microscope")
    expect(page.locator("#announcer")).to_contain_text("Live now Cells under the microscope")
    assert not accessibility.problems(page)
    page.reload()
    expect(page.locator(BANNER)).to_be_visible()
    visitor.go_live("/notifications")
    page.evaluate(WATCH)
    went = took(visitor, end, lesson)
    expect(page.locator(BANNER)).to_have_count(0)
    page.reload()
    expect(page.locator(BANNER)).to_have_count(0)
    print(f"\nbanner came after {came:.3f} s, went after {went:.3f} s")
    assert max(came, went) <= 1


def test_who_is_not_of_it_gets_nothing(visit: Visit, member: User, lesson: LiveSession, classroom: Classroom) -> None:
    stranger = make_user()
    db.session.commit()
    insider, outsider = visit(member), visit(stranger)
    outsider.go_live("/")
    insider.go_live("/")
    start(lesson)
    expect(insider.page.locator(BANNER)).to_be_visible()
    outsider.page.wait_for_timeout(500)
    expect(outsider.page.locator(BANNER)).to_have_count(0)


def pass_time(page: Page, seconds: int) -> None:
    for _ in range(seconds // STEP):
        page.clock.fast_forward(STEP * 1000)
        page.wait_for_timeout(20)


def test_a_page_whose_socket_is_cut_asks_by_itself(visit: Visit, member: User, lesson: LiveSession) -> None:
    visitor = visit(member)
    routes: list[WebSocketRoute] = []
    is_cut = False

    def connect(route: WebSocketRoute) -> None:
        if is_cut:
            return
        routes.append(route)
        route.connect_to_server()

    visitor.context.route_web_socket(SOCKET, connect)
    visitor.page.clock.install()
    page = visitor.go("/")
    wait(page, lambda: routes, "a socket")
    page.wait_for_timeout(300)
    is_cut = True
    for route in routes:
        route.close()
    start(lesson)
    pass_time(page, 3 * LONGEST_POLL)
    expect(page.locator(BANNER)).to_be_visible()
    end(lesson)
    pass_time(page, 3 * LONGEST_POLL)
    expect(page.locator(BANNER)).to_have_count(0)


def test_a_restart_of_the_pages_changes_nothing(visit: Visit, member: User, lesson: LiveSession) -> None:
    visitor = visit(member)
    page = visitor.go_live("/")
    start(lesson)
    expect(page.locator(BANNER)).to_be_visible()
    greeted = len(visitor.sockets)
    visitor.portal.kill("web")
    end(lesson)
    visitor.portal.start("web")
    wait(page, lambda: len(visitor.sockets) > greeted, "a new greeting", 60)
    expect(page.locator(BANNER)).to_have_count(0)
    visitor.problems.clear()  # the browser's own words for a portal that is not there


@pytest.mark.parametrize("options", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_it_is_there_without_scripts_and_leads_in(
    visit: Visit, member: User, lesson: LiveSession, options: dict[str, object]
) -> None:
    start(lesson)
    page = visit(member, java_script_enabled=False, **options).go("/classrooms")
    page.locator(BANNER).get_by_role("button", name="Join").click()
    expect(page).to_have_url(re.compile(f"/sessions/{lesson.public_id}/room"))
