"""What comes again at the same hour of the wall clock, whatever daylight saving does meanwhile."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import count
from zoneinfo import ZoneInfo

from app.formats import wall_clock

DAY = timedelta(days=1)
SATURDAY = 5


class Repeat(StrEnum):
    NONE = "none"
    DAILY = "daily"
    WEEKDAYS = "weekdays"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


def next_after(first: datetime, repeat: Repeat, zone: str, until: date | None, after: datetime) -> datetime | None:
    """The next time after `after` of what began at `first`, both instants; None when it is over.

    `until` is the last day, as calendars in `zone` show it. A month without the day of `first` has it on its last day.
    """
    begun = first.astimezone(ZoneInfo(zone))
    reached = after.astimezone(ZoneInfo(zone)).date()
    for day in _days(begun.date(), repeat):
        if until is not None and day > until:
            return None
        if day >= reached and (moment := wall_clock.instant(day, begun.hour * 60 + begun.minute, zone)) > after:
            return moment
    return None


def _days(first: date, repeat: Repeat) -> Iterator[date]:
    if repeat is Repeat.NONE:
        yield first
    elif repeat is Repeat.MONTHLY:
        yield from (_months_later(first, number) for number in count())
    else:
        step = 7 * DAY if repeat is Repeat.WEEKLY else DAY
        every = (first + number * step for number in count())
        yield from (day for day in every if repeat is not Repeat.WEEKDAYS or day.weekday() < SATURDAY)


def _months_later(first: date, number: int) -> date:
    year, month = divmod(first.month - 1 + number, 12)
    last = calendar.monthrange(first.year + year, month + 1)[1]
    return date(first.year + year, month + 1, min(first.day, last))
