"""Every text of every page comes through gettext, and pages run as their language does, also to the left (UX2, UX4)."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.models.school import School
from tests.browser import pages
from tests.browser.pages import View
from tests.languages import pseudo
from tests.languages.scene import Scene, make_scene
from tests.support.browsing import Browser

ASK = {"headers": {"Accept-Language": pseudo.LANGUAGE}}
ENGLISH = {"pages.styleguide"}  # for those who build the portal
VIEWS = [view for view in pages.views() if view.endpoint not in ENGLISH]
ROLES = ("anyone", "student", "teacher", "admin")
# Forms sent empty or wrong: what they answer is to be read, too.
REFUSED: dict[str, list[tuple[str, dict[str, str]]]] = {
    "anyone": [
        ("/login", {}),
        ("/login", {"username": "1", "password": "1"}),
        ("/register", {"username": "-", "password": "1", "email": "1"}),
        ("/password/reset/{reset}", {"password": "1"}),
        ("/invitation/{invite}", {"username": "-", "password": "1"}),
    ],
    "student": [("/join", {"code": "1"}), ("/me", {"timezone": "1", "language": "1"}), ("/me/password", {})],
    "teacher": [
        ("/classrooms/new", {"colour": "99", "join_policy": "1"}),
        ("/modules/{module}/lessons/new", {}),
        ("/classrooms/{classroom}/people/invitations", {"addresses": "1", "role": "1"}),
        (
            "/classrooms/{classroom}/announcements",
            {"audience": "1", "schedule": "1", "repeats": "1", "repeat_until": "1"},
        ),
        (
            "/classrooms/{classroom}/announcements",
            {"title": "1", "audience": "chosen", "expires_at": "2020-01-01T10:00"},
        ),
        ("/me/tokens", {"days": "1"}),
    ],
    "admin": [
        ("/admin/users/new", {"role": "1"}),
        ("/admin/users/invitations/new", {"email": "1"}),
        ("/admin/school", {"registration": "1", "language": "1", "timezone": "1"}),
    ],
}


@pytest.fixture
def scene(client: Browser, school: School, monkeypatch: pytest.MonkeyPatch) -> Scene:
    pseudo.speak(monkeypatch)
    return make_scene(school, pseudo.LANGUAGE)


@pytest.fixture
def reader(client: Browser, scene: Scene, role: str) -> Browser:
    person = scene.people[role]
    return client.log_in(person) if person else client


@pytest.mark.parametrize("role", ROLES)
def test_every_page(reader: Browser, scene: Scene, role: str) -> None:
    wrong = []
    for view in (each for each in VIEWS if each.role == role):
        answer = _arrive(reader, view.path.format(**scene.names))
        assert answer.status_code == view.status, view
        wrong += _foreign(answer.get_data(as_text=True), view)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ROLES)
def test_every_refused_form(reader: Browser, scene: Scene, role: str) -> None:
    wrong = []
    for path, data in REFUSED[role]:
        answer = reader.post(path.format(**scene.names), data=data, **ASK)
        if answer.status_code == 303:
            answer = _arrive(reader, answer.location)
        assert answer.mimetype == "text/html", path
        wrong += _foreign(answer.get_data(as_text=True), path)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ["student"])
def test_parts_that_scripts_fetch(reader: Browser, role: str) -> None:
    page = reader.get("/notifications/recent", headers={**ASK["headers"], "HX-Request": "true"}).get_data(as_text=True)
    assert pseudo.OPEN in page
    assert pseudo.foreign_words(page) == []


def test_a_school_that_is_not_set_up(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    pseudo.speak(monkeypatch)
    app.extensions["first_run"] = {"done": False}
    client = app.test_client()
    for path in ("/", "/setup"):
        assert pseudo.foreign_words(_arrive(client, path).get_data(as_text=True)) == []


def test_the_reader_notices_what_was_forgotten() -> None:
    page = f'<p>{pseudo.said("One <b>bold</b> word")} two <a aria-label="Three" title="⟦Four⟧">5</a> a@b.org</p>'
    assert pseudo.foreign_words(page) == ["<p> two", "<a aria-label> Three"]


def _arrive(reader: Browser, path: str) -> TestResponse:
    """The page to which `path` leads."""
    answer = reader.get(path, **ASK)
    return reader.get(answer.location, **ASK) if answer.status_code in (302, 303) else answer


def _foreign(page: str, place: View | str) -> list[str]:
    return [f"{place}: {each}" for each in pseudo.foreign_words(page)]
