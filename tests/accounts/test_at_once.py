"""Many tries at one moment: they take no more memory than a few, and teach no more than the same in a row (T11)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from threading import Lock
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask

from app.actions import passwords
from app.errors import TooMany
from app.web import limits
from tests.support.at_once import at_once


class Watched(PasswordHasher):
    """Counts how many compare at the same moment."""

    lock, now, most = Lock(), 0, 0

    def verify(self, *given: Any, **named: Any) -> Any:
        with self.lock:
            Watched.now += 1
            Watched.most = max(self.most, self.now)
        try:
            time.sleep(0.02)
            return super().verify(*given, **named)
        finally:
            with self.lock:
                Watched.now -= 1


@pytest.fixture
def watched(app: Flask) -> Iterator[Flask]:
    before = app.extensions.pop("password_hasher", None), app.extensions.pop("password_decoy", None)
    app.extensions["password_hasher"] = Watched(**app.config["PASSWORD_COST"])
    yield app
    app.extensions["password_hasher"], app.extensions["password_decoy"] = before


def test_few_passwords_are_compared_at_once(watched: Flask) -> None:
    kept = passwords.hash_password("purple llama sings")
    found = at_once(watched, [lambda: passwords.matches(kept, "purple llama sings")] * 12)
    assert found == [True] * 12
    assert Watched.most == passwords.AT_ONCE


def test_who_waits_too_long_for_his_turn_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "PATIENCE_SECONDS", 0.05)
    for _ in range(passwords.AT_ONCE):
        assert passwords._turns.acquire(timeout=1)
    try:
        with pytest.raises(TooMany) as refusal:
            passwords.matches(None, "anything")
        assert refusal.value.retry_after == 5
    finally:
        passwords._turns.release(passwords.AT_ONCE)
    assert not passwords.matches(None, "anything")


def _begun(app: Flask, number: int, **which: str) -> list[limits.Tries]:
    """Tries that all began before one of them was answered, from as many addresses."""
    found = []
    for n in range(number):
        with app.test_request_context(environ_base={"REMOTE_ADDR": which.get("where", f"203.0.113.{n}")}):
            tries = limits.Tries("login", account=which.get("whom", f"person {n}"))
            tries.begin()
            found.append(tries)
    return found


@pytest.mark.parametrize(("which", "bound"), [({"whom": "maria"}, 30), ({"where": "203.0.113.7"}, 100)])
def test_beyond_the_bound_nobody_learns_whether_he_was_right(app: Flask, which: dict[str, str], bound: int) -> None:
    limits.forget_all()
    begun = _begun(app, bound + 3, **which)
    for tries in begun[:bound]:
        tries.failed()
    with pytest.raises(TooMany):
        begun[bound].failed()
    with pytest.raises(TooMany):
        begun[bound + 1].passed()
