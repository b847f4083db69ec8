"""A new password by mail (T12)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from app import audit, clock, realtime
from app.actions import accounts, credentials, passwords
from app.errors import Conflict, NotFound
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.credential import ApiToken, UserSession
from app.models.user import Status, User
from app.notifications import letters as sending
from tests.support.browsing import Browser
from tests.support.people import PASSWORD, make_session, make_token, make_user
from tests.support.post import Box, letters, newest_secret

NEW = "green walrus hums"


def ask(client: Browser, user: User) -> str:
    assert client.post("/password/reset", data={"username": user.username}).status_code == 200
    return newest_secret("reset", user.email or "")


def set_new(client: Browser, secret: str, password: str = NEW):
    return client.post(f"/password/reset/{secret}", data={"password": password})


def password_is(user: User, password: str) -> bool:
    db.session.expire_all()
    return passwords.matches(db.session.get_one(User, user.id).password_hash, password)


def test_the_whole_way(client: Browser) -> None:
    user = make_user()
    assert client.get("/password/reset").status_code == 200
    secret = ask(client, user)
    page = client.get(f"/password/reset/{secret}")
    assert page.status_code == 200
    assert user.username in page.text
    answer = set_new(client, secret)
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/me/devices").status_code == 200
    assert password_is(user, NEW)
    assert [letter.template for letter in letters()] == ["reset", "password_changed"]
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry.deed == "user.password_reset"
    assert audit.first_tampered() is None


def test_all_other_ways_in_end(client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    rooms: list[str] = []
    monkeypatch.setattr(realtime, "sign_out", rooms.extend)
    user = make_user()
    make_session(user)
    make_session(user)
    make_token(user)
    before = {row.token_hash: row.id for row in db.session.scalars(select(UserSession))}
    set_new(client, ask(client, user))
    [after] = db.session.scalars(select(UserSession.token_hash))
    assert after not in before
    assert db.session.scalars(select(ApiToken)).one().revoked_at is not None
    assert sorted(rooms) == sorted(realtime.session_room(number) for number in before.values())


def test_a_link_works_once(client: Browser) -> None:
    user = make_user()
    secret = ask(client, user)
    assert set_new(client, secret).status_code == 303
    assert set_new(client, secret, "yellow tapir naps").status_code == 404
    assert client.get(f"/password/reset/{secret}").status_code == 404
    assert password_is(user, NEW)


def test_of_two_at_the_same_moment_one_wins(client: Browser, together: Callable[..., list[Any]]) -> None:
    user = make_user()
    secret = ask(client, user)
    words = [f"green walrus number {n}x" for n in range(4)]
    results = together([lambda word=word: credentials.reset_password(secret, word).id for word in words])
    assert [result for result in results if not isinstance(result, NotFound)] == [user.id]
    winner = words[[isinstance(result, int) for result in results].index(True)]
    assert password_is(user, winner)
    assert len(letters("password_changed")) == 1


def test_a_link_ends_after_thirty_minutes(client: Browser) -> None:
    user = make_user()
    secret = ask(client, user)
    with time_machine.travel(clock.now() + timedelta(minutes=29, seconds=30), tick=False):
        assert client.get(f"/password/reset/{secret}").status_code == 200
    with time_machine.travel(clock.now() + timedelta(minutes=30, seconds=1), tick=False):
        assert client.get(f"/password/reset/{secret}").status_code == 404
        assert set_new(client, secret).status_code == 404
    assert password_is(user, PASSWORD)


def newer_link(client: Browser, user: User) -> None:
    ask(client, user)


def password_change(client: Browser, user: User) -> None:
    accounts.change_password(user, PASSWORD, "orange otter swims")


def email_change(client: Browser, user: User) -> None:
    accounts.change_email(user, "moved@example.org", actor=user)
    credentials.confirm_email(newest_secret("confirm", "moved@example.org"))


def deactivation(client: Browser, user: User) -> None:
    accounts.deactivate(user, actor=None)


@pytest.mark.parametrize("deed", [newer_link, password_change, email_change, deactivation])
def test_what_makes_an_older_link_useless(client: Browser, deed: Callable[[Browser, User], None]) -> None:
    user = make_user()
    secret = ask(client, user)
    deed(client, user)
    assert client.get(f"/password/reset/{secret}").status_code == 404
    assert set_new(client, secret).status_code == 404
    assert not password_is(user, NEW)


@pytest.mark.parametrize("wrong", ["0" * 96, "x", "é" * 96, "0" * 5000, "%00", "..%2f..", "' or 1=1", "A" * 96])
def test_made_up_links(client: Browser, wrong: str) -> None:
    for address in (f"/password/reset/{wrong}", f"/email/confirm/{wrong}", f"/invitation/{wrong}"):
        assert client.get(address).status_code == 404
        assert client.post(address, data={"password": NEW}).status_code == 404


def test_a_changed_letter_of_the_link(client: Browser) -> None:
    secret = ask(client, make_user())
    changed = secret[:-1] + ("0" if secret[-1] != "0" else "1")
    assert client.get(f"/password/reset/{changed}").status_code == 404


def test_a_link_opens_only_its_own_door(client: Browser) -> None:
    secret = ask(client, make_user())
    assert client.get(f"/email/confirm/{secret}").status_code == 404
    assert client.get(f"/invitation/{secret}").status_code == 404


def test_the_database_does_not_hold_the_link(client: Browser) -> None:
    secret = ask(client, make_user())
    letter = letters("reset")[0]
    assert secret not in str(letter.facts)
    assert secret[32:] not in str(vars(letter.token))


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", "needed"),
        ("short", "At least 10"),
        ("x" * 201, "At most"),
        ("qwertyuiop", "guess"),
        ("{username}99", "username"),
    ],
)
def test_weak_passwords_leave_the_link_good(client: Browser, password: str, words: str) -> None:
    user = make_user(username="penelope")
    secret = ask(client, user)
    answer = set_new(client, secret, password.format(username=user.username))
    assert answer.status_code == 422
    assert 'id="password-error"' in answer.text
    assert words in answer.text
    assert set_new(client, secret).status_code == 303


@pytest.mark.parametrize("data", [{}, {"username": ""}, {"username": "a" * 300}])
def test_asking_with_nothing(client: Browser, data: dict[str, str]) -> None:
    answer = client.post("/password/reset", data=data)
    assert answer.status_code == 422
    assert 'id="username-error"' in answer.text


def test_somebody_without_address_is_not_written_to(client: Browser) -> None:
    user = make_user(email=None, email_confirmed_at=None)
    assert client.post("/password/reset", data={"username": user.username}).status_code == 200
    assert letters() == []
    with pytest.raises(Conflict):
        credentials.send_reset(user, actor=None)


def test_somebody_invited_gets_his_invitation_again(client: Browser) -> None:
    user = make_user(status=Status.INVITED, password_hash=None)
    client.post("/password/reset", data={"username": user.email})
    assert [letter.template for letter in letters()] == ["invitation"]


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost:99@evil.example"])
def test_the_link_names_our_host_whatever_the_request_says(client: Browser, host: str) -> None:
    user = make_user()
    headers = {"Host": host, "X-Forwarded-Host": host, "X-Forwarded-Proto": "https", "Forwarded": f"host={host}"}
    client.post("/password/reset", data={"username": user.username}, headers=headers)
    box = Box()
    sending.send_due(box)
    for message in box.messages:
        text = message.get_body(("plain",)).get_content() + message.get_body(("html",)).get_content()
        assert "http://localhost/password/reset/" in text
        assert "evil" not in str(message)


def test_a_get_uses_nothing_up(client: Browser) -> None:
    secret = ask(client, make_user())
    for _ in range(3):
        assert client.get(f"/password/reset/{secret}").status_code == 200


def test_hashing_waits_until_the_transaction_is_let_go(client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = ask(client, make_user())
    open_then: list[bool] = []
    real = passwords.hash_password

    def watched(password: str) -> str:
        open_then.append(db.session().in_transaction())
        return real(password)

    monkeypatch.setattr(passwords, "hash_password", watched)
    set_new(client, secret)
    assert open_then == [False]
