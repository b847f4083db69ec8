"""The first visitor opens the school (ACC10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.actions import setup
from app.errors import NotFound
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.notification import VapidKey
from app.models.school import Registration, School
from app.models.user import Role, Status, User
from tests.support.at_once import at_once
from tests.support.browsing import Browser
from tests.support.people import make_user

FORM = {
    "school_name": "Hill  School",
    "language": "es",
    "timezone": "America/Mexico_City",
    "name": "Ada Lovelace",
    "username": "Ada",
    "email": "Ada@Example.org",
    "password": "purple llama sings",
}


@pytest.fixture
def visitor(app: Flask) -> Iterator[Browser]:
    """At a portal where nobody has been."""
    app.extensions["first_run"] = {"done": False}
    yield app.test_client()  # type: ignore[misc]
    app.extensions["first_run"] = {"done": True}


def test_the_whole_way(visitor: Browser) -> None:
    assert visitor.get("/login").location == "/setup"
    assert visitor.get("/setup").status_code == 200
    answer = visitor.post("/setup", data=FORM)
    assert (answer.status_code, answer.location) == (303, "/classrooms/new")
    assert visitor.get("/me/devices").status_code == 200
    [school] = db.session.scalars(select(School))
    assert (school.name, school.language, school.timezone) == ("Hill School", "es", "America/Mexico_City")
    assert school.registration is Registration.CLOSED
    [admin] = db.session.scalars(select(User))
    assert (admin.username, admin.email, admin.role, admin.status) == (
        "ada",
        "ada@example.org",
        Role.ADMIN,
        Status.ACTIVE,
    )
    assert (admin.language, admin.timezone) == ("es", "America/Mexico_City")
    assert db.session.scalars(select(AuditEntry.deed)).all() == ["school.opened", "user.created"]
    assert db.session.scalar(select(func.count()).select_from(VapidKey)) == 1


def test_a_browser_that_tells_a_zone_by_a_former_name(visitor: Browser) -> None:
    assert visitor.post("/setup", data={**FORM, "timezone": "Asia/Calcutta"}).status_code == 303
    assert db.session.scalars(School.the()).one().timezone == "Asia/Kolkata"


def test_there_is_no_such_page_afterwards(visitor: Browser) -> None:
    visitor.post("/setup", data=FORM)
    for browser in (visitor, visitor.application.test_client()):
        assert browser.get("/setup").status_code == 404
        assert browser.post("/setup", data={**FORM, "username": "eve", "email": "eve@example.org"}).status_code == 404
    assert db.session.scalar(select(func.count()).select_from(User)) == 1


def test_not_even_for_an_admin_or_a_wrong_form(client: Browser) -> None:
    client.log_in(make_user(Role.ADMIN))
    assert client.get("/setup").status_code == 404
    assert client.post("/setup", data={}).status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"school_name": ""}, "school_name"),
        ({"school_name": "x" * 81}, "school_name"),
        ({"language": "xx"}, "language"),
        ({"language": ""}, "language"),
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"timezone": "../../etc/passwd"}, "timezone"),
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"username": ""}, "username"),
        ({"username": "a b"}, "username"),
        ({"email": ""}, "email"),
        ({"email": "nothing"}, "email"),
        ({"password": ""}, "password"),
        ({"password": "password12"}, "password"),
        ({"password": "ada@example.org"}, "password"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(visitor: Browser, change: dict[str, str], field: str) -> None:
    answer = visitor.post("/setup", data={**FORM, **change})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert FORM["password"] not in answer.text
    assert db.session.scalar(User.anyone()) is None
    assert db.session.scalars(School.the()).first() is None


def test_too_many_tries_keep_what_was_typed(visitor: Browser) -> None:
    weak = {**FORM, "password": "aaaaaaaaaa"}
    assert {visitor.post("/setup", data=weak).status_code for _ in range(100)} == {422}
    answer = visitor.post("/setup", data=FORM)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert 'value="Ada Lovelace"' in answer.text
    assert FORM["password"] not in answer.text


@pytest.mark.parametrize("missing", list(FORM))
def test_each_field_is_needed(visitor: Browser, missing: str) -> None:
    answer = visitor.post("/setup", data={key: value for key, value in FORM.items() if key != missing})
    assert answer.status_code == 422
    assert f'id="{missing}-error"' in answer.text


def test_extra_fields_change_nothing(visitor: Browser) -> None:
    visitor.post("/setup", data={**FORM, "role": "student", "registration": "open", "id": "7"})
    assert db.session.scalars(select(User.role)).one() is Role.ADMIN
    assert db.session.scalars(select(School.registration)).one() is Registration.CLOSED


def test_without_the_token_of_the_page(visitor: Browser) -> None:
    assert visitor.post("/setup", data=FORM, csrf=False).status_code == 400
    assert db.session.scalar(User.anyone()) is None


@pytest.mark.parametrize("before", [False, True])
def test_of_some_at_the_same_moment_one_wins(app: Flask, before: bool) -> None:
    if before:
        db.session.add(School(id=1, name="There already"))

    def open_school(number: int) -> Callable[[], int]:
        form = {**FORM, "username": f"ada{number}", "email": f"ada{number}@example.org"}
        return lambda: setup.open_school(**form).id

    results = at_once(app, [open_school(number) for number in range(4)])
    assert all(isinstance(result, int | NotFound) for result in results)
    assert sum(isinstance(result, int) for result in results) == 1
    assert db.session.scalar(select(func.count()).select_from(User)) == 1
    assert db.session.scalar(select(func.count()).select_from(School)) == 1
