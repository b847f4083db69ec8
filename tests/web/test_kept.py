"""A form of a page that was open for too long, or that is sent after the session ended: what was typed is kept."""

from __future__ import annotations

import io
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse
from wtforms import PasswordField

from app.extensions import db
from app.models.calendar import from_bits
from app.models.classroom import Classroom
from app.models.credential import UserSession
from app.models.lesson import Lesson
from app.models.school import School
from app.models.user import Role, User
from app.web import kept
from app.web.forms import Form
from tests.support.browsing import Browser
from tests.support.pages import check_page
from tests.support.people import make_classroom, make_lesson, make_user

FORM = {"Accept": "text/html,*/*;q=0.8", "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "document"}
HOSTILE = "\"><script>alert(1)</script>\n</textarea>'&amp;"


class Again(HTMLParser):
    """The form that sends what was kept once more, and the texts to be copied."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.address = ""
        self.fields: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self.links: list[str] = []
        self._open = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._open = tag == "textarea"
        if tag == "form" and values.get("method") == "post":
            self.address = values["action"]
        if tag == "input" and "readonly" in values:
            self.texts.append(values["value"])
        elif tag == "input" and self.address:
            self.fields.append((values["name"], values["value"]))
        if tag == "textarea":
            assert "readonly" in values
            self.texts.append("")
        if tag == "a":
            self.links.append(values.get("href", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.texts[-1] = self.texts[-1].removeprefix("\n")  # as browsers do
        self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts[-1] += data


def send(browser: Browser, path: str, data: Any, **headers: str) -> TestResponse:
    return browser.post(path, data=MultiDict(data), csrf=False, headers={**FORM, **headers})


def kept_in(answer: TestResponse, status: int = 400) -> Again:
    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "private, no-store"
    check_page(answer.text)
    assert "<script>alert" not in answer.text
    return Again(answer.text)


def end_session(_user: User) -> None:
    for session in db.session.scalars(select(UserSession)):
        db.session.delete(session)
    db.session.commit()


@pytest.fixture
def teacher(client: Browser, school: object) -> User:
    user = make_user(Role.TEACHER, name="Tess Okonkwo")
    client.log_in(user)
    return user


def test_a_class_is_sent_again_and_saved(client: Browser, teacher: User) -> None:
    typed = [("title", "Botany & Co"), ("description", HOSTILE), ("colour", "3"), ("join_policy", "code")]
    answer = send(client, "/classrooms?from=home", [*typed, ("csrf_token", "old")])
    found = kept_in(answer)
    assert "open for too long" in answer.text
    assert "Tess Okonkwo" in answer.text
    assert db.session.scalars(select(Classroom)).all() == []
    assert found.address == "/classrooms?from=home"
    assert [each for each in found.fields if each[0] != "csrf_token"] == typed
    assert not found.texts
    assert send(client, found.address, found.fields).status_code == 303
    made = db.session.scalars(select(Classroom)).one()
    assert (made.title, made.description) == ("Botany & Co", HOSTILE)


def test_a_lesson_keeps_the_order_of_many_values(client: Browser, teacher: User) -> None:
    lesson = make_lesson(make_classroom(teacher), title="Roots")
    path = f"/lessons/{lesson.public_id}/edit"
    typed = [("title", "Stems"), ("part", "2"), ("part", "1"), ("body", HOSTILE), ("version", str(lesson.version))]
    found = kept_in(send(client, path, typed))
    assert [each for each in found.fields if each[0] != "csrf_token"] == typed
    assert send(client, found.address, found.fields).status_code == 303
    db.session.expire_all()
    saved = db.session.get(Lesson, lesson.id)
    assert saved is not None
    assert (saved.title, saved.body) == ("Stems", HOSTILE)


def test_each_of_many_values_counts(client: Browser, school: object) -> None:
    client.log_in(make_user(Role.ADMIN))
    found = kept_in(send(client, "/admin/calendar/days", [("school_days", "sunday"), ("school_days", "monday")]))
    assert send(client, found.address, found.fields).status_code == 303
    assert [day.value for day in from_bits(db.session.scalars(School.the()).one().school_days)] == ["monday", "sunday"]


def test_passwords_are_never_kept(client: Browser, teacher: User) -> None:
    typed = [
        ("current", "correct horse"),
        ("new", "battery staple"),
        ("again", "battery staple"),
        ("note", "hello you"),
    ]
    answer = send(client, "/me/password", typed, Referer="http://localhost/me/password")
    found = kept_in(answer)
    assert not found.address
    assert found.texts == ["hello you"]
    assert "/me/password" in found.links
    assert "horse" not in answer.text
    assert "battery" not in answer.text


def test_neither_is_what_shows_who_one_is(client: Browser, teacher: User) -> None:
    answer = send(client, "/me/tokens", [("name", "Timetable"), ("scopes", "read"), ("proof", "correct horse")])
    found = kept_in(answer)
    assert not found.address
    assert found.texts == ["Timetable", "read"]
    assert "horse" not in answer.text


def test_the_log_in_itself(client: Browser, school: object) -> None:
    here = "http://localhost/login?next=/me"
    answer = send(client, "/login?next=/me", [("username", "tess"), ("password", "correct horse")], Referer=here)
    found = kept_in(answer)
    assert not found.address
    assert found.texts == ["tess"]
    assert "/login?next=/me" in found.links
    assert "horse" not in answer.text


def test_every_field_for_a_password_is_known() -> None:
    def below(kind: type[Form]) -> set[type[Form]]:
        return {kind}.union(*(below(each) for each in kind.__subclasses__()))

    for kind in below(Form):
        for name in dir(kind):
            field = getattr(getattr(kind, name), "field_class", None)
            if isinstance(field, type) and issubclass(field, PasswordField) and "password" not in name:
                assert name in kept.SECRETS, (kind, name)
                assert kind.__module__.split(".")[2] in kept.WITH_SECRETS, (kind, name)


def test_a_file_is_chosen_anew(client: Browser, teacher: User) -> None:
    lesson = make_lesson(make_classroom(teacher))
    path = f"/lessons/{lesson.public_id}/edit"
    sent = [("title", "Stems"), ("file", (io.BytesIO(b"x"), "a.txt"))]
    found = kept_in(send(client, path, sent, Referer=f"http://localhost{path}"))
    assert not found.address
    assert found.texts == ["Stems"]
    assert path in found.links
    none = kept_in(send(client, path, [("title", "Stems"), ("file", (io.BytesIO(b""), ""))]))
    assert ("title", "Stems") in none.fields


@pytest.mark.parametrize(
    "said",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Dest": "iframe"},
        {"Sec-Fetch-Dest": "empty"},
        {"HX-Request": "true"},
        {"X-Requested-With": "fetch"},
        {"Accept": "*/*"},
        {"Accept": "application/json"},
    ],
)
@pytest.mark.parametrize("ended", [False, True])
def test_nobody_else_gets_that_page(client: Browser, teacher: User, said: dict[str, str], ended: bool) -> None:
    if ended:
        end_session(teacher)
    answer = send(client, "/classrooms", [("title", "Botany and all")], **said)
    assert answer.status_code == (403 if said.get("Sec-Fetch-Site", "none") != "none" else 400)
    assert "Botany" not in answer.text
    if said.get("Accept") == "application/json":
        assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost.evil.example", None])
def test_an_old_browser_has_to_name_our_site(client: Browser, teacher: User, origin: str | None) -> None:
    old = {"Accept": FORM["Accept"]}
    strange = old if origin is None else {**old, "Origin": origin}
    answer = client.post("/classrooms", data={"title": "Botany"}, csrf=False, headers=strange)
    assert answer.status_code == 400
    assert "Botany" not in answer.text
    ours = client.post(
        "/classrooms", data={"title": "Botany"}, csrf=False, headers={**old, "Origin": "http://localhost"}
    )
    assert ("title", "Botany") in kept_in(ours).fields


def test_what_is_too_long_or_nowhere_is_not_kept(client: Browser, teacher: User) -> None:
    for path, length in (("/classrooms", kept.KEPT_BYTES), ("/nowhere", 5)):
        answer = send(client, path, [("title", "x" * length)])
        assert answer.status_code == 400
        assert "Go back" in answer.text


@pytest.mark.parametrize("token", [True, False])
def test_after_the_session_ended(client: Browser, teacher: User, token: bool) -> None:
    """Whether its token is that of the browser's session still, or no longer."""
    here = "http://localhost/classrooms/new?from=home"
    end_session(teacher)
    typed = {"title": "Botany", "description": HOSTILE, "shown": "y", "id": "0" * 32}
    answer = client.post("/classrooms", data=typed, csrf=token, headers={**FORM, "Referer": here})
    found = kept_in(answer, 401)
    assert "logged out" in answer.text
    assert found.texts == ["Botany", HOSTILE]
    assert "/login?next=/classrooms/new?from%3Dhome" in found.links
    client.log_in(teacher)
    once_more = kept_in(send(client, found.address, [("csrf_token", "old"), *found.fields[1:]]))
    assert send(client, once_more.address, once_more.fields).status_code == 303
    assert db.session.scalars(select(Classroom)).one().title == "Botany"


@pytest.mark.parametrize(
    "referer",
    [
        "http://evil.example/classrooms",
        "http://localhost.evil.example/",
        "http://localhost//evil.example",
        "http://localhost@evil.example/",
        "http://[",
        "http://localhost/nowhere",
        "http://localhost/logout",
        "",
    ],
)
def test_the_way_back_is_a_page_of_ours(client: Browser, teacher: User, referer: str) -> None:
    end_session(teacher)
    found = kept_in(send(client, "/classrooms", [("title", "Botany")], Referer=referer), 401)
    assert "/login?next=/" in found.links


def test_where_nothing_was_typed_the_log_in_is_next(client: Browser, teacher: User) -> None:
    end_session(teacher)
    for token in (True, False):
        answer = client.post("/classrooms", data={"shown": "y", "password": "x"}, csrf=token, headers=FORM)
        assert answer.status_code == 302
        assert answer.headers["Location"] == "/login"


def test_passwords_do_not_outlive_the_session(client: Browser, teacher: User) -> None:
    end_session(teacher)
    answer = send(client, "/me/email", [("email", "tess@example.org"), ("password", "correct horse")])
    found = kept_in(answer, 401)
    assert not found.address
    assert found.texts == ["tess@example.org"]
    assert "horse" not in answer.text


def test_an_old_token_is_of_no_use_elsewhere(app: Flask, client: Browser, teacher: User) -> None:
    """The token of the page that kept a form is that of its own browser."""
    found = kept_in(send(client, "/classrooms", [("title", "Botany")]))
    other = app.test_client()
    other.log_in(make_user(Role.TEACHER))  # type: ignore[attr-defined]  # a Browser, too
    assert send(other, found.address, found.fields).status_code == 400  # type: ignore[arg-type]
    assert db.session.scalars(select(Classroom)).all() == []
