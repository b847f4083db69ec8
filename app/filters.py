"""How values look on a page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import floor, inf
from typing import Literal, cast

from babel import Locale, UnknownLocaleError, dates, numbers
from flask import Flask
from flask_babel import get_locale, get_timezone
from flask_babel import gettext as _
from markupsafe import Markup

from app import clock
from app.formats import rich_text
from app.formats.film_words import problem_words
from app.formats.text_pictures import Sides
from app.formats.web_addresses import host_of
from app.models.exact import decimal

SHORT = "d MMM y, HH:mm"
SECONDS_A_WEEK = 7 * 24 * 3600
Unit = Literal["year", "month", "week", "day", "hour", "minute", "second"]
UNITS = cast(dict[Unit, int], dict(dates.TIMEDELTA_UNITS))
SHORTEST: Unit = "second"
NEARLY = 0.95
REMEMBERED = 4096
CLOSED = Markup("</time>")
COMMON_LANGUAGES = [
    "en",
    "ar",
    "bn",
    "cs",
    "da",
    "de",
    "el",
    "es",
    "fa",
    "fi",
    "fr",
    "gu",
    "he",
    "hi",
    "hu",
    "id",
    "it",
    "ja",
    "kn",
    "ko",
    "ml",
    "mr",
    "ms",
    "nb",
    "ne",
    "nl",
    "pa",
    "pl",
    "pt",
    "ro",
    "ru",
    "sv",
    "sw",
    "ta",
    "te",
    "th",
    "tr",
    "uk",
    "ur",
    "vi",
    "zh",
]


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        datetime_local=datetime_local,
        ago=ago,
        bytes=size_in_words,
        language_name=language_name,
        initials=initials,
        day=day,
        file_problem=problem_words,
        host=host_of,
        code_spaced=code_spaced,
        percent=percent,
        short_points=short_points,
        rich=rich,
    )
    app.jinja_env.globals["caption_languages"] = caption_languages


def rich(
    html: str, policy_version: int = rich_text.POLICY_VERSION, pictures: Mapping[str, Sides] | None = None
) -> Markup:
    """What people wrote, with the names of its callouts in the reader's language, and its `pictures` made to fit."""
    labels = {"note": _("Note"), "tip": _("Tip"), "warning": _("Warning")} if "callout-" in html else None
    return rich_text.as_markup(html, policy_version, labels, pictures)


def datetime_local(instant: datetime, style: str = "medium") -> Markup:
    """The instant in the viewer's zone and language, machine-readable beside it."""
    return _dated(instant, SHORT if style == "short" else style, _locale(), get_timezone())


def ago(instant: datetime) -> Markup:
    """How long ago, within a week; the date before that."""
    locale, zone = _locale(), get_timezone()
    seconds = (instant - clock.now()).total_seconds()
    if abs(seconds) > SECONDS_A_WEEK:
        return _dated(instant, "d MMM y", locale, zone)
    return _time(instant, _passed(*_rounded(seconds), locale), locale, zone)


def day(instant: datetime) -> Markup:
    return _dated(instant, "EEEE d MMMM", _locale(), get_timezone())


def language_name(tag: str) -> str:
    """A language in the words of the reader's; the tag itself where nobody knows it."""
    try:
        return Locale.parse(tag, sep="-").get_display_name(_locale()) or tag
    except (UnknownLocaleError, ValueError):
        return tag


def caption_languages() -> list[str]:
    """Languages that captions may be in: the reader's own first."""
    own = _locale().language
    return [own, *(tag for tag in COMMON_LANGUAGES if tag != own)]


def size_in_words(count: int) -> str:
    """A number of bytes as people say it: 1 kB is 1,000 bytes."""
    size, unit = float(count), "kB"
    for larger in ("kB", "MB", "GB"):
        size, unit = size / 1000, larger
        if size < 999.5:
            break
    return f"{numbers.format_decimal(size, '#,##0' if size >= 10 else '#,##0.#', locale=_locale())} {unit}"


def percent(share: Decimal) -> str:
    """With two decimals, as the reader writes them."""
    return f"{numbers.format_decimal(share, '0.00', locale=_locale())}\u00a0%"


def short_points(value: Fraction) -> str:
    """Points with at most two decimals, as the reader's language writes them."""
    return numbers.format_decimal(decimal(value), format="#,##0.##", locale=_locale())


def _locale() -> Locale:
    return get_locale() or Locale("en")


@lru_cache(maxsize=REMEMBERED)
def _dated(instant: datetime, style: str, locale: Locale, zone: tzinfo) -> Markup:
    """A class sees the same few instants on every page, and writing one out takes a third of a millisecond."""
    return _time(instant, dates.format_datetime(instant, style, tzinfo=zone, locale=locale), locale, zone)


def _time(instant: datetime, shown: str, locale: Locale, zone: tzinfo) -> Markup:
    return _opened(instant, locale, zone) + shown + CLOSED


@lru_cache(maxsize=REMEMBERED)
def _opened(instant: datetime, locale: Locale, zone: tzinfo) -> Markup:
    exact = dates.format_datetime(instant, "full", tzinfo=zone, locale=locale)
    return Markup('<time datetime="{}" title="{}">').format(
        instant.astimezone(zone).isoformat(timespec="seconds"), exact
    )


def _rounded(seconds: float) -> tuple[Unit, int]:
    """A length of time in the largest unit that it fills (nearly), as babel would choose it; negative: in the past."""
    whole = abs(floor(seconds))
    unit = next((each for each, length in UNITS.items() if whole / length >= NEARLY), SHORTEST)
    return unit, round(whole / UNITS[unit]) * (-1 if seconds < 0 else 1)


@lru_cache(maxsize=REMEMBERED)
def _passed(unit: Unit, number: int, locale: Locale) -> str:
    """As in "5 minutes ago". There are few of them, and babel takes long for each."""
    length = timedelta(seconds=number * UNITS[unit])
    return dates.format_timedelta(length, granularity=unit, threshold=inf, add_direction=True, locale=locale)


def initials(name: str) -> str:
    """First letters of the first and last word of a name."""
    words = name.split()
    chosen = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(word[0] for word in chosen).upper() or "?"


def code_spaced(code: str) -> str:
    """A join code in two groups, easier to read out."""
    return f"{code[:4]}-{code[4:]}"
