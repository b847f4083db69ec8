"""Making an account of one's own, and confirming an address (ACC2, ACC3, T16)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from app import clock
from app.actions import accounts
from app.extensions import db
from app.models.school import Registration, School
from app.models.user import Role, Status, User
from tests.support.browsing import Browser
from tests.support.people import make_user
from tests.support.post import letters, newest_secret

FORM = {
    "name": "Ann Ray",
    "username": "Ann.Ray",
    "email": "Ann@Example.org",
    "password": "purple llama sings",
    "email_consent": "y",
}


@pytest.fixture
def open_school(client: Browser) -> Browser:
    db.session.get_one(School, 1).registration = Registration.OPEN
    return client


def ann() -> User:
    db.session.expire_all()
    return db.session.scalars(User.by_login("ann.ray")).one()


def test_the_whole_way(open_school: Browser) -> None:
    client = open_school
    assert client.get("/register").status_code == 200
    assert client.post("/register", data=FORM).status_code == 200
    user = ann()
    assert (user.username, user.email, user.role, user.status) == (
        "ann.ray",
        "ann@example.org",
        Role.STUDENT,
        Status.INVITED,
    )
    assert user.email_consent
    assert client.post("/login", data={"username": "ann.ray", "password": FORM["password"]}).status_code == 422
    secret = newest_secret("confirm")
    page = client.get(f"/email/confirm/{secret}")
    assert "ann@example.org" in page.text
    assert ann().email_confirmed_at is None
    answer = client.post(f"/email/confirm/{secret}", data={"password": FORM["password"]})
    assert answer.status_code == 303
    assert client.get("/me/devices").status_code == 200
    user = ann()
    assert user.status is Status.ACTIVE
    assert user.email_confirmed_at is not None
    assert client.get(f"/email/confirm/{secret}").status_code == 404


def test_nobody_gives_himself_a_role(open_school: Browser) -> None:
    extra = {"role": "admin", "is_admin": "1", "status": "active", "id": "1", "email_confirmed_at": "2020-01-01"}
    open_school.post("/register", data={**FORM, **extra})
    user = ann()
    assert (user.role, user.status, user.email_confirmed_at) == (Role.STUDENT, Status.INVITED, None)


def test_without_consent(open_school: Browser) -> None:
    open_school.post("/register", data={key: value for key, value in FORM.items() if key != "email_consent"})
    assert not ann().email_consent


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "  \t "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"username": ""}, "username"),
        ({"username": "ab"}, "username"),
        ({"username": "x" * 33}, "username"),
        ({"username": "a b c"}, "username"),
        ({"username": "ann@ray"}, "username"),
        ({"username": "<script>"}, "username"),
        ({"username": "änn.ray"}, "username"),
        ({"username": ".ann"}, "username"),
        ({"username": "ann\nray"}, "username"),
        ({"email": ""}, "email"),
        ({"email": "ann"}, "email"),
        ({"email": "ann@"}, "email"),
        ({"email": "ann@example.org, eve@example.org"}, "email"),
        ({"email": "ann@example.org\r\nBcc: eve@example.org"}, "email"),
        ({"email": "a" * 250 + "@example.org"}, "email"),
        ({"password": ""}, "password"),
        ({"password": "short"}, "password"),
        ({"password": "x" * 201}, "password"),
        ({"password": "password1234"}, "password"),
        ({"password": "Ann.Ray is my name"}, "password"),
        ({"password": "xx ann@example.org"}, "password"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(open_school: Browser, change: dict[str, str], field: str) -> None:
    answer = open_school.post("/register", data={**FORM, **change})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert db.session.scalar(User.anyone()) is None
    assert letters() == []


def test_what_was_typed_is_kept_but_the_password(open_school: Browser) -> None:
    answer = open_school.post("/register", data={**FORM, "username": "a"})
    assert 'value="Ann Ray"' in answer.text
    assert 'value="Ann@Example.org"' in answer.text
    assert FORM["password"] not in answer.text


def test_a_taken_username_is_said(open_school: Browser) -> None:
    make_user(username="ann.ray")
    answer = open_school.post("/register", data=FORM)
    assert answer.status_code == 422
    assert 'id="username-error"' in answer.text


@pytest.mark.parametrize("policy", [Registration.CLOSED, Registration.INVITATION])
def test_a_school_that_is_not_open(client: Browser, policy: Registration) -> None:
    db.session.get_one(School, 1).registration = policy
    page = client.get("/register")
    assert page.status_code == 200
    assert "<form" not in page.text
    assert client.post("/register", data=FORM).status_code == 403
    assert db.session.scalar(User.anyone()) is None
    assert "/register" not in client.get("/login").text


def test_closed_is_the_default(app: object, school: School) -> None:
    assert school.registration is Registration.CLOSED


def test_who_registers_anothers_address_does_not_get_his_account(open_school: Browser) -> None:
    """Eve registers Ann's address; Ann, who clicks the link, has not Eve's password, so nothing opens."""
    open_school.post("/register", data={**FORM, "username": "eve.was.here", "password": "eves own secret words"})
    secret = newest_secret("confirm")
    answer = open_school.post(f"/email/confirm/{secret}", data={"password": "anything of ann"})
    assert answer.status_code == 422
    assert 'id="password-error"' in answer.text
    open_school.post("/register", data=FORM)
    assert open_school.get(f"/email/confirm/{secret}").status_code == 404
    newer = newest_secret("confirm")
    assert open_school.post(f"/email/confirm/{newer}", data={"password": FORM["password"]}).status_code == 303
    assert db.session.scalars(User.by_login("eve.was.here")).first() is None


def test_a_known_address_changes_nothing_for_its_owner(open_school: Browser) -> None:
    owner = make_user(email="ann@example.org")
    before = (owner.username, owner.name, owner.password_hash)
    open_school.post("/register", data=FORM)
    db.session.refresh(owner)
    assert (owner.username, owner.name, owner.password_hash) == before
    assert [letter.template for letter in letters()] == ["address_known"]


def test_registrations_nobody_confirmed_are_forgotten(open_school: Browser) -> None:
    make_user(email="known@example.org")
    open_school.post("/register", data=FORM)
    open_school.post("/register", data={**FORM, "username": "shadow", "email": "known@example.org"})
    invited = make_user(status=Status.INVITED, password_hash=None, email_confirmed_at=None)
    assert accounts.forget_unconfirmed() == 0
    with time_machine.travel(clock.now() + timedelta(days=3, minutes=1)):
        assert accounts.forget_unconfirmed() == 2
    assert db.session.get(User, invited.id) is not None
