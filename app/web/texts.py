"""Texts in templates: as flask_babel gives them, but the catalogue is looked for once a request, not once a text."""

from __future__ import annotations

from typing import NamedTuple

from babel import Locale
from babel.support import NullTranslations
from flask import Flask, g
from flask_babel import get_locale, get_translations


class Spoken(NamedTuple):
    """A language, as a key and with its texts."""

    locale: Locale | None
    language: str
    catalogue: NullTranslations


def init_app(app: Flask) -> None:
    """After flask_babel, whose functions these replace in templates."""
    app.jinja_env.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals["_"] = app.jinja_env.globals["gettext"]


def spoken() -> Spoken:
    """What is spoken now: it may change in the midst of a request, where a letter is written."""
    locale = get_locale()
    known: Spoken | None = g.get("spoken")
    if known is None or known.locale is not locale:
        known = g.spoken = Spoken(locale, str(locale), get_translations())
    return known


def _gettext(text: str) -> str:
    return spoken().catalogue.gettext(text)


def _ngettext(singular: str, plural: str, number: int) -> str:
    return spoken().catalogue.ngettext(singular, plural, number)
