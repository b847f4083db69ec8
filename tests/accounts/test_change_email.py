"""Another address: it counts once confirmed, and the old one is warned (T12)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from app import clock
from app.actions import accounts, credentials
from app.errors import Invalid, NotFound
from app.extensions import db
from tests.support.browsing import Browser
from tests.support.people import PASSWORD, make_user
from tests.support.post import letters, newest_secret


def test_a_new_address_is_taken_once_confirmed(client: Browser) -> None:
    user = make_user(email="old@example.org")
    accounts.change_email(user, "New@Example.org", actor=user)
    db.session.refresh(user)
    assert user.email == "old@example.org"
    assert [(letter.template, letter.address) for letter in letters()] == [
        ("confirm", "new@example.org"),
        ("email_changing", "old@example.org"),
    ]
    secret = newest_secret("confirm")
    assert client.get(f"/email/confirm/{secret}").status_code == 200
    assert client.post(f"/email/confirm/{secret}").status_code == 303
    db.session.refresh(user)
    assert user.email == "new@example.org"
    assert client.get("/me/devices").status_code == 302
    assert client.post(f"/email/confirm/{secret}").status_code == 404


def test_a_newer_change_of_address_wins(client: Browser) -> None:
    user = make_user()
    accounts.change_email(user, "one@example.org", actor=user)
    first = newest_secret("confirm")
    accounts.change_email(user, "two@example.org", actor=user)
    with pytest.raises(NotFound):
        credentials.confirm_email(first)
    assert credentials.confirm_email(newest_secret("confirm")).email == "two@example.org"


def test_a_change_of_password_ends_a_change_of_address(client: Browser) -> None:
    user = make_user()
    accounts.change_email(user, "thief@example.org", actor=user)
    accounts.change_password(user, PASSWORD, "orange otter swims")
    with pytest.raises(NotFound):
        credentials.confirm_email(newest_secret("confirm"))


def test_anothers_address_is_told_only_to_him(client: Browser) -> None:
    user, other = make_user(), make_user()
    accounts.change_email(user, other.email or "", actor=user)
    assert [(letter.template, letter.address) for letter in letters()] == [
        ("address_known", other.email),
        ("email_changing", user.email),
    ]
    assert letters()[0].facts == {}


def test_an_address_taken_in_the_meantime(client: Browser) -> None:
    user = make_user()
    accounts.change_email(user, "wanted@example.org", actor=user)
    make_user(email="wanted@example.org")
    answer = client.post(f"/email/confirm/{newest_secret('confirm')}")
    assert answer.status_code == 422
    db.session.refresh(user)
    assert user.email != "wanted@example.org"


@pytest.mark.parametrize("wrong", ["", "x", "a@b@c", "a\x00@example.org", "x" * 300])
def test_an_address_that_is_none(app: object, wrong: str) -> None:
    with pytest.raises(Invalid) as refused:
        accounts.change_email(make_user(), wrong, actor=make_user())
    assert list(refused.value.fields) == ["email"]


def test_the_same_address_writes_nothing(app: object) -> None:
    user = make_user()
    accounts.change_email(user, f" {(user.email or '').upper()} ", actor=user)
    assert letters() == []


def test_a_confirmation_link_ends_after_three_days(client: Browser) -> None:
    user = make_user()
    accounts.change_email(user, "late@example.org", actor=user)
    secret = newest_secret("confirm")
    with time_machine.travel(clock.now() + timedelta(days=3, seconds=1)):
        assert client.get(f"/email/confirm/{secret}").status_code == 404
        assert client.post(f"/email/confirm/{secret}").status_code == 404
