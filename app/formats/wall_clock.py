"""What a clock on the wall says, as instants: quiet hours, digests, the evening before.

A minute that the clocks skip in spring counts as the first one after the gap; one that comes twice in autumn counts
the first time (notifications.md 4.5).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
SHOWN = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::[0-5][0-9])?")


def instant(day: date, minute: int, zone: str) -> datetime:
    """The moment, in UTC, at which clocks of `zone` show `minute` (counted from midnight) of `day`."""
    there = ZoneInfo(zone)
    shown = datetime.combine(day, time(minute // 60, minute % 60))
    while (moment := shown.replace(tzinfo=there).astimezone(UTC)).astimezone(there).replace(tzinfo=None) != shown:
        shown += MINUTE
    return moment


def day_of(moment: datetime, zone: str) -> date:
    """The day that calendars of `zone` show at `moment`."""
    return moment.astimezone(ZoneInfo(zone)).date()


def moved(moment: datetime, days: int, zone: str) -> datetime:
    """`moment` so many days later, or earlier, at the same minute of the clocks of `zone`."""
    there = moment.astimezone(ZoneInfo(zone))
    return instant(there.date() + days * DAY, there.hour * 60 + there.minute, zone) if days else moment


def quiet_until(start: int, end: int, days: int, zone: str, now: datetime) -> datetime | None:
    """When the quiet hours end that `now` lies in; None outside of them.

    They last from minute `start` to minute `end`, of the next day where that is not later; `days` has a bit for each
    day they begin on, Monday first. With `start` equal to `end` there are none.
    """
    if start == end:
        return None
    today = now.astimezone(ZoneInfo(zone)).date()
    for begins in (today - DAY, today):
        ends = begins if end > start else begins + DAY
        if days >> begins.weekday() & 1 and instant(begins, start, zone) <= now:
            over = instant(ends, end, zone)
            if now < over:
                return over
    return None


def next_at(hour: int, weekday: int | None, zone: str, now: datetime) -> datetime:
    """The next moment after `now` when it is `hour` in `zone`: on any day, or on `weekday` (0 is Monday)."""
    today = now.astimezone(ZoneInfo(zone)).date()
    for ahead in range(9):
        day = today + ahead * DAY
        if weekday in (None, day.weekday()) and (moment := instant(day, hour * 60, zone)) > now:
            return moment
    raise AssertionError("no day of the week within nine days")


def last_at(hour: int, weekday: int | None, zone: str, now: datetime) -> datetime:
    """The latest moment, `now` or before, when it was `hour` in `zone`: on any day, or on `weekday`."""
    today = now.astimezone(ZoneInfo(zone)).date()
    for back in range(9):
        day = today - back * DAY
        if weekday in (None, day.weekday()) and (moment := instant(day, hour * 60, zone)) <= now:
            return moment
    raise AssertionError("no day of the week within nine days")


def minute_of(shown: str) -> int | None:
    """Minutes from midnight of a time such as "7:05" or "19:30:00"; None for anything else."""
    found = SHOWN.fullmatch(shown.strip())
    return int(found[1]) * 60 + int(found[2]) if found else None


def shown_as(minute: int) -> str:
    """A minute of the day as a clock shows it: "07:05"."""
    return f"{minute // 60:02}:{minute % 60:02}"
