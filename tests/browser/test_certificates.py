"""The last lesson, the certificate, and somebody who checks it: with JavaScript off."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.extensions import db
from app.models.classroom import Classroom
from app.models.user import User
from tests.browser.conftest import Visit
from tests.browser.visitor import DESKTOP, PHONE, expect
from tests.support.people import make_lesson, make_member

OFF: dict[str, Any] = {"java_script_enabled": False}


def test_from_the_last_lesson_to_the_one_who_checks(visit: Visit, classroom: Classroom, student: User) -> None:
    make_member(classroom, student)
    lesson = make_lesson(classroom, title="The last one")
    at_desk, on_phone, stranger = (
        visit(classroom.owner, **DESKTOP, **OFF),
        visit(student, **PHONE, **OFF),
        visit(**OFF),
    )
    db.session.commit()

    page = at_desk.go(f"/classrooms/{classroom.public_id}/edit")
    page.get_by_role("link", name="Choose", exact=True).click()
    page.get_by_role("switch", name="Certificates").check()
    at_desk.press("Save")
    expect(page.get_by_role("status").first).to_contain_text("Saved.")

    page = on_phone.go(f"/lessons/{lesson.public_id}")
    on_phone.press("Mark as done")
    on_phone.go("/certificates").get_by_role("link", name=classroom.title).last.click()
    code = page.locator(".mono.strong").inner_text()
    with page.expect_download() as coming:
        on_phone.press("Download as PDF", "link")
    assert Path(coming.value.path()).read_bytes().startswith(b"%PDF-")
    on_phone.go("/achievements")
    expect(page.get_by_role("heading", name="Class finished")).to_be_visible()

    page = stranger.go("/certificates/verify")
    page.get_by_label("Code").fill(code.lower())
    stranger.press("Check")
    expect(page.get_by_text("This certificate is good.")).to_be_visible()
    expect(page.get_by_text(student.name)).to_be_visible()

    page = at_desk.go(f"/classrooms/{classroom.public_id}/recognition")
    page.get_by_role("link", name=student.name).click()
    page.get_by_label("Reason").fill("Somebody else did it")
    at_desk.press("Revoke")
    expect(page.get_by_text("Somebody else did it").first).to_be_visible()

    stranger.page.reload()
    expect(stranger.page.get_by_text("It is not good any more.")).to_be_visible()
    expect(stranger.page.get_by_text("Somebody else did it")).to_have_count(0)
    for each in (at_desk, on_phone, stranger):
        assert each.problems == []
