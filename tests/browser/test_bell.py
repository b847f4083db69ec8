"""The bell in several tabs and devices, with and without its socket (notifications.md 5; issue 3).

The time that the page waits between two looks is passed by the page's own clock, which the tests put forward.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocketRoute

from app.actions import lesson_publishing
from app.extensions import db
from app.models.classroom import Classroom
from app.models.user import User
from app.notifications import hints, reading
from tests.browser import accessibility
from tests.browser.conftest import Visit
from tests.browser.test_main_path import patience
from tests.browser.visitor import DESKTOP, PHONE, WATCH_BADGE, Visitor, expect, wait
from tests.support.people import make_lesson, make_member
from tests.support.portal import wait_until

BADGE = "[data-bell] [data-bell-badge]"
LONGEST_POLL = 45
LONGEST_WITH_SOCKET = 90
STEP = 5
Rows = Callable[[int], None]
SOCKET = re.compile(r"/socket\.io/")
ALL_SEQS = """async () => (await (await fetch("/notifications/sync?since=0")).json()).items.map((item) => item.seq)"""
WATCH_ANNOUNCER = """() => {
  window.announced = [];
  new MutationObserver(() => window.announced.push(document.getElementById("announcer").textContent))
    .observe(document.getElementById("announcer"), { childList: true, characterData: true, subtree: true });
}"""


@pytest.fixture
def member(classroom: Classroom, student: User) -> User:
    make_member(classroom, student)
    return student


def publish(classroom: Classroom, title: str) -> None:
    lesson_publishing.publish(make_lesson(classroom, title=title, published=False), actor=classroom.owner)
    db.session.commit()


def shows(page: Page, text: str) -> None:
    """The badge; an empty one is hidden."""
    badge = expect(page.locator(BADGE))
    if text:
        badge.to_have_text(text)
    else:
        badge.to_be_hidden()


def pass_time(page: Page, seconds: int) -> None:
    """Put the page's clock forward; what it asks for meanwhile is answered in real time."""
    for _ in range(seconds // STEP):
        page.clock.fast_forward(STEP * 1000)
        page.wait_for_timeout(20)


class Line:
    """The wires of a browser's sockets: cut, or deaf to the hints; `greetings` counts the hints that came."""

    def __init__(self, visitor: Visitor) -> None:
        self.is_cut = self.is_deaf = False
        self.greetings = 0
        self.routes: list[WebSocketRoute] = []
        visitor.context.route_web_socket(SOCKET, self._connect)

    def _connect(self, route: WebSocketRoute) -> None:
        if self.is_cut or self.is_deaf:
            return  # it is open to the page, and nothing ever comes
        server = route.connect_to_server()
        server.on_message(lambda message: self._pass(route, message))
        self.routes.append(route)

    def _pass(self, route: WebSocketRoute, message: str | bytes) -> None:
        is_hint = str(message).startswith("42") and json.loads(str(message)[2:])[0] == "bell"
        self.greetings += is_hint
        if not (self.is_deaf and is_hint):
            route.send(message)

    def cut(self) -> None:
        self.is_cut = True
        for route in self.routes:
            route.close()
        self.routes.clear()


@pytest.fixture
def rows(member: User) -> Callable[[int], None]:
    """Wait until so many are unread in the database, whatever pages show."""

    def wait_for(number: int) -> None:
        assert wait_until(lambda: unread_of(member) == number, 20, every=0.1)

    return wait_for


def unread_of(user: User) -> int:
    number = hints.position(user.id)["unread"]
    db.session.commit()
    return number


def test_read_in_one_tab_the_others_follow(visit: Visit, classroom: Classroom, member: User, rows: Rows) -> None:
    """Test 25 of notifications.md 5: tab A reads; tab B and a second device are equal within a second."""
    at_desk, on_phone = visit(member, **DESKTOP), visit(member, **PHONE)
    tab_a, tab_b = at_desk.page, at_desk.context.new_page()
    publish(classroom, "Photosynthesis")
    rows(1)
    on_phone.go_live("/")
    tab_b.goto("/classrooms")
    at_desk.go_live("/")
    for page in (tab_a, tab_b, on_phone.page):
        shows(page, "1")
    for page in (tab_b, on_phone.page):
        page.evaluate(WATCH_BADGE)
    tab_a.locator("[data-bell-toggle]").click()
    with tab_a.expect_request(lambda request: request.method == "POST") as sent:
        tab_a.locator("[data-bell-panel]").get_by_role("button", name="Photosynthesis").click()
    began = sent.value.timing["startTime"] / 1000
    for page in (tab_b, on_phone.page):
        shows(page, "")
        emptied = [at / 1000 - began for at, text in page.evaluate("() => window.badgeTimes") if not text]
        print(f"\nequal in another tab or device after {emptied[0]:.3f} s")
        assert emptied[0] < patience(1)
    shows(tab_a, "")


def test_without_any_hint_the_next_look_makes_it_right(
    visit: Visit, classroom: Classroom, member: User, rows: Rows
) -> None:
    """Test 25, every hint dropped on the way: equal after the next poll, for what came and what was read."""
    on_phone = visit(member, **PHONE)
    line = Line(on_phone)
    on_phone.context.clock.install()
    page = on_phone.go("/")
    wait(page, lambda: line.greetings, "a greeting through the socket")
    line.is_deaf = True
    publish(classroom, "Photosynthesis")
    rows(1)
    shows(page, "")
    pass_time(page, LONGEST_WITH_SOCKET)
    shows(page, "1")
    reading.mark_all_read(member, up_to_seq=1)
    pass_time(page, LONGEST_WITH_SOCKET)
    shows(page, "")


def test_no_socket_at_all(visit: Visit, classroom: Classroom, member: User, rows: Rows) -> None:
    """Test 28 of notifications.md 5, by a clock put forward: no WebSocket says anything, the badge right after 45 s."""
    on_phone = visit(member, **PHONE)
    Line(on_phone).is_cut = True
    on_phone.context.clock.install()
    page = on_phone.go("/")
    pass_time(page, LONGEST_POLL)
    for number in (1, 2):
        publish(classroom, f"Lesson {number}")
        rows(number)
        pass_time(page, LONGEST_POLL)
        shows(page, str(number))


def test_cut_and_mended(visit: Visit, classroom: Classroom, member: User, rows: Rows) -> None:
    """Socket cut: asking shows it within 45 s. Socket back: nothing was lost, and hints come at once again."""
    on_phone = visit(member, **PHONE)
    line = Line(on_phone)
    on_phone.context.clock.install()
    page = on_phone.go("/")
    wait(page, lambda: line.greetings, "a greeting through the socket")
    line.cut()
    for number in (1, 2):
        publish(classroom, f"Cut {number}")
    rows(2)
    pass_time(page, LONGEST_POLL)
    shows(page, "2")
    publish(classroom, "Just before")
    rows(3)
    line.is_cut, greeted = False, line.greetings
    pass_time(page, LONGEST_WITH_SOCKET)
    wait(page, lambda: line.greetings > greeted, "a greeting through the new socket")
    shows(page, "3")
    publish(classroom, "Back again")
    shows(page, "4")
    assert page.evaluate(ALL_SEQS) == [1, 2, 3, 4]


def test_ten_in_a_second_are_said_once(visit: Visit, classroom: Classroom, member: User, rows: Rows) -> None:
    """Test 38 of notifications.md 5: ten hints while the page's clock stands still, one polite announcement."""
    at_desk = visit(member, **DESKTOP)
    at_desk.context.clock.install()
    page = at_desk.go_live("/")
    page.evaluate(WATCH_ANNOUNCER)
    synced: list[int] = []
    page.on("response", lambda answer: "/sync" in answer.url and answer.ok and synced.append(answer.json()["last_seq"]))
    page.clock.pause_at(page.evaluate("() => Date.now() / 1000 + 5"))
    for number in range(10):
        publish(classroom, f"Lesson {number}")
    shows(page, "9+")
    wait(page, lambda: 10 in synced, "all ten")
    page.clock.run_for(1000)
    page.clock.resume()
    region = page.locator("#announcer")
    expect(region).to_have_text("10 new notifications")
    assert page.evaluate("() => window.announced") == ["10 new notifications"]
    expect(region).to_match_aria_snapshot("- status: 10 new notifications")
    expect(page.get_by_role("link", name="Notifications, 9+ unread")).to_be_visible()
    assert accessibility.problems(page, "[data-toasts]") == []
