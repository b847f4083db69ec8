"""Passwords: argon2id, at a cost that the app sets."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from flask import current_app
from flask_babel import gettext as _

from app.errors import TooMany
from app.models.classroom import CODE_ALPHABET

AT_ONCE = 2
PATIENCE_SECONDS = 10
_turns = BoundedSemaphore(AT_ONCE)


def hasher() -> PasswordHasher:
    """Argon2id with the library's own defaults (RFC 9106, low-memory choice); tests set the cost to the least."""
    known: PasswordHasher | None = current_app.extensions.get("password_hasher")
    if known is None:
        known = PasswordHasher(**current_app.config.get("PASSWORD_COST", {}))
        current_app.extensions["password_hasher"] = known
    return known


def hash_password(password: str) -> str:
    """Slow on purpose: never call it while a transaction is open. Raises TooMany."""
    with _turn():
        return hasher().hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Whether `password` is the one kept. For a person without one a decoy is compared, at the same cost (T11).

    Raises TooMany.
    """
    compared = kept or _decoy()
    try:
        with _turn():
            return hasher().verify(compared, password) and kept is not None
    except VerificationError:
        return False


@contextmanager
def _turn() -> Iterator[None]:
    """One of few at a time: each takes 64 MiB, so that many at once would take all the memory there is."""
    if not _turns.acquire(timeout=PATIENCE_SECONDS):
        raise TooMany(_("Many people are logging in just now. Try again in a few seconds."), retry_after=5)
    try:
        yield
    finally:
        _turns.release()


def outdated(kept: str) -> bool:
    """Whether `kept` was made at another cost and should be made anew at the next log-in."""
    return hasher().check_needs_rehash(kept)


def _decoy() -> str:
    known: str | None = current_app.extensions.get("password_decoy")
    if known is None:
        known = current_app.extensions["password_decoy"] = hash_password(secrets.token_hex(16))
    return known


def readable_password() -> str:
    """A first password that can be read out and typed: three groups of four, 59 bits."""
    return "-".join("".join(secrets.choice(CODE_ALPHABET.lower()) for _ in range(4)) for _ in range(3))
