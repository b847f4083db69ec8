"""A live session between real browsers by way of a real media server (Janus), which passes on what each sends once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright

from app.extensions import db
from app.models.classroom import Classroom
from app.models.live import LiveSession, LiveState, Provider
from app.models.user import User
from tests.browser.conftest import Visit
from tests.browser.rooms import (
    arrive,
    enter,
    lead,
    moving,
    press,
    received,
    showing_a_screen,
    shown,
    the_screen_arrives,
    tile,
)
from tests.browser.visitor import Visitor, expect, wait
from tests.support.janus import Janus, janus
from tests.support.live import make_live
from tests.support.people import make_member, make_school, make_user
from tests.support.portal import Portal, portal

UPWARD = "() => window.calls.filter((each) => each.getSenders().some((sender) => sender.track)).length"


@pytest.fixture(scope="module")
def server() -> Iterator[Janus]:
    with janus() as found:
        yield found


@pytest.fixture(scope="module")
def running(server: Janus) -> Iterator[Portal]:
    """A portal that has a media server."""
    with portal(**server.settings) as found:
        with found.app.app_context():
            make_school()
            db.session.commit()
        found.start("web")
        yield found


@pytest.fixture
def visit(visit: Visit, server: Janus) -> Iterator[Callable[..., Visitor]]:
    """As everywhere; the media server alone is allowed beside the portal."""
    made: list[Visitor] = []

    def come(user: User | None = None, **options: Any) -> Visitor:
        made.append(visit(user, **options))
        return made[-1]

    yield come
    for visitor in made:
        visitor.problems[:] = [each for each in visitor.problems if server.websocket not in each]


@pytest.fixture
def people(classroom: Classroom, teacher: User, student: User) -> list[User]:
    third = make_user("student", "Ana Lima")
    for each in (student, third):
        make_member(classroom, each)
    db.session.commit()
    return [teacher, student, third]


@pytest.fixture
def session(classroom: Classroom, people: list[User]) -> LiveSession:
    made = make_live(classroom, state=LiveState.LIVE, provider=Provider.SFU)
    db.session.commit()
    return made


@pytest.fixture
def pages(visit: Visit, session: LiveSession, people: list[User]) -> list[Page]:
    made = [enter(visit(person), session) for person in people]
    for page in made:
        moving(page, 2)
    return made


def test_three_see_and_hear_each_other(pages: list[Page], people: list[User]) -> None:
    """Each sends once and receives twice, sound included."""
    for page in pages:
        for person in people:
            shown(page, person)
        wait(page, lambda page=page: sum(1 for heard in received(page, "audio") if heard) == 2, "sound of both others")
        assert page.evaluate(UPWARD) == 1


def test_mute_camera_and_remove(pages: list[Page], people: list[User]) -> None:
    host, page, third = pages
    student = people[1]
    lead(host, student, "Mute")
    expect(tile(third, student).locator("[data-muted]")).to_be_visible()
    third.wait_for_timeout(1500)
    before = received(third, "audio")
    third.wait_for_timeout(2500)  # a false microphone beeps every second
    after = received(third, "audio")
    assert sorted(new - old > 1e-4 for old, new in zip(before, after, strict=True)) == [False, True]
    page.locator("[data-asked-do]").click()
    expect(tile(third, student).locator("[data-muted]")).to_be_hidden()

    press(page, "camera")
    expect(tile(third, student).locator("video")).to_be_hidden()
    press(page, "camera")
    shown(third, student)

    lead(host, student, "Remove from the session")
    expect(page.locator("[data-over]")).to_be_visible()
    expect(tile(third, student)).to_have_count(0)
    moving(third, 1)


def test_a_screen_arrives(
    playwright: Playwright, site: Portal, visit: Visit, session: LiveSession, people: list[User], server: Janus
) -> None:
    with showing_a_screen(playwright, site, people[0]) as showing:
        the_screen_arrives(enter(showing, session), enter(visit(people[1]), session), people[0])
        assert all(server.websocket in problem for problem in showing.problems), showing.problems


def test_the_media_server_starts_again_in_a_call(pages: list[Page], people: list[User], server: Janus) -> None:
    server.stop()
    pages[0].wait_for_timeout(1000)
    server.start()
    for page in pages:
        moving(page, 2)
        for person in people:
            shown(page, person)


def test_whoever_has_no_camera_still_sees(visit: Visit, session: LiveSession, people: list[User]) -> None:
    """Nothing goes up before there is something to send; turned on later, it arrives."""
    host = enter(visit(people[0]), session)
    page = arrive(visit(people[1]), session)
    for what in ("audio", "camera"):
        page.locator(f".lobby-controls [data-do={what}]").click()
    page.get_by_role("button", name="Join now").click()
    shown(page, people[0])
    expect(tile(host, people[1]).locator("[data-picture]")).to_be_visible()
    press(page, "camera")
    shown(host, people[1])
