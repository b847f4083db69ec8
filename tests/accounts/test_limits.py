"""Limits on guessing, on each way in (T11)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from redis.exceptions import ConnectionError as Away

from app.actions import accounts
from app.config import settings
from app.errors import TooMany
from app.extensions import db
from app.models.school import Registration, School
from app.models.user import Role, Status
from app.web import limits
from tests.support.browsing import Browser
from tests.support.people import PASSWORD, make_user
from tests.support.post import newest_secret

Tried = Callable[[int], Any]


def by_log_in(client: Browser) -> Tried:
    user = make_user()
    return lambda n: client.post("/login", data={"username": user.username, "password": f"wrong {n}"})


def by_log_in_as_nobody(client: Browser) -> Tried:
    return lambda n: client.post("/login", data={"username": "nobody", "password": f"wrong {n}"})


def by_reset(client: Browser) -> Tried:
    user = make_user()
    return lambda n: client.post("/password/reset", data={"username": user.email})


def by_reset_for_nobody(client: Browser) -> Tried:
    return lambda n: client.post("/password/reset", data={"username": "nobody@example.org"})


def by_confirmation(client: Browser) -> Tried:
    db.session.get_one(School, 1).registration = Registration.OPEN
    form = {"name": "Ann", "username": "ann", "email": "ann@example.org", "password": "purple llama sings"}
    client.post("/register", data=form)
    secret = newest_secret("confirm")
    return lambda n: client.post(f"/email/confirm/{secret}", data={"password": f"wrong {n}"})


def by_register(client: Browser) -> Tried:
    db.session.get_one(School, 1).registration = Registration.OPEN
    form = {"name": "Ann", "email": "ann@example.org", "password": "purple llama sings"}
    return lambda n: client.post("/register", data={**form, "username": f"ann{n}"})


WAYS = [by_log_in, by_log_in_as_nobody, by_reset, by_reset_for_nobody, by_confirmation, by_register]


@pytest.mark.parametrize("way", WAYS)
def test_the_sixth_try_waits(client: Browser, way: Callable[[Browser], Tried]) -> None:
    attempt = way(client)
    assert {attempt(n).status_code for n in range(5)} <= {200, 422}
    answer = attempt(6)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 3700
    assert "too many times" in answer.text


PASSWORDS = ("wrong 6", "purple llama sings")
TYPED = {
    "by_log_in_as_nobody": ["nobody"],
    "by_reset_for_nobody": ["nobody@example.org"],
    "by_register": ["Ann", "ann6", "ann@example.org"],
}


@pytest.mark.parametrize("way", WAYS)
def test_who_waits_has_the_form_again_with_what_he_typed(client: Browser, way: Callable[[Browser], Tried]) -> None:
    attempt = way(client)
    answer = [attempt(n) for n in range(7)][6]
    assert answer.status_code == 429
    assert 'role="alert"' in answer.text
    assert answer.text.count("You tried this too many times in a short while. Try again in ") == 1
    assert "Wait a minute" not in answer.text
    assert [value for value in TYPED.get(way.__name__, []) if f'value="{value}"' not in answer.text] == []
    assert [password for password in PASSWORDS if password in answer.text] == []


def test_waiting_looks_the_same_for_known_and_unknown(client: Browser) -> None:
    user = make_user()
    for path, known, password in (("/login", user.username, {"password": "x"}), ("/password/reset", user.email, {})):
        pages = []
        for name in (str(known), "n" * len(str(known))):
            answers = [client.post(path, data={"username": name, **password}) for _ in range(6)]
            assert answers[-1].status_code == 429
            pages.append(re.sub(r'name="csrf_token"[^>]*|nonce="[^"]*"', "", answers[-1].text).replace(name, "NAME"))
        assert pages[0] == pages[1]


def test_links_in_mails(client: Browser) -> None:
    accounts.invite("bo@example.org", Role.STUDENT, actor=make_user(Role.ADMIN))
    good = f"/invitation/{newest_secret('invitation')}"
    form = {"name": "Bo Li", "username": "bo.li", "password": "purple llama sings"}
    for kind in ("/invitation/none", "/password/reset/none"):
        assert {client.post(kind, data=form).status_code for _ in range(50)} == {404}
    for path in (good, "/invitation/none", "/password/reset/none", "/email/confirm/none"):
        answer = client.post(path, data=form)
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0
    page = client.post(good, data=form).text
    assert 'value="Bo Li"' in page
    assert "purple llama sings" not in page


def test_the_right_password_does_not_open_while_waiting(client: Browser) -> None:
    user = make_user()
    for n in range(6):
        client.post("/login", data={"username": user.username, "password": f"wrong {n}"})
    answer = client.post("/login", data={"username": user.username, "password": PASSWORD})
    assert answer.status_code == 429


def test_coming_in_forgets_the_wrong_tries(client: Browser) -> None:
    user = make_user()
    for _ in range(3):
        for n in range(4):
            client.post("/login", data={"username": user.username, "password": f"wrong {n}"})
        answer = client.post("/login", data={"username": user.username, "password": PASSWORD})
        assert answer.status_code == 303
        client.post("/logout")


def test_others_at_the_same_address_are_not_kept_out(client: Browser) -> None:
    user, other = make_user(), make_user()
    for n in range(7):
        client.post("/login", data={"username": user.username, "password": f"wrong {n}"})
    assert client.post("/login", data={"username": other.username, "password": PASSWORD}).status_code == 303


def test_a_class_coming_in_from_one_address_is_not_slowed(client: Browser) -> None:
    users = [make_user() for _ in range(130)]
    for user in users:
        assert client.post("/login", data={"username": user.username, "password": PASSWORD}).status_code == 303


def test_one_account_from_many_addresses(client: Browser) -> None:
    user = make_user()

    def attempt(n: int) -> int:
        place = {"REMOTE_ADDR": f"203.0.113.{n}"}
        data = {"username": user.username, "password": "wrong"}
        return client.post("/login", data=data, environ_base=place).status_code

    codes = [attempt(n) for n in range(32)]
    assert codes[:30] == [422] * 30
    assert codes[30:] == [429, 429]


def test_one_address_at_many_accounts(client: Browser) -> None:
    codes = [client.post("/login", data={"username": f"u{n}", "password": "x"}).status_code for n in range(102)]
    assert codes[:100] == [422] * 100
    assert codes[100:] == [429, 429]


def test_a_household_of_ipv6_is_one_address(client: Browser) -> None:
    user = make_user()

    def attempt(n: int) -> int:
        place = {"REMOTE_ADDR": f"2001:db8:1:2::{n:x}"}
        return client.post(
            "/login", data={"username": user.username, "password": "wrong"}, environ_base=place
        ).status_code

    assert [attempt(n) for n in range(1, 8)] == [422] * 5 + [429] * 2


def test_a_forwarded_address_is_not_believed(client: Browser) -> None:
    user = make_user()
    codes = [
        client.post(
            "/login",
            data={"username": user.username, "password": "wrong"},
            headers={"X-Forwarded-For": f"198.51.100.{n}"},
        ).status_code
        for n in range(7)
    ]
    assert codes == [422] * 5 + [429] * 2


def test_many_at_the_same_moment_get_no_more(client: Browser, together: Callable[..., list[Any]]) -> None:
    app = client.application
    user = make_user()
    data = {"username": user.username, "password": "wrong horse battery"}

    def attempt() -> int:
        browser = app.test_client()
        return browser.post("/login", data=data).status_code

    codes = together([attempt] * 12)
    assert sorted(codes) == [422] * 5 + [429] * 7


def test_limits_hold_without_the_queue_server(client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise Away("gone")

    for name in ("hit", "test", "clear", "get_window_stats"):
        monkeypatch.setattr(limits.shared(settings().queue_url), name, away)
    user = make_user()
    codes = [
        client.post("/login", data={"username": user.username, "password": f"wrong {n}"}).status_code for n in range(7)
    ]
    assert codes == [422] * 5 + [429] * 2


def test_pace_counts_every_call(app: Any) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.1"}):
        for _ in range(3):
            limits.pace("try", "3 per minute")
        limits.pace("try", "3 per minute", key="other")
        with pytest.raises(TooMany) as refused:
            limits.pace("try", "3 per minute")
        assert 1 <= refused.value.retry_after <= 61


def test_an_odd_address_is_a_key_all_the_same(app: Any) -> None:
    for given, key in [("not an address", "not an address"), ("::ffff:192.0.2.7", "::ffff:192.0.2.7"), ("", "unknown")]:
        with app.test_request_context(environ_base={"REMOTE_ADDR": given}):
            assert limits.address() in (key, "192.0.2.7")


def test_invited_people_are_limited_alike(client: Browser) -> None:
    user = make_user(status=Status.INVITED, password_hash=None)
    codes = [
        client.post("/login", data={"username": user.username, "password": f"wrong {n}"}).status_code for n in range(6)
    ]
    assert codes == [422] * 5 + [429]
