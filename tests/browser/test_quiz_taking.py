"""Taking a quiz in real browsers: nothing that was typed before the deadline is lost (security.md R6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Playwright
from sqlalchemy import delete, select

from app import clock
from app.actions import attempts
from app.extensions import db
from app.models.attempt import Attempt, AttemptState, Response
from app.models.classroom import Classroom
from app.models.credential import UserSession
from app.models.outage import Outage
from app.models.quiz import Layout, Quiz
from app.models.user import User
from tests.attempts.test_starting import change
from tests.browser.conftest import Visit
from tests.browser.visitor import PHONE, Visitor, expect, wait
from tests.support import browsers
from tests.support.people import make_member, make_user
from tests.support.portal import Portal
from tests.support.quizzes import make_quiz, multiple, short, single, true_false

SENT = "net::ERR_"
UNSENT = """async () => {
  const open = indexedDB.open("classbell-answers", 1);
  open.onupgradeneeded = () => open.result.createObjectStore("answers", { keyPath: ["attempt", "question"] });
  const database = await new Promise((resolve) => { open.onsuccess = () => resolve(open.result); });
  const all = database.transaction("answers").objectStore("answers").getAll();
  const found = await new Promise((resolve) => { all.onsuccess = () => resolve(all.result.length); });
  database.close();
  return found;
}"""


@pytest.fixture
def quiz(classroom: Classroom, student: User) -> Quiz:
    make_member(classroom, student)
    return make_quiz(classroom, [single(), multiple(), true_false(), short()], time_limit=1800)


@pytest.fixture
def attempt(quiz: Quiz, student: User) -> Attempt:
    return attempts.start(quiz, actor=student)


def kept(attempt: Attempt) -> list[Any]:
    found = select(Response.answer).where(Response.attempt_id == attempt.id).order_by(Response.position)
    answers = list(db.session.scalars(found))
    db.session.commit()
    return answers


def again(attempt: Attempt) -> Attempt:
    found = db.session.get_one(Attempt, attempt.id, populate_existing=True)
    db.session.commit()
    return found


def opened(visitor: Visitor, attempt: Attempt, question: int = 1) -> Page:
    """The page of an attempt, once every question is on it."""
    page = visitor.go(f"/attempts/{attempt.public_id}?question={question}")
    page.locator("form[data-ready]").wait_for()
    return page


def pick(page: Page, words: str) -> None:
    """A choice by its words; the whole row is the target."""
    page.locator(".pick:visible", has_text=words).locator("label").click()


def to(page: Page, number: int) -> None:
    page.locator(f"[data-go][data-of][value='{number}']").click()
    expect(page.get_by_role("heading", name=f"Question {number} of")).to_be_visible()


def line(page: Page) -> Locator:
    return page.locator("input.input:visible")


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="Look over and hand in").click()
    page.get_by_role("button", name="Hand in", exact=True).click()
    page.wait_for_url("**/result")


def without_network_words(visitor: Visitor) -> None:
    """A browser that cannot reach us says so; that is what the test is about."""
    visitor.problems[:] = [each for each in visitor.problems if SENT not in each and "Fetch" not in each]


def test_every_answer_is_saved_as_it_is_given(visit: Visit, student: User, attempt: Attempt) -> None:
    page = opened(visit(student), attempt)
    pick(page, "Wren")
    expect(page.locator("[data-save-state]")).to_contain_text("Saved", timeout=2000)
    assert kept(attempt)[0] == {"choice": "right"}
    page.get_by_role("button", name="Next").click()
    for name in ("Bat", "Whale"):
        pick(page, name)
    to(page, 4)
    line(page).press_sequentially("honey")
    to(page, 3)
    pick(page, "False")
    wait(page, lambda: None not in kept(attempt), "all answers at the server")
    wait(page, lambda: page.evaluate(UNSENT) == 0, "an empty device")
    hand_in(page)
    assert again(attempt).score == 5


def test_offline_for_five_minutes_in_the_middle(visit: Visit, student: User, attempt: Attempt) -> None:
    """The device's clock is moved on five minutes while there is no network; the server's goes on as it does."""
    visitor = visit(student)
    visitor.page.clock.install()
    page = opened(visitor, attempt)
    pick(page, "Wren")
    wait(page, lambda: kept(attempt)[0], "the first answer")
    visitor.context.set_offline(True)
    to(page, 2)
    for name in ("Bat", "Whale"):
        pick(page, name)
    page.clock.run_for(5000)
    expect(page.get_by_text("You are offline.")).to_be_visible()
    to(page, 3)
    pick(page, "False")
    page.clock.fast_forward("05:00")
    to(page, 4)
    line(page).press_sequentially("honey")
    page.clock.run_for(1000)
    wait(page, lambda: page.evaluate(UNSENT) == 3, "three answers on the device")
    assert kept(attempt)[1:] == [None] * 3
    visitor.context.set_offline(False)
    page.clock.run_for(20_000)
    wait(page, lambda: None not in kept(attempt), "what was kept on the device")
    expect(page.get_by_text("You are offline.")).to_be_hidden()
    page.clock.resume()
    hand_in(page)
    assert again(attempt).score == 5
    without_network_words(visitor)


def test_what_a_closed_page_could_not_send_is_sent_by_the_next(visit: Visit, student: User, attempt: Attempt) -> None:
    """The network goes, the browser is closed, and opened again later: on the device there is what was typed."""
    visitor = visit(student)
    page = opened(visitor, attempt, 4)
    visitor.context.route("**/answers/*", lambda route: route.abort())
    line(page).fill("honey")
    wait(page, lambda: page.evaluate(UNSENT) == 1, "the answer on the device")
    page.close(run_before_unload=False)
    visitor.context.unroute("**/answers/*")
    visitor.page = visitor.context.new_page()
    page = opened(visitor, attempt, 4)
    expect(line(page)).to_have_value("honey")
    wait(page, lambda: kept(attempt)[3], "the answer at the server")
    without_network_words(visitor)


def test_any_page_sends_what_is_left(visit: Visit, student: User, attempt: Attempt) -> None:
    visitor = visit(student)
    page = opened(visitor, attempt, 4)
    visitor.context.route("**/answers/*", lambda route: route.abort())
    line(page).fill("honey")
    wait(page, lambda: page.evaluate(UNSENT) == 1, "the answer on the device")
    page.close(run_before_unload=False)
    visitor.context.unroute("**/answers/*")
    visitor.page = visitor.context.new_page()
    visitor.go("/")
    wait(visitor.page, lambda: kept(attempt)[3], "the answer at the server")
    without_network_words(visitor)


def test_a_reload_goes_on_where_he_was(visit: Visit, student: User, attempt: Attempt) -> None:
    page = opened(visit(student), attempt)
    to(page, 4)
    line(page).fill("hon")
    page.locator("[data-flag]:visible").click()
    wait(page, lambda: kept(attempt)[3] == {"text": "hon"}, "the beginning of a word")
    page.goto(f"/attempts/{attempt.public_id}")
    expect(line(page)).to_have_value("hon")
    expect(page.locator("[data-flag]:visible")).to_have_text("Marked")


def test_of_two_devices_the_newer_answer_stands(visit: Visit, student: User, attempt: Attempt) -> None:
    desk, phone = visit(student), visit(student, **PHONE)
    at_desk, on_phone = opened(desk, attempt), opened(phone, attempt)
    phone.context.set_offline(True)
    pick(on_phone, "Bat")
    on_phone.wait_for_timeout(1500)
    pick(at_desk, "Wren")
    wait(at_desk, lambda: kept(attempt)[0] == {"choice": "right"}, "the newer answer")
    phone.context.set_offline(False)
    expect(on_phone.get_by_text("You changed this answer on another device. The newer one stands.")).to_be_visible()
    expect(on_phone.locator(".pick:visible", has_text="Wren").locator("input")).to_be_checked()
    assert kept(attempt)[0] == {"choice": "right"}
    pick(on_phone, "Newt")
    wait(on_phone, lambda: kept(attempt)[0] == {"choice": "other"}, "the answer of the phone, newer now")
    without_network_words(phone)


def ending_in(attempt: Attempt, seconds: float) -> None:
    change(again(attempt), deadline_at=clock.now() + timedelta(seconds=seconds))


def test_at_the_end_the_visible_answer_is_kept_and_handed_in(visit: Visit, student: User, attempt: Attempt) -> None:
    ending_in(attempt, 9)
    page = opened(visit(student), attempt, 4)
    expect(page.locator("[data-clock].is-short")).to_be_visible()
    line(page).press_sequentially("honey")
    page.wait_for_url("**/result", timeout=30_000)
    assert kept(attempt)[3] == {"text": "honey"}
    closed = again(attempt)
    assert (closed.state, closed.score) == (AttemptState.SUBMITTED, 1)
    assert closed.submitted_at <= closed.deadline_at


def test_an_attempt_nobody_looks_at_is_handed_in_by_the_clock(visit: Visit, student: User, attempt: Attempt) -> None:
    page = visit(student).go("/")
    ending_in(attempt, 1)
    wait(page, lambda: not again(attempt).is_open, "the job", seconds=30)


def test_a_restart_in_the_last_ten_seconds_costs_nothing(
    visit: Visit, site: Portal, student: User, attempt: Attempt
) -> None:
    """The web server is killed eight seconds before the end, and starts again two seconds after it."""
    ending_in(attempt, 14)
    visitor = visit(student)
    page = opened(visitor, attempt)
    pick(page, "Wren")
    wait(page, lambda: kept(attempt)[0], "the first answer")
    wait(page, lambda: left(attempt) < 8, "the last eight seconds")
    site.kill("web")
    to(page, 2)
    for name in ("Bat", "Whale"):
        pick(page, name)
    to(page, 3)
    pick(page, "False")
    to(page, 4)
    line(page).press_sequentially("honey")
    assert left(attempt) > 1, "the machine was too slow for what this test wants to show"
    wait(page, lambda: left(attempt) < -2, "two seconds after the end")
    assert kept(attempt)[1:] == [None] * 3
    site.start("web")
    wait(page, lambda: None not in kept(attempt), "everything that was typed")
    assert db.session.scalars(select(Outage)).all()
    db.session.commit()
    expect(page.locator("[data-questions]")).not_to_have_attribute("inert", "")
    hand_in(page)
    assert again(attempt).score == 5
    without_network_words(visitor)


def left(attempt: Attempt) -> float:
    deadline = attempt.deadline_at
    assert deadline
    return (deadline - clock.now()).total_seconds()


def test_a_session_that_ended_loses_nothing(visit: Visit, student: User, attempt: Attempt) -> None:
    visitor = visit(student)
    page = opened(visitor, attempt)
    db.session.execute(delete(UserSession).where(UserSession.user_id == student.id))
    db.session.commit()
    pick(page, "Wren")
    expect(page.get_by_text("You are logged out.")).to_be_visible()
    assert kept(attempt)[0] is None
    visitor.sign_in(student)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    wait(page, lambda: kept(attempt)[0], "the answer")
    expect(page.get_by_text("You are logged out.")).to_be_hidden()


def test_another_person_finds_nothing_and_sends_nothing(
    visit: Visit, student: User, attempt: Attempt, classroom: Classroom
) -> None:
    other = make_user("student", "Olga Other")
    make_member(classroom, other)
    visitor = visit(student)
    page = opened(visitor, attempt)
    db.session.execute(delete(UserSession).where(UserSession.user_id == student.id))
    db.session.commit()  # a page that closes still sends what it holds, as its own person: the server must refuse that
    pick(page, "Wren")
    expect(page.get_by_text("You are logged out.")).to_be_visible()
    assert page.evaluate(UNSENT) == 1
    page.close(run_before_unload=False)
    visitor.sign_in(other)
    visitor.page = visitor.context.new_page()
    page = visitor.go("/")
    wait(page, lambda: page.evaluate(UNSENT) == 0, "an empty device")
    assert kept(attempt) == [None] * 4
    without_network_words(visitor)


def test_logging_out_leaves_nothing_on_the_device(visit: Visit, student: User, attempt: Attempt) -> None:
    visitor = visit(student)
    page = opened(visitor, attempt)
    visitor.context.route("**/answers/*", lambda route: route.abort())
    pick(page, "Wren")
    wait(page, lambda: page.evaluate(UNSENT) == 1, "the answer on the device")
    page.close(run_before_unload=False)
    visitor.page = visitor.context.new_page()
    page = visitor.go("/me")
    page.locator("summary", has_text="Your menu").click()
    visitor.press("Log out")
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    assert page.evaluate(UNSENT) == 0
    without_network_words(visitor)


def test_without_scripts(visit: Visit, student: User, attempt: Attempt) -> None:
    page = visit(student, java_script_enabled=False).go(f"/attempts/{attempt.public_id}")
    pick(page, "Wren")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="Question 2 of 4")).to_be_visible()
    for name in ("Bat", "Whale"):
        pick(page, name)
    page.get_by_role("button", name="Question 4: not answered").click()
    line(page).fill("honey")
    page.get_by_role("button", name="Back").click()
    pick(page, "False")
    hand_in(page)
    assert again(attempt).score == 5


def test_by_keyboard_alone(visit: Visit, student: User, attempt: Attempt) -> None:
    page = opened(visit(student), attempt)
    page.locator("input[value='right']").focus()
    page.keyboard.press("Space")
    tab_to(page, "Next")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Question 2 of 4")).to_be_focused()
    page.keyboard.press("Tab")
    tab_to(page, "Back", "Look over and hand in")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review")
    tab_to(page, "Hand in")
    page.keyboard.press("Enter")
    page.wait_for_url("**/result")
    assert again(attempt).score == 1


def tab_to(page: Page, *names: str) -> None:
    """Press Tab until a button with the last of these names has the focus; it must come within reach."""
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.textContent.trim()") == names[-1]:
            return
    raise AssertionError(f"no way to {names[-1]} by Tab")


def test_on_a_phone_the_ways_on_stay_in_reach(visit: Visit, student: User, classroom: Classroom) -> None:
    make_member(classroom, student)
    quiz = make_quiz(classroom, [single(f"Question {n}?") for n in range(30)], layout=Layout.ALL)
    attempt = attempts.start(quiz, actor=student)
    page = opened(visit(student, **PHONE), attempt)
    button = page.get_by_role("button", name="Next")
    expect(button).to_be_in_viewport()
    box = button.bounding_box()
    assert box
    assert box["height"] >= 44
    assert box["y"] > 600
    button.click()
    expect(page.get_by_role("heading", name="Question 26 of 30")).to_be_in_viewport()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390


@pytest.fixture
def in_firefox(site: Portal, playwright: Playwright) -> Iterator[Visitor]:
    browser = playwright.firefox.launch(**browsers.firefox())
    context = browser.new_context(base_url=site.url)
    yield Visitor(site, context)
    browser.close()


def test_in_firefox(in_firefox: Visitor, student: User, attempt: Attempt) -> None:
    page = opened(in_firefox.sign_in(student), attempt)
    pick(page, "Wren")
    to(page, 4)
    line(page).press_sequentially("honey")
    wait(page, lambda: kept(attempt)[3] == {"text": "honey"}, "the answers at the server")
    hand_in(page)
    assert again(attempt).score == 2
