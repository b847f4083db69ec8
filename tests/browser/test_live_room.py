"""A live session between real browsers with false cameras, without a media server (product.md LIV7)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Playwright
from sqlalchemy import select

from app.extensions import db
from app.models.classroom import Classroom
from app.models.live import LiveSession, LiveState
from app.models.live_people import LiveAttendance, LiveVisit
from app.models.user import User
from tests.browser import accessibility
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
from tests.browser.test_pages import sideways
from tests.browser.visitor import PHONE, Visitor, expect, wait
from tests.support import browsers
from tests.support.live import make_live
from tests.support.people import make_member, make_user
from tests.support.portal import Portal

BROKEN = ("ERR_CONNECTION_REFUSED", "WebSocket connection to")


@pytest.fixture
def other(classroom: Classroom) -> User:
    made = make_user("student", "Ana Lima")
    make_member(classroom, made)
    return made


@pytest.fixture
def session(classroom: Classroom, student: User, other: User) -> LiveSession:
    make_member(classroom, student)
    made = make_live(classroom, state=LiveState.LIVE)
    db.session.commit()
    return made


def test_three_see_and_hear_each_other(
    visit: Visit, session: LiveSession, teacher: User, student: User, other: User
) -> None:
    people = [teacher, student, other]
    pages = [enter(visit(person), session) for person in people]
    for page in pages:
        moving(page, 2)
    for page, me in zip(pages, people, strict=True):
        for person in people:
            shown(page, person)
        wait(page, lambda page=page: sum(1 for heard in received(page, "audio") if heard) == 2, f"sound at {me.name}'s")


def test_a_host_mutes_and_removes(visit: Visit, session: LiveSession, teacher: User, student: User) -> None:
    host, page = enter(visit(teacher), session), enter(visit(student), session)
    moving(host, 1)
    wait(host, lambda: received(host, "audio") and received(host, "audio")[0] > 0, "sound of the student")
    lead(host, student, "Mute")
    expect(page.get_by_text("The host muted you.")).to_be_visible()
    expect(page.locator(".room-bar > [data-do=audio]")).to_contain_text("Turn microphone on")
    expect(tile(host, student).locator("[data-muted]")).to_be_visible()
    host.wait_for_timeout(1000)
    silence = received(host, "audio")
    host.wait_for_timeout(2500)  # a false microphone beeps every second
    assert received(host, "audio")[0] - silence[0] < 1e-6
    page.locator("[data-asked-do]").click()
    wait(host, lambda: received(host, "audio")[0] > silence[0] + 1e-4, "sound again")

    lead(host, student, "Stop the camera")
    expect(tile(host, student).locator("video")).to_be_hidden()
    lead(host, student, "Remove from the session")
    expect(page.locator("[data-over]")).to_be_visible()
    expect(tile(host, student)).to_have_count(0)
    page.reload()
    assert page.locator("[data-stage]").count() == 0 or page.locator("[data-stage]").is_hidden()


def test_a_screen_arrives(
    playwright: Playwright, site: Portal, visit: Visit, session: LiveSession, teacher: User, student: User
) -> None:
    with showing_a_screen(playwright, site, teacher) as showing:
        the_screen_arrives(enter(showing, session), enter(visit(student), session), teacher)
        assert not showing.problems


def test_one_browser_dies_and_comes_back(visit: Visit, session: LiveSession, teacher: User, student: User) -> None:
    host, first = enter(visit(teacher), session), visit(student)
    enter(first, session)
    moving(host, 1)
    first.context.close()
    expect(tile(host, student)).to_have_count(0)
    enter(visit(student), session)
    moving(host, 1)
    shown(host, student)
    host.on("dialog", lambda dialog: dialog.accept())
    host.locator(".room-leave > summary").click()
    host.get_by_role("button", name="End for everybody").click()
    expect(host.get_by_role("heading", name="This session is over.")).to_be_visible()
    visits = list(db.session.scalars(select(LiveVisit).where(LiveVisit.user_id == student.id)))
    kept = db.session.get_one(LiveAttendance, (session.id, student.id))
    assert len(visits) == 2
    assert kept.first_joined_at
    assert kept.last_left_at
    assert kept.first_joined_at == min(each.joined_at for each in visits)
    assert kept.last_left_at > max(each.joined_at for each in visits)
    assert kept.seconds == int((kept.last_left_at - kept.first_joined_at).total_seconds())


def test_the_web_process_starts_again_in_a_call(
    visit: Visit, site: Portal, session: LiveSession, teacher: User, student: User
) -> None:
    visitors = [visit(teacher), visit(student)]
    pages = [enter(visitor, session) for visitor in visitors]
    for page in pages:
        moving(page, 1)
    site.kill("web")
    expect(pages[0].get_by_text("Connection lost.")).to_be_visible()
    site.start("web")
    for page, person in zip(pages, (student, teacher), strict=True):
        expect(page.get_by_text("Connection lost.")).to_be_hidden()
        shown(page, person)
        moving(page, 1)
    for visitor in visitors:
        visitor.problems[:] = [each for each in visitor.problems if not any(word in each for word in BROKEN)]


def test_hands_words_and_signs(visit: Visit, session: LiveSession, teacher: User, student: User) -> None:
    host, page = enter(visit(teacher), session), enter(visit(student, **PHONE), session)
    page.locator(".room-bar > [data-do=hand]").click()
    expect(tile(host, student).locator("[data-hand]")).to_be_visible()
    expect(host.get_by_text("Sam Rivera raises a hand")).to_be_visible()
    page.locator(".room-more > summary").click()
    page.get_by_role("button", name="Applause").click()
    expect(tile(host, student).locator("[data-reaction]")).to_have_text("👏")
    page.keyboard.press("Escape")
    press(page, "chat")
    page.get_by_label("Your message").fill("Is <b>this</b> a cell?")
    page.keyboard.press("Enter")
    expect(host.locator(".room-bar > [data-do=chat] [data-count]")).to_have_text("1")
    host.keyboard.press("c")
    expect(host.locator("[data-messages]")).to_contain_text("Is <b>this</b> a cell?")
    host.get_by_role("button", name="Delete this message").click()
    expect(page.locator("[data-messages] article")).to_have_count(0)
    host.keyboard.press("Escape")
    expect(host.locator("[data-panel=chat]")).to_be_hidden()
    host.keyboard.press("p")
    expect(host.locator("[data-panel=people]")).to_be_visible()


def test_a_waiting_room(visit: Visit, session: LiveSession, teacher: User, student: User, other: User) -> None:
    session.waiting_room = True
    db.session.commit()
    host = enter(visit(teacher), session)
    pages = [arrive(visit(person), session) for person in (student, other)]
    for page in pages:
        page.get_by_role("button", name="Join now").click()
        expect(page.get_by_role("heading", name="You are at the door")).to_be_visible()
    expect(host.locator("[data-knock-said]")).to_have_text("2 wait at the door")
    host.get_by_role("button", name="Look who").click()
    waiting = host.locator("[data-waiting-list] .person")
    waiting.filter(has_text="Sam Rivera").get_by_role("button", name="Let in").click()
    shown(pages[0], teacher)
    waiting.filter(has_text="Ana Lima").get_by_role("button", name="Decline").click()
    expect(pages[1].locator("[data-over]")).to_be_visible()
    expect(pages[1].get_by_role("button", name="Join again")).to_be_hidden()
    expect(host.locator("[data-knock]")).to_be_hidden()


def test_keys_can_be_turned_off(visit: Visit, session: LiveSession, student: User) -> None:
    page = enter(visit(student), session)
    microphone = page.locator(".room-bar > [data-do=audio]")
    page.keyboard.press("m")
    expect(microphone).to_contain_text("Turn microphone on")
    page.locator(".room-more > summary").click()
    page.get_by_role("button", name="Turn keyboard shortcuts off").click()
    page.keyboard.press("m")
    expect(microphone).to_contain_text("Turn microphone on")


def test_without_camera_and_microphone(
    playwright: Playwright, site: Portal, visit: Visit, session: LiveSession, teacher: User, student: User
) -> None:
    """Refused by the browser, or none there: one joins all the same, sees and hears."""
    host = enter(visit(teacher), session)
    for without, words in (("ui", "does not let us use the camera"), ("device", "No camera was found.")):
        options = browsers.chromium()
        options["args"] = [each for each in options["args"] if not each.startswith(f"--use-fake-{without}-for")]
        options["args"].append("--deny-permission-prompts" if without == "ui" else "--disable-features=none")
        browser = playwright.chromium.launch(**options)
        visitor = Visitor(site, browser.new_context(base_url=site.url)).sign_in(student)
        page = visitor.go(f"/sessions/{session.public_id}/room")
        expect(page.get_by_text(words)).to_be_visible()
        enter(visitor, session)
        moving(page, 1)
        expect(tile(host, student).locator("[data-muted]")).to_be_visible()
        expect(tile(host, student).locator("[data-picture]")).to_be_visible()
        assert not visitor.problems
        browser.close()
        expect(tile(host, student)).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_room_is_for_everybody(
    visit: Visit, session: LiveSession, teacher: User, student: User, scheme: str
) -> None:
    """axe in the room with its panels, on a phone and on a desktop; nothing scrolls sideways."""
    host, page = (
        enter(visit(teacher, color_scheme=scheme), session),
        enter(visit(student, **PHONE, color_scheme=scheme), session),
    )
    moving(page, 1)
    wrong = sideways(page) + accessibility.problems(page)
    for panel in ("people", "chat"):
        for each in (host, page):
            press(each, panel)
            wrong += sideways(each) + accessibility.problems(each)
    host.locator(".room-more > summary").click()
    wrong += accessibility.problems(host)
    assert not wrong, "\n".join(wrong)


def test_firefox_and_chromium(
    playwright: Playwright, site: Portal, visit: Visit, session: LiveSession, teacher: User, student: User
) -> None:
    host = enter(visit(teacher), session)
    browser = playwright.firefox.launch(**browsers.firefox())
    visitor = Visitor(site, browser.new_context(base_url=site.url)).sign_in(student)
    page = enter(visitor, session)
    for each in (host, page):
        moving(each, 1)
    shown(host, student)
    browser.close()
