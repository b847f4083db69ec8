"""Log in and out (ACC2, T11, T13, T14)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from app import clock
from app.actions import passwords, sessions
from app.errors import Conflict
from app.extensions import db
from app.models.credential import UserSession, hash_token
from app.models.user import Role, Status, User
from tests.support.browsing import Browser
from tests.support.people import PASSWORD, make_user


def log_in(client: Browser, name: str, password: str = PASSWORD, **more: str):
    return client.post("/login", data={"username": name, "password": password, **more})


def rows(user: User) -> list[UserSession]:
    return list(db.session.scalars(select(UserSession).where(UserSession.user_id == user.id)))


@pytest.mark.parametrize("role", list(Role))
def test_the_page_and_the_door_for_each_role(client: Browser, role: Role) -> None:
    user = make_user(role)
    assert client.get("/login").status_code == 200
    answer = log_in(client, user.username)
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/me/devices").status_code == 200


def test_username_or_email_in_any_case(client: Browser) -> None:
    user = make_user(username="ada.l", email="ada@example.org")
    for name in ("ada.l", " ADA.L ", "ada@example.org", "Ada@Example.ORG"):
        assert log_in(client, name).status_code == 303
        assert client.post("/logout").status_code == 303
    assert rows(user) == []


def test_somebody_signed_in_is_led_on(client: Browser) -> None:
    client.log_in(make_user())
    answer = client.get("/login?next=/me")
    assert (answer.status_code, answer.location) == (303, "/me")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "username"),
        ({"username": "ada"}, "password"),
        ({"password": "x"}, "username"),
        ({"username": " ", "password": "x"}, "username"),
        ({"username": "a" * 255, "password": "x"}, "username"),
        ({"username": "ada", "password": "x" * 201}, "password"),
    ],
)
def test_what_is_missing_or_too_long_is_said_at_its_field(client: Browser, data: dict[str, str], field: str) -> None:
    answer = client.post("/login", data=data)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


@pytest.mark.parametrize(
    "name", ["nobody", "nobody@example.org", "'; DROP TABLE users; --", "ада", "a\x00", "%_", "😀" * 50]
)
def test_strange_names_are_simply_wrong(client: Browser, name: str) -> None:
    answer = log_in(client, name)
    assert answer.status_code == 422
    assert "wrong" in answer.text


def test_what_was_typed_is_kept_but_not_the_password(client: Browser) -> None:
    answer = log_in(client, "ada<b>", "open sesame 123", remember="y")
    assert 'value="ada&lt;b&gt;"' in answer.text
    assert "open sesame" not in answer.text
    assert "checked" in answer.text


def test_the_session_is_a_new_row_and_the_old_cookie_is_worth_nothing(client: Browser) -> None:
    """Fixation: whatever the cookie held before signing in is gone after it (T13)."""
    user = make_user()
    client.get("/login")
    with client.session_transaction() as before:
        before["_user_id"] = "planted"
        before["planted"] = "yes"
        csrf = before.get("csrf_token")
    log_in(client, user.username)
    with client.session_transaction() as after:
        assert "planted" not in after
        assert after["_user_id"] != "planted"
        assert after.get("csrf_token") != csrf or csrf is None
        token = after["_user_id"]
    [row] = rows(user)
    assert row.token_hash == hash_token(token)
    assert len(token) >= 43
    assert token not in str(vars(row))


def test_each_log_in_has_a_session_of_its_own(client: Browser) -> None:
    user = make_user()
    tokens = set()
    for _ in range(3):
        log_in(client, user.username)
        with client.session_transaction() as kept:
            tokens.add(kept["_user_id"])
        client.delete_cookie("session")
    assert len(tokens) == len(rows(user)) == 3


def test_a_cookie_for_the_visit_or_for_thirty_days(client: Browser) -> None:
    user = make_user()
    brief = log_in(client, user.username).headers["Set-Cookie"]
    assert "Expires" not in brief
    assert "HttpOnly" in brief
    assert "SameSite=Lax" in brief
    client.delete_cookie("session")
    lasting = log_in(client, user.username, remember="y").headers["Set-Cookie"]
    assert "Expires" in lasting
    short, long = sorted(row.expires_at - row.created_at for row in rows(user))
    assert short <= timedelta(hours=12, seconds=1)
    assert long > timedelta(days=29)


def test_a_session_ends_in_time(client: Browser) -> None:
    user = make_user()
    log_in(client, user.username)
    with time_machine.travel(clock.now() + timedelta(hours=13)):
        assert client.get("/me/devices").status_code == 302
        log_in(client, user.username)
        assert len(rows(user)) == 1


def test_the_device_is_named(client: Browser) -> None:
    user = make_user()
    agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"
    client.post("/login", data={"username": user.username, "password": PASSWORD}, headers={"User-Agent": agent})
    assert rows(user)[0].device == "Chrome · Android"


def test_a_deep_link_survives(client: Browser) -> None:
    user = make_user()
    asked = client.get("/me/devices?page=2")
    assert asked.status_code == 302
    page = client.get(asked.location)
    assert page.status_code == 200
    answer = client.post(asked.location, data={"username": user.username, "password": PASSWORD})
    assert answer.location == "/me/devices?page=2"


def test_a_wrong_try_keeps_the_deep_link(client: Browser) -> None:
    answer = client.post("/login?next=/me", data={"username": "a", "password": "b"})
    assert 'action="/login?next=/me"' in answer.text.replace("%2F", "/")


def test_log_in_without_the_token_of_the_page_is_refused(client: Browser) -> None:
    user = make_user()
    answer = client.post("/login", data={"username": user.username, "password": PASSWORD}, csrf=False)
    assert answer.status_code == 400
    assert rows(user) == []


def test_log_in_from_another_site_is_refused(client: Browser) -> None:
    user = make_user()
    crossing = {"Sec-Fetch-Site": "cross-site"}
    answer = client.post("/login", data={"username": user.username, "password": PASSWORD}, headers=crossing)
    assert answer.status_code == 403


@pytest.mark.parametrize("status", [Status.INVITED, Status.DEACTIVATED])
def test_only_active_people_come_in(client: Browser, status: Status) -> None:
    user = make_user(status=status)
    assert log_in(client, user.username).status_code == 422
    assert rows(user) == []


def test_an_outdated_hash_is_made_anew(client: Browser, hashes: list[str]) -> None:
    old = passwords.PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
    user = make_user(password_hash=old)
    assert log_in(client, user.username).status_code == 303
    db.session.refresh(user)
    assert user.password_hash != old
    assert not passwords.outdated(user.password_hash or "")
    assert log_in(client, user.username).status_code == 303


def test_a_wrong_password_does_not_renew_the_hash(client: Browser) -> None:
    old = passwords.PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
    user = make_user(password_hash=old)
    assert log_in(client, user.username, "another one").status_code == 422
    db.session.refresh(user)
    assert user.password_hash == old


def test_a_password_changed_between_check_and_entry_does_not_open(app: object) -> None:
    user = make_user()
    checked = sessions.authenticate(user.username, PASSWORD)
    assert checked is not None
    db.session.get_one(User, user.id).password_hash = passwords.hash_password("something else entirely")
    db.session.commit()
    with pytest.raises(Conflict):
        sessions.begin(checked, address="", device="", lasting=False)


def test_the_page_changes_nothing(client: Browser) -> None:
    client.get("/login")
    assert db.session.scalar(select(func.count()).select_from(UserSession)) == 0
