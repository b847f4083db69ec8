"""A form that is sent after the session ended is kept by the page that answers, on a phone and without scripts."""

from __future__ import annotations

import pytest

from app.models.user import User
from tests.browser.conftest import Visit
from tests.browser.visitor import PHONE, expect

WIDER = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.parametrize("scripts", [False, True])
def test_what_was_typed_outlives_the_session(visit: Visit, teacher: User, scripts: bool) -> None:
    name = f"Botany {'with' if scripts else 'without'}"
    visitor = visit(teacher, **PHONE, java_script_enabled=scripts)
    page = visitor.go("/classrooms/new")
    page.get_by_label("Name of the class").fill(name)
    page.get_by_label("What it is about").fill("Leaves\nand roots " + "x" * 200)
    visitor.context.clear_cookies()
    page.locator("main form [type=submit]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You were logged out")
    expect(page.get_by_label("Text 1")).to_have_value(name)
    expect(page.get_by_label("Text 2")).to_have_value("Leaves\nand roots " + "x" * 200)
    if scripts:
        assert not page.evaluate(WIDER)
    with visitor.context.expect_page() as opened:
        visitor.press("Log in", role="link")
    expect(opened.value.get_by_label("Password", exact=True)).to_be_visible()
    assert opened.value.url.endswith("/login?next=/classrooms/new")
    opened.value.close()
    visitor.sign_in(teacher)
    visitor.press("Send again")
    expect(page.get_by_role("heading", level=1)).to_have_text("This page was open for too long")
    visitor.press("Send again")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
