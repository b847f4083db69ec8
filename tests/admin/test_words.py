"""Pages of the school's own words, and of every mail (NOT8, NOT11)."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

import app
from app.config import LANGUAGES
from app.extensions import db
from app.models.event import Dispatch
from app.models.template import NotificationTemplate
from app.models.user import Role
from app.notifications import mail_samples
from tests.support.browsing import Browser
from tests.support.people import make_user
from tests.support.queries import counted

WORDS = "/admin/notifications/templates/new_content/email/en"


@pytest.fixture
def office(client: Browser) -> Browser:
    return client.log_in(make_user(Role.ADMIN, "Ada"))


def kept() -> list[tuple[str, str]]:
    return [(each.title, each.body) for each in db.session.scalars(select(NotificationTemplate))]


def test_words_are_kept_seen_and_put_back(office: Browser) -> None:
    assert "New lesson: Photosynthesis" in office.get(WORDS).text
    said = {"title": "Look: {title}", "body": "Come to {classroom}", "deed": "keep"}
    assert office.post(WORDS, data=said).status_code == 303
    assert kept() == [("Look: {title}", "Come to {classroom}")]
    page = office.get(WORDS).text
    assert "Look: {title}" in page
    assert "title=Look:+Photosynthesis" in page
    assert "the school’s own words" in office.get("/admin/notifications/templates").text
    assert "Look: Photosynthesis" in office.get("/admin/mail/new_content/html?language=en", check=False).text
    assert office.post(f"{WORDS}/removal").status_code == 303
    assert kept() == []


def test_showing_keeps_nothing(office: Browser) -> None:
    answer = office.post(WORDS, data={"title": "Look: {title}", "deed": "show"})
    assert answer.status_code == 200
    assert "title=Look:+Photosynthesis" in answer.text
    assert kept() == []


@pytest.mark.parametrize("deed", ["keep", "show", "try"])
def test_what_is_wrong_stands_at_its_field(office: Browser, deed: str) -> None:
    answer = office.post(WORDS, data={"title": "Look: {name}", "body": "{", "deed": deed})
    assert answer.status_code == 422
    assert "There is no {name} here. You can use: {title}, {classroom}." in answer.text
    assert "Look: {name}" in answer.text
    assert office.post(WORDS, data={"deed": deed}).status_code == 422
    assert kept() == []


def test_a_trial_is_sent_and_nothing_kept(office: Browser) -> None:
    assert office.post(WORDS, data={"title": "Look: {title}", "deed": "try"}).status_code == 200
    assert [each.kind for each in db.session.scalars(select(Dispatch))] == ["sample"]
    assert kept() == []


@pytest.mark.parametrize("path", ["nothing/bell/en", "new_content/smoke/en", "new_content/bell/xx", "system/bell/en"])
def test_there_are_no_other_words(office: Browser, path: str) -> None:
    assert office.get(f"/admin/notifications/templates/{path}").status_code == 404
    assert office.post(f"/admin/notifications/templates/{path}", data={"title": "x"}).status_code == 404


@pytest.mark.parametrize("name", mail_samples.labels())
def test_every_mail_can_be_looked_at(office: Browser, name: str) -> None:
    for language in LANGUAGES:
        page = office.get(f"/admin/mail/{name}?language={language}")
        assert f'lang="{language}"' in page.text
        html = office.get(f"/admin/mail/{name}/html?language={language}", check=False)
        assert f'<html lang="{language}"' in html.text
        assert "<script" not in html.text


def test_all_letters_that_there_are_are_among_them(office: Browser) -> None:
    folder = Path(app.__file__).parent / "templates" / "emails"
    files = {path.stem for path in folder.glob("*.txt")} - {"layout", "foot", "notification"}
    assert files == {*mail_samples.LETTERS, mail_samples.DIGEST}


def test_the_frame_can_do_nothing(office: Browser) -> None:
    html = office.get("/admin/mail/digest/html", check=False)
    policy = html.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "sandbox" in policy
    assert "frame-ancestors 'self'" in policy
    assert "frame-src 'self'" in office.get("/admin/mail/digest").headers["Content-Security-Policy"]
    assert "frame-src" not in office.get("/admin/mail").headers["Content-Security-Policy"]
    assert "&lt;script&gt;" in office.get("/admin/mail/new_content/html?title=<script>", check=False).text


def test_the_example_link_opens_nothing(office: Browser) -> None:
    sample = office.get("/admin/mail/new_content").text
    assert "/unsubscribe/" in sample
    assert office.post(f"/unsubscribe/{mail_samples.NOBODY}.new_content.", csrf=False).status_code == 404


@pytest.mark.parametrize("path", ["/admin/notifications/templates", WORDS, "/admin/mail", "/admin/mail/digest"])
def test_pages_ask_little(office: Browser, path: str) -> None:
    office.get(path)
    with counted() as queries:
        office.get(path)
    assert len(queries) <= 8
