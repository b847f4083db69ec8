"""What comes again does so at the same hour of the wall clock (LIV2 and NOT11 have the same rule)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app.formats.recurrence import Repeat, next_after

BERLIN = "Europe/Berlin"


def at(text: str, zone: str = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def times(first: str, repeat: Repeat, number: int, zone: str = BERLIN, until: date | None = None) -> list[str]:
    """The first, and those after it, as clocks of `zone` show them."""
    begun = at(first, zone)
    found = [begun]
    while len(found) < number and (moment := next_after(begun, repeat, zone, until, found[-1])):
        found.append(moment)
    return [moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") for moment in found]


def test_once_is_once() -> None:
    assert times("2026-03-27T08:00", Repeat.NONE, 3) == ["2026-03-27 08:00"]
    assert next_after(at("2026-03-27T08:00"), Repeat.NONE, BERLIN, None, at("2026-03-26T08:00")) is not None


def test_the_hour_stays_over_the_change_of_clocks() -> None:
    assert times("2026-03-28T08:00", Repeat.DAILY, 3) == ["2026-03-28 08:00", "2026-03-29 08:00", "2026-03-30 08:00"]
    spring = [at("2026-03-28T08:00"), at("2026-03-29T08:00")]
    assert spring[1] - spring[0] == timedelta(hours=23)
    assert times("2026-10-18T08:00", Repeat.WEEKLY, 3) == ["2026-10-18 08:00", "2026-10-25 08:00", "2026-11-01 08:00"]


def test_a_minute_that_is_skipped_or_comes_twice() -> None:
    assert times("2026-03-28T02:30", Repeat.DAILY, 3) == ["2026-03-28 02:30", "2026-03-29 03:00", "2026-03-30 02:30"]
    twice = times("2026-10-24T02:30", Repeat.DAILY, 3)
    assert twice == ["2026-10-24 02:30", "2026-10-25 02:30", "2026-10-26 02:30"]


def test_half_an_hour_of_summer() -> None:
    assert times("2026-10-03T09:15", Repeat.DAILY, 3, "Australia/Lord_Howe")[1:] == [
        "2026-10-04 09:15",
        "2026-10-05 09:15",
    ]


def test_weekdays_leave_out_the_weekend() -> None:
    friday = times("2026-11-20T07:30", Repeat.WEEKDAYS, 4)
    assert friday == ["2026-11-20 07:30", "2026-11-23 07:30", "2026-11-24 07:30", "2026-11-25 07:30"]


def test_months_without_that_day_have_it_last() -> None:
    assert times("2027-01-31T10:00", Repeat.MONTHLY, 4) == [
        "2027-01-31 10:00",
        "2027-02-28 10:00",
        "2027-03-31 10:00",
        "2027-04-30 10:00",
    ]
    assert times("2026-12-15T10:00", Repeat.MONTHLY, 2)[1] == "2027-01-15 10:00"


def test_until_counts_its_day() -> None:
    assert times("2026-11-20T23:30", Repeat.DAILY, 9, until=date(2026, 11, 22))[-1] == "2026-11-22 23:30"
    assert len(times("2026-11-20T23:30", Repeat.DAILY, 9, until=date(2026, 11, 22))) == 3


def test_of_many_missed_ones_the_next_to_come() -> None:
    begun = at("2026-01-05T08:00")
    later = at("2026-07-01T12:00")
    assert next_after(begun, Repeat.DAILY, BERLIN, None, later) == at("2026-07-02T08:00")
    assert next_after(begun, Repeat.WEEKLY, BERLIN, None, later) == at("2026-07-06T08:00")
    assert next_after(begun, Repeat.DAILY, BERLIN, date(2026, 6, 30), later) is None


@settings(max_examples=60, deadline=None)
@given(
    minutes=some.integers(0, 2 * 366 * 24 * 60),
    zone=some.sampled_from(["UTC", BERLIN, "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia"]),
    repeat=some.sampled_from([each for each in Repeat if each is not Repeat.NONE]),
)
def test_they_never_stand_still_nor_change_their_hour(minutes: int, zone: str, repeat: Repeat) -> None:
    first = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    found = [first]
    for _ in range(8):
        moment = next_after(first, repeat, zone, None, found[-1])
        assert moment is not None
        found.append(moment)
    assert all(earlier < later for earlier, later in pairwise(found))
    hour = first.astimezone(ZoneInfo(zone)).strftime("%H:%M")
    same = [moment.astimezone(ZoneInfo(zone)).strftime("%H:%M") == hour for moment in found]
    assert same.count(False) <= 1, "only a minute that the clocks skip is another one"


def test_what_is_asked_of_a_foreign_zone() -> None:
    with pytest.raises(KeyError):
        next_after(at("2026-01-05T08:00"), Repeat.DAILY, "Nowhere/Land", None, at("2026-01-05T08:00"))
