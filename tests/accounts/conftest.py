"""Counting hashes, and a fresh count of tries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import argon2
import pytest
from flask import Flask

from app.actions import passwords
from app.web import limits
from tests.support.at_once import at_once


@pytest.fixture
def hashes(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every argon2 computation from now on, made or verified."""
    done: list[str] = []
    passwords.matches(None, "the decoy is made once a process")
    for name in ("hash", "verify"):
        real = getattr(argon2.PasswordHasher, name)

        def counted(*args: Any, _real: Any = real, _name: str = name, **kwargs: Any) -> Any:
            done.append(_name)
            return _real(*args, **kwargs)

        monkeypatch.setattr(argon2.PasswordHasher, name, counted)
    return done


@pytest.fixture
def together(app: Flask) -> Callable[[list[Callable[[], Any]]], list[Any]]:
    """Run some functions at the same moment, each in a thread and app context; what they returned or raised."""
    return lambda works: at_once(app, works)


@pytest.fixture(autouse=True)
def _no_tries_yet() -> None:
    limits.forget_all()
