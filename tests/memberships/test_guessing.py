"""Many guess class codes, from many accounts and many addresses (security.md T10)."""

from __future__ import annotations

import logging
from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.errors import TooMany
from app.extensions import db
from app.models.classroom import Classroom, Membership, new_code
from app.models.user import Role, User
from app.web import joining
from tests.support.browsing import Browser
from tests.support.people import make_classroom, make_user

TRIES = 10
ALARMED = "Somebody may be guessing class codes"
LOGGED = "class codes are being guessed"


def guess(app: Flask, user: User, place: str, times: int = TRIES) -> Counter[str]:
    """What became of so many wrong codes in a row."""
    came: Counter[str] = Counter()
    for _each in range(times):
        with app.test_request_context(environ_base={"REMOTE_ADDR": place}):
            try:
                came["wrong" if joining.try_code(new_code(), user) is None else "in"] += 1
            except TooMany:
                came["refused"] += 1
    return came


def alarms(caplog: pytest.LogCaptureFixture) -> int:
    return sum(LOGGED in record.getMessage() for record in caplog.records)


@pytest.fixture
def classroom(client: Browser) -> Classroom:
    return make_classroom()


def test_many_accounts_and_addresses_ring_one_alarm(
    app: Flask, classroom: Classroom, client: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    client.log_in(make_user(Role.ADMIN))
    enough = joining.EVERYWHERE.item.amount // TRIES
    with caplog.at_level(logging.WARNING, joining.__name__):
        came = sum((guess(app, make_user(), f"198.51.100.{n}") for n in range(enough)), Counter())
        assert came == {"wrong": enough * TRIES}
        assert (alarms(caplog), joining.codes_are_guessed()) == (0, False)
        assert ALARMED not in client.get("/admin").text
        for n in range(3):
            assert guess(app, make_user(), f"203.0.113.{n}", 2 * TRIES) == {"wrong": TRIES, "refused": TRIES}
        assert (alarms(caplog), joining.codes_are_guessed()) == (1, True)
    assert ALARMED in client.get("/admin").text
    assert db.session.scalar(select(func.count()).select_from(Membership)) == 1


def test_an_alarm_shuts_nobody_out(app: Flask, classroom: Classroom, client: Browser) -> None:
    for _each in range(joining.EVERYWHERE.item.amount + 1):
        joining.EVERYWHERE.hit()
    guess(app, make_user(), "198.51.100.1", 1)
    assert joining.codes_are_guessed()
    client.log_in(make_user())
    assert client.post(f"/join/{classroom.join_code}").status_code == 303


def test_what_opens_a_class_is_no_guess(app: Flask, classroom: Classroom, client: Browser) -> None:
    for _each in range(TRIES):
        client.log_in(make_user())
        assert client.post(f"/join/{classroom.join_token}").status_code == 303
    assert joining.EVERYWHERE.left()[0] == joining.EVERYWHERE.item.amount
