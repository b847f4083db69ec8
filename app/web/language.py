"""Language, direction and zone of a request: the person's own, else the browser's, else the school's."""

from __future__ import annotations

from functools import cache

from babel import Locale
from flask import Flask, g, has_request_context, request, session
from flask_babel import get_locale
from flask_login import current_user

from app.config import LANGUAGES
from app.extensions import babel, db
from app.models.school import School


def init_app(app: Flask) -> None:
    app.config.update(
        BABEL_DEFAULT_LOCALE="en", BABEL_DEFAULT_TIMEZONE="UTC", BABEL_TRANSLATION_DIRECTORIES="translations"
    )
    babel.init_app(app, locale_selector=lambda: _locale(choose_language()), timezone_selector=choose_zone)
    app.context_processor(_surroundings)


def school() -> School | None:
    """The school of this installation, read once a request; None before set-up."""
    if "school" not in g:
        g.school = db.session.scalars(School.the()).first()
    found: School | None = g.school
    return found


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)


def choose_language() -> str:
    if not has_request_context():
        return "en"
    chosen = current_user.language if current_user and current_user.is_authenticated else session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    fitting = request.accept_languages.best_match(list(LANGUAGES))
    here = school()
    return fitting or (here.language if here else "en")


def choose_zone() -> str:
    if not has_request_context():
        return "UTC"
    if current_user and current_user.is_authenticated:
        return str(current_user.timezone)
    here = school()
    return here.timezone if here else "UTC"


def _surroundings() -> dict[str, object]:
    locale = get_locale() or Locale("en")
    return {
        "school": school(),
        "language": str(locale).replace("_", "-"),
        "direction": locale.text_direction,
        "languages": LANGUAGES,
    }
