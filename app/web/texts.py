"""Texts in templates: as flask_babel gives them, but the catalogue is looked for once a request, not once a text, and
what has nothing to fill in is kept as it stands on the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from jinja2 import pass_context
from jinja2.runtime import Context

from app.spoken import spoken


def init_app(app: Flask) -> None:
    """After flask_babel, whose functions these replace in templates."""
    app.jinja_env.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals["gettext"] = app.jinja_env.globals["_"] = _kept(app.jinja_env.globals["gettext"])


def _kept(fill: Any) -> Callable[..., str]:
    """Jinja's gettext, which a page calls dozens of times, asked once for each text that has nothing to fill in."""
    known: dict[tuple[str, str, bool], str] = {}

    @pass_context
    def gettext(context: Context, text: str, /, **variables: object) -> str:
        if variables:
            return fill(context, text, **variables)
        place = (spoken().language, text, context.eval_ctx.autoescape)
        if place not in known:
            known[place] = fill(context, text)
        return known[place]

    return gettext


def _gettext(text: str) -> str:
    return spoken().catalogue.gettext(text)


def _ngettext(singular: str, plural: str, number: int) -> str:
    return spoken().catalogue.ngettext(singular, plural, number)
