"""The token of forms is kept for a minute of one session, and works there alone."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import time_machine
from flask import Flask

from app import clock
from tests.support.browsing import Browser
from tests.support.people import make_user

TOKEN = re.compile(r'<meta name="csrf-token" content="([^"]+)">')


def next_minute() -> datetime:
    return (clock.now() + timedelta(minutes=1)).replace(second=1)


def token_of(browser: Browser) -> str:
    found = TOKEN.search(browser.get("/classrooms").text)
    assert found
    return found[1]


def signs_out(browser: Browser, token: str) -> bool:
    return browser.post("/logout", data={"csrf_token": token}, csrf=False).status_code == 303


def test_it_is_kept_for_a_minute_and_works(client: Browser, school: object) -> None:
    client.log_in(make_user())
    began = next_minute()
    with time_machine.travel(began, tick=False):
        token_of(client)  # makes the session's own
        first = token_of(client)
    with time_machine.travel(began + timedelta(seconds=50), tick=False):
        assert token_of(client) == first
    with time_machine.travel(began + timedelta(minutes=1), tick=False):
        assert token_of(client) != first
        assert signs_out(client, first)


def test_another_session_has_another(app: Flask, client: Browser, school: object) -> None:
    other = app.test_client()
    client.log_in(make_user())
    other.log_in(make_user())  # type: ignore[attr-defined]  # a Browser, too
    with time_machine.travel(next_minute(), tick=False):
        mine, theirs = token_of(client), token_of(other)  # type: ignore[arg-type]
        assert mine != theirs
        assert not signs_out(client, theirs)
        assert signs_out(client, mine)
