"""The whole path of a second factor in a browser: set up, log in, prove it again; with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page
from sqlalchemy import update

from app import clock
from app.extensions import db
from app.models.credential import UserSession
from app.models.school import FactorPolicy, School
from app.models.user import Role, User
from tests.browser import accessibility
from tests.browser.conftest import Visit
from tests.browser.test_pages import sideways
from tests.browser.visitor import Visitor, expect
from tests.support.people import PASSWORD, make_user
from tests.support.portal import Portal
from tests.support.second_factor import make_second_factor, shown, wrong

WIDTHS = (320, 1280)
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])


def look(page: Page) -> None:
    """At the page as it stands: narrow and wide, light and dark."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found += sideways(page) + accessibility.problems(page)
    assert not found, "\n".join(found)


def first_step(visitor: Visitor, person: User) -> Page:
    page = visitor.go("/login")
    page.get_by_label("Username or email").fill(person.username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.press("Log in")
    page.wait_for_url("**/login/code*")
    return page


def let_time_pass(person: User) -> None:
    earlier = clock.now() - timedelta(minutes=16)
    db.session.execute(update(UserSession).where(UserSession.user_id == person.id).values(proved_at=earlier))
    db.session.commit()


@SCRIPTS
def test_set_up_and_log_in(scripts: bool, site: Portal, visit: Visit) -> None:
    tess = make_user(Role.TEACHER, "Tess")
    visitor = visit(java_script_enabled=scripts)
    page = visitor.log_in(tess.username, PASSWORD)
    visitor.go("/me")
    visitor.press("Second factor", "link")
    check = look if scripts else _nothing
    check(page)
    page.get_by_label("Your password").fill(PASSWORD)
    visitor.press("Set up")
    expect(page.locator(".factor-picture")).to_be_visible()
    check(page)
    secret = re.sub(r"\s", "", page.locator(".factor-letters").inner_text())
    page.get_by_label("Code of the app").fill(wrong(secret))
    visitor.press("Turn on")
    expect(page.get_by_role("alert")).to_contain_text("This code does not fit")
    page.get_by_label("Code of the app").fill(shown(secret))
    visitor.press("Turn on")
    expect(page.get_by_role("heading", name="Your second factor is on")).to_be_visible()
    check(page)
    codes = page.locator(".factor-codes li").all_inner_texts()
    assert len(set(codes)) == 10
    visitor.press("I have kept them", "link")
    visitor.go("/me/second-factor")
    expect(page.get_by_text("10 recovery codes are left.")).to_be_visible()
    check(page)

    visitor.context.clear_cookies()
    first_step(visitor, tess)
    page.get_by_label("Code").fill(wrong(secret))
    visitor.press("Log in")
    expect(page.get_by_role("alert")).to_contain_text("This code is wrong")
    check(page)
    page.get_by_label("Code").fill(codes[3])
    visitor.press("Log in")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tess")


def _nothing(_page: Page) -> None:
    """Without scripts axe cannot look."""


@SCRIPTS
@pytest.mark.parametrize("factor", [True, False], ids=["by code", "by password"])
def test_a_deed_that_matters_goes_on_after_the_proof(factor: bool, scripts: bool, site: Portal, visit: Visit) -> None:
    admin, person = make_user(Role.ADMIN, "Ada"), make_user(Role.STUDENT, "Sam")
    if factor:
        make_second_factor(admin)
    visitor = visit(admin, java_script_enabled=scripts)
    let_time_pass(admin)
    page = visitor.go(f"/admin/users/{person.public_id}")
    page.get_by_label("Teacher").check()
    visitor.press("Change role")
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    if scripts:
        look(page)
    field = page.get_by_label("Code" if factor else "Your password")
    field.fill("not it")
    visitor.press("Go on")
    expect(page.get_by_role("alert")).to_be_visible()
    if scripts:
        look(page)
    field.fill(shown() if factor else PASSWORD)
    visitor.press("Go on")
    expect(page.get_by_text("The role is changed.")).to_be_visible()
    db.session.rollback()
    db.session.refresh(person)
    assert person.role is Role.TEACHER


@pytest.fixture
def asked_of_staff(site: Portal) -> Iterator[None]:
    _require(FactorPolicy.STAFF)
    yield
    _require(FactorPolicy.NOBODY)


def _require(policy: FactorPolicy) -> None:
    db.session.execute(update(School).values(second_factor=policy))
    db.session.commit()


def test_led_to_set_it_up_first(site: Portal, visit: Visit, asked_of_staff: None) -> None:
    visitor = visit(make_user(Role.TEACHER, "Tess"))
    page: Any = visitor.go("/classrooms")
    expect(page.get_by_text("Your school asks you for a second factor.")).to_be_visible()
    look(page)
    page.get_by_label("Your password").fill(PASSWORD)
    visitor.press("Set up")
    page.get_by_label("Code of the app").fill(shown(re.sub(r"\s", "", page.locator(".factor-letters").inner_text())))
    visitor.press("Turn on")
    visitor.press("I have kept them", "link")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tess")
