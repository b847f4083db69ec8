"""How values look on a page."""

from __future__ import annotations

from datetime import datetime, tzinfo
from functools import lru_cache

from babel import Locale, dates
from flask import Flask
from flask_babel import format_timedelta, get_locale, get_timezone
from markupsafe import Markup, escape

from app import clock
from app.formats import rich_text

SHORT = "d MMM y, HH:mm"
SECONDS_A_WEEK = 7 * 24 * 3600


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        datetime_local=datetime_local,
        ago=ago,
        initials=initials,
        day=day,
        code_spaced=code_spaced,
        rich=rich_text.as_markup,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def datetime_local(instant: datetime, style: str = "medium") -> Markup:
    """The instant in the viewer's zone and language, machine-readable beside it."""
    return _time(instant, _written(instant, SHORT if style == "short" else style))


def ago(instant: datetime) -> Markup:
    """How long ago, within a week; the date before that."""
    passed = instant - clock.now()
    if abs(passed.total_seconds()) > SECONDS_A_WEEK:
        return _time(instant, _written(instant, "d MMM y"))
    return _time(instant, format_timedelta(passed, add_direction=True, threshold=0.95))


def day(instant: datetime) -> Markup:
    return _time(instant, _written(instant, "EEEE d MMMM"))


def _written(instant: datetime, style: str) -> str:
    return _remembered(instant, style, get_locale() or Locale("en"), get_timezone())


@lru_cache(maxsize=4096)
def _remembered(instant: datetime, style: str, locale: Locale, zone: tzinfo) -> str:
    """A class sees the same few instants on every page, and writing one out takes a third of a millisecond."""
    return dates.format_datetime(instant, style, tzinfo=zone, locale=locale)


def _time(instant: datetime, shown: str) -> Markup:
    exact = _written(instant, "full")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        instant.astimezone(get_timezone()).isoformat(timespec="seconds"), escape(exact), shown
    )


def initials(name: str) -> str:
    """First letters of the first and last word of a name."""
    words = name.split()
    chosen = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(word[0] for word in chosen).upper() or "?"


def code_spaced(code: str) -> str:
    """A join code in two groups, easier to read out."""
    return f"{code[:4]}-{code[4:]}"
