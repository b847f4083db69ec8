"""Rules by which something comes again (RFC 5545, section 3.3.10), counted on the clocks of a place.

Offered are days and weeks: every n of them, on several weekdays, until a moment or a number of times, or without end.
`dateutil` counts on bare wall clocks, so daylight saving moves no hour; what the clocks skip is settled as everywhere
(`wall_clock`). The first time is the first one from the beginning on that the rule names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, WEEKLY, rrule

from app.formats import wall_clock

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
END_OF_DAY = time(23, 59)
MOST_EVERY = 52
MOST_TIMES = 1_000
_PART = re.compile(r"([A-Z]+)=([A-Z0-9,+-]+)")
_MOMENT = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?")
_OFFERED = {"FREQ", "INTERVAL", "BYDAY", "COUNT", "UNTIL", "WKST"}


class Freq(StrEnum):
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"


class Refusal(StrEnum):
    """Why a rule is refused."""

    UNREADABLE = "unreadable"
    NOT_OFFERED = "not_offered"
    TOO_MANY = "too_many"
    BOTH_ENDS = "both_ends"


class Refused(ValueError):
    """A rule that is none, or one that is not offered."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True)
class Rule:
    """`weekdays` from 0 for Monday, none being the day of the first time; `until` is the last moment on the wall."""

    freq: Freq
    every: int = 1
    weekdays: tuple[int, ...] = ()
    count: int | None = None
    until: datetime | None = None
    week_start: int = 0

    @property
    def is_endless(self) -> bool:
        return self.count is None and self.until is None

    def text(self, zone: str) -> str:
        """As RFC 5545 writes it; UNTIL in UTC, since what it ends begins at an hour of a zone."""
        parts = [f"FREQ={self.freq.value}"]
        if self.every > 1:
            parts.append(f"INTERVAL={self.every}")
        if self.weekdays:
            parts.append("BYDAY=" + ",".join(DAYS[day] for day in self.weekdays))
        if self.week_start:
            parts.append(f"WKST={DAYS[self.week_start]}")
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        if self.until is not None:
            parts.append(f"UNTIL={self.until.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC):%Y%m%dT%H%M%SZ}")
        return ";".join(parts)

    def times(self, first: datetime, zone: str) -> Iterator[datetime]:
        """Instants from `first` on, in order, for as long as somebody asks."""
        began = on_the_wall(first, zone)
        days = self.weekdays or None
        counted = rrule(
            DAILY if self.freq is Freq.DAILY else WEEKLY,
            dtstart=began,
            interval=self.every,
            byweekday=days,
            count=self.count,
            until=self.until,
            wkst=self.week_start,
        )
        for shown in counted:
            yield off_the_wall(shown, zone)

    def to_whole_days(self, first: datetime, zone: str) -> Rule:
        """The same times from `first` on, with an end that does not move when their hour does."""
        if self.until is None:
            return self
        began = on_the_wall(first, zone)
        last = self.until.date() if self.until.time() >= began.time() else self.until.date() - timedelta(days=1)
        return replace(self, until=datetime.combine(last, END_OF_DAY))

    def moved(self, days: int) -> Rule:
        """The rule of the same thing so many days later, or earlier."""
        weekdays = tuple(sorted((day + days) % 7 for day in self.weekdays))
        until = self.until + timedelta(days=days) if self.until else None
        week_start = (self.week_start + days) % 7 if self.every > 1 and weekdays else self.week_start
        return replace(self, weekdays=weekdays, until=until, week_start=week_start)


def on_the_wall(moment: datetime, zone: str) -> datetime:
    """What clocks of `zone` show then, without a zone."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def off_the_wall(shown: datetime, zone: str) -> datetime:
    """The instant at which clocks of `zone` show this minute."""
    return wall_clock.instant(shown.date(), shown.hour * 60 + shown.minute, zone)


def shift(moment: datetime, days: int, minutes: int, zone: str) -> datetime:
    """`moment` moved on the wall: so many days, and to a minute of the day that is `minutes` later or earlier."""
    return off_the_wall(on_the_wall(moment, zone) + timedelta(days=days, minutes=minutes), zone)


def parse(text: str, zone: str) -> Rule:
    """The rule that `text` says, with or without "RRULE:" before it. Raises Refused."""
    written = text.strip().upper().removeprefix("RRULE:").rstrip(";")
    found = [_PART.fullmatch(part) for part in written.split(";")]
    pairs = [(each[1], each[2]) for each in found if each]
    parts = dict(pairs)
    if len(pairs) != len(found) or len(parts) != len(pairs) or "FREQ" not in parts:
        raise Refused(Refusal.UNREADABLE)
    if not parts.keys() <= _OFFERED or parts["FREQ"] not in Freq.__members__:
        raise Refused(Refusal.NOT_OFFERED)
    if "COUNT" in parts and "UNTIL" in parts:
        raise Refused(Refusal.BOTH_ENDS)
    return Rule(
        freq=Freq(parts["FREQ"]),
        every=_number(parts.get("INTERVAL", "1"), MOST_EVERY),
        weekdays=tuple(sorted({_weekday(day) for day in parts["BYDAY"].split(",")})) if "BYDAY" in parts else (),
        count=_number(parts["COUNT"], MOST_TIMES) if "COUNT" in parts else None,
        until=_moment(parts["UNTIL"], zone) if "UNTIL" in parts else None,
        week_start=_weekday(parts.get("WKST", "MO")),
    )


def _number(text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or not int(text):
        raise Refused(Refusal.UNREADABLE)
    if int(text) > most:
        raise Refused(Refusal.TOO_MANY)
    return int(text)


def _weekday(text: str) -> int:
    if text in DAYS:
        return DAYS.index(text)
    raise Refused(Refusal.NOT_OFFERED if text[-2:] in DAYS else Refusal.UNREADABLE)


def _moment(text: str, zone: str) -> datetime:
    """UNTIL as clocks of `zone` show it; a day alone is the whole of it."""
    found = _MOMENT.fullmatch(text)
    if not found:
        raise Refused(Refusal.UNREADABLE)
    day, hour, is_utc = found.groups()
    try:
        if hour is None:
            return datetime.combine(datetime.strptime(day, "%Y%m%d").date(), END_OF_DAY)  # noqa: DTZ007 - a day of the wall
        shown = datetime.strptime(day + hour, "%Y%m%d%H%M%S")  # noqa: DTZ007 - given its zone below where it has one
        return on_the_wall(shown.replace(tzinfo=UTC), zone) if is_utc else shown
    except (ValueError, OverflowError):
        raise Refused(Refusal.UNREADABLE) from None
