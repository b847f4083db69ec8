"""The language that is spoken now, and how to speak another for a while: flask_babel's, found once for all texts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from babel.support import NullTranslations
from flask import g
from flask_babel import force_locale, get_locale, get_translations


class Spoken(NamedTuple):
    """A language as a key, and its texts."""

    language: str
    catalogue: NullTranslations


def spoken() -> Spoken:
    """What is spoken now: it may change in the midst of a request, where a letter is written."""
    known: Spoken | None = g.get("spoken")
    if known is None:
        known = g.spoken = Spoken(str(get_locale()), get_translations())
    return known


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Everything within is said in `language`."""
    before = g.pop("spoken", None) if g else None
    try:
        with force_locale(language):
            yield
    finally:
        if g:
            g.spoken = before
