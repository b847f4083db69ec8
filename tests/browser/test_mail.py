"""Words of the school's own, mails before anybody gets one, and the way out of them, at real browsers (NOT8, NOT11)."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from app.config import LANGUAGES
from app.extensions import db
from app.models.classroom import Classroom
from app.models.user import User
from app.notifications import mail_samples, unsubscribing
from tests.browser import accessibility
from tests.browser.conftest import Visit
from tests.browser.visitor import DESKTOP, PHONE, expect
from tests.support.people import make_lesson, make_member, make_user
from tests.support.portal import Portal

OFF: dict[str, Any] = {"java_script_enabled": False}


@pytest.mark.parametrize("options", [DESKTOP, {**PHONE, **OFF}], ids=["desktop", "phone without scripts"])
def test_words_of_the_school(visit: Visit, classroom: Classroom, student: User, options: dict[str, Any]) -> None:
    make_member(classroom, student)
    lesson = make_lesson(classroom, published=False, title="Roots")
    office, at_desk = visit(make_user("admin", "Ada"), **options), visit(classroom.owner, **DESKTOP)
    path = f"/lessons/{lesson.public_id}"
    db.session.commit()
    page = office.go("/admin/notifications/templates")
    page.get_by_role("link", name="English: New lesson, In the bell").click()
    page.get_by_label("Title").fill("Look: {nothing}")
    office.press("Save")
    expect(page.get_by_text("There is no {nothing} here.").first).to_be_visible()
    page.get_by_label("Title").fill("Look: {title}")
    office.press("Show what it says")
    expect(page.get_by_text("Look: Photosynthesis")).to_be_visible()
    office.press("Save")
    expect(page.get_by_text("Version 1")).to_be_visible()
    at_desk.go(path)
    at_desk.press("Publish")
    at_home = visit(student, **DESKTOP).go("/notifications")
    expect(at_home.get_by_text("Look: Roots").first).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    office.press("Back to Classbell’s words")
    expect(page.get_by_text("Classbell’s own words are said again.")).to_be_visible()


def test_a_mail_is_seen_in_its_frame(visit: Visit) -> None:
    office = visit(make_user("admin", "Ada"), **DESKTOP)
    db.session.commit()
    page = office.go("/admin/mail/new_content")
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="New lesson: Photosynthesis")).to_be_visible()
    expect(frame.get_by_role("link", name="No more mail of this kind")).to_be_visible()
    page.get_by_role("link", name="Español").click()
    expect(frame.get_by_role("heading", name="Lección nueva: Fotosíntesis")).to_be_visible()


@pytest.mark.parametrize("name", ["new_content", "digest", "invitation"])
def test_a_mail_reads_well_everywhere(site: Portal, visit: Visit, name: str) -> None:
    """Without sideways scrolling on a small phone, and with nothing for axe to find."""
    page: Page = visit(**{**DESKTOP, "viewport": {"width": 320, "height": 640}}).page
    with site.app.test_request_context():
        reader = make_user("admin", "Ada")
        mails = [mail_samples.make(name, reader, language, "Hill School") for language in LANGUAGES]
    for mail in mails:
        page.set_content(mail.html)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 320
        assert [each for each in accessibility.problems(page) if "region" not in each and "landmark" not in each] == []


@pytest.mark.parametrize("options", [DESKTOP, {**PHONE, **OFF}], ids=["desktop", "phone without scripts"])
def test_the_way_out_of_a_mail(visit: Visit, student: User, options: dict[str, Any]) -> None:
    """By the button of the page, by somebody who is not signed in."""
    token = unsubscribing.token(student, "new_content")
    db.session.commit()
    reader = visit(**options)
    page = reader.go(f"/unsubscribe/{token}")
    expect(page.get_by_text("Shall no more mail come about: New lesson?")).to_be_visible()
    reader.press("No more of this by mail")
    expect(page.get_by_text("No more mail comes to you about: New lesson.")).to_be_visible()
    reader.press("No mail about classes at all")
    expect(page.get_by_text("No more mail about classes comes to you.")).to_be_visible()
