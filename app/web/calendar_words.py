"""Days, weeks and months of a calendar in the reader's language."""

from __future__ import annotations

from datetime import date, timedelta

from babel import Locale, dates
from flask_babel import get_locale

from app.web.calendar_days import Span, View


def title(span: Span) -> str:
    """What is shown: "November 2026", or its first and last day."""
    if span.view is View.MONTH:
        name = dates.format_skeleton("yMMMM", span.day, locale=_locale())
        return name[0].upper() + name[1:]
    return dates.format_interval(span.first, span.last - timedelta(days=1), "yMMMd", locale=_locale())


def day(when: date) -> str:
    """As in "Friday 21 November"."""
    return dates.format_date(when, "EEEE d MMMM", locale=_locale())


def weekday(when: date) -> str:
    """As in "Fri"."""
    return dates.format_date(when, "EEE", locale=_locale())


def _locale() -> Locale:
    return get_locale() or Locale("en")
