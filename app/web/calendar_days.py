"""The days of a calendar as its reader sees them: by the clock and the calendar of his own zone, Monday first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.formats import wall_clock
from app.models.live import LiveSession
from app.reports.agenda import Agenda, Due

DAY = timedelta(days=1)
WEEK = 7
LIST_DAYS = 28
YEARS = range(2000, 2100)


class View(StrEnum):
    MONTH = "month"
    WEEK = "week"
    LIST = "list"


@dataclass(frozen=True)
class Span:
    """The days that are shown, `first` to before `last`; `day` is the one asked for, in `view`."""

    view: View
    day: date
    first: date
    last: date

    @property
    def before(self) -> date:
        """A day of what stands before this."""
        if self.view is View.MONTH:
            return (self.day.replace(day=1) - DAY).replace(day=1)
        return self.day - (self.last - self.first)

    @property
    def after(self) -> date:
        if self.view is View.MONTH:
            return (self.day.replace(day=28) + 4 * DAY).replace(day=1)
        return self.day + (self.last - self.first)

    def instants(self, zone: str) -> tuple[datetime, datetime]:
        """When it begins and ends on the clocks of `zone`."""
        return wall_clock.instant(self.first, 0, zone), wall_clock.instant(self.last, 0, zone)


@dataclass(frozen=True)
class Day:
    """One day with what begins on it; `outside`: of another month than the one asked for."""

    date: date
    today: bool
    outside: bool
    items: list[LiveSession | Due] = field(default_factory=list)


def span(view: View, day: date) -> Span:
    """What `view` shows around `day`: whole weeks of its month, its week, or some weeks from it on."""
    if view is View.LIST:
        return Span(view, day, day, day + LIST_DAYS * DAY)
    if view is View.WEEK:
        monday = _monday(day)
        return Span(view, day, monday, monday + WEEK * DAY)
    ends = (day.replace(day=28) + 4 * DAY).replace(day=1) - DAY
    return Span(view, day, _monday(day.replace(day=1)), _monday(ends) + WEEK * DAY)


def days(shown: Span, agenda: Agenda, zone: str, today: date) -> list[Day]:
    """Every day of `shown`, each with its sessions and what is due, in the order of time."""
    number = (shown.last - shown.first).days
    dates = [shown.first + step * DAY for step in range(number)]
    month = shown.day.month if shown.view is View.MONTH else None
    found = [Day(each, each == today, month is not None and each.month != month) for each in dates]
    items: list[LiveSession | Due] = [*agenda.sessions, *agenda.due]
    for item in sorted(items, key=begins):
        place = (wall_clock.day_of(begins(item), zone) - shown.first).days
        found[min(max(place, 0), number - 1)].items.append(item)
    return found


def begins(item: LiveSession | Due) -> datetime:
    return item.starts_at if isinstance(item, LiveSession) else item.at


def read_day(given: str) -> date | None:
    """A day as it stands in an address; None where that is none."""
    try:
        day = date.fromisoformat(given)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def _monday(day: date) -> date:
    return day - day.weekday() * DAY
