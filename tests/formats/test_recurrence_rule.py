"""RRULE of RFC 5545 as far as it is offered, against times worked out by hand: clocks of the place count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app.formats.recurrence_rule import Freq, Refusal, Refused, Rule, on_the_wall, parse

BERLIN = "Europe/Berlin"


def at(text: str, zone: str = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def times(rule: str, first: str, zone: str = BERLIN, most: int = 50) -> list[str]:
    found = islice(parse(rule, zone).times(at(first, zone), zone), most)
    return [f"{on_the_wall(moment, zone):%y-%m-%d %H:%M}" for moment in found]


@pytest.mark.parametrize(
    ("rule", "first", "expected"),
    [
        (
            "FREQ=DAILY;COUNT=3",
            "2026-03-28T08:00",
            ["26-03-28 08:00", "26-03-29 08:00", "26-03-30 08:00"],
        ),
        (
            "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4",
            "2026-10-19T18:30",
            ["26-10-19 18:30", "26-10-21 18:30", "26-10-26 18:30", "26-10-28 18:30"],
        ),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TU;COUNT=4",
            "2026-09-01T09:00",
            ["26-09-01 09:00", "26-09-06 09:00", "26-09-15 09:00", "26-09-20 09:00"],
        ),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TU;COUNT=4;WKST=SU",
            "2026-09-01T09:00",
            ["26-09-01 09:00", "26-09-13 09:00", "26-09-15 09:00", "26-09-27 09:00"],
        ),
        (
            "FREQ=WEEKLY;UNTIL=20261110",
            "2026-10-27T08:00",
            ["26-10-27 08:00", "26-11-03 08:00", "26-11-10 08:00"],
        ),
        (
            "freq=weekly;until=20261110T070000z;",
            "2026-10-27T08:00",
            ["26-10-27 08:00", "26-11-03 08:00", "26-11-10 08:00"],
        ),
        ("FREQ=WEEKLY;UNTIL=20261110T065959Z", "2026-10-27T08:00", ["26-10-27 08:00", "26-11-03 08:00"]),
        (
            "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=3",
            "2026-11-19T10:00",
            ["26-11-19 10:00", "26-11-20 10:00", "26-11-23 10:00"],
        ),
        ("FREQ=DAILY;COUNT=3", "2026-03-28T02:30", ["26-03-28 02:30", "26-03-29 03:00", "26-03-30 02:30"]),
        ("FREQ=DAILY;COUNT=3", "2026-10-24T02:30", ["26-10-24 02:30", "26-10-25 02:30", "26-10-26 02:30"]),
        ("FREQ=WEEKLY;BYDAY=MO;COUNT=2", "2026-11-18T08:00", ["26-11-23 08:00", "26-11-30 08:00"]),
        ("FREQ=DAILY;INTERVAL=3;COUNT=3", "2028-02-27T08:00", ["28-02-27 08:00", "28-03-01 08:00", "28-03-04 08:00"]),
    ],
)
def test_by_hand(rule: str, first: str, expected: list[str]) -> None:
    assert times(rule, first) == expected


def test_a_minute_that_comes_twice_is_the_first_and_zones_of_half_an_hour_hold() -> None:
    (twice,) = parse("FREQ=DAILY;COUNT=1", BERLIN).times(at("2026-10-25T02:30"), BERLIN)
    assert twice == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    howe = times("FREQ=DAILY;COUNT=2", "2026-10-03T09:15", "Australia/Lord_Howe")
    assert howe == ["26-10-03 09:15", "26-10-04 09:15"]


def test_without_end_it_goes_on() -> None:
    assert len(times("FREQ=WEEKLY", "2026-10-27T08:00", most=500)) == 500
    assert parse("FREQ=WEEKLY", BERLIN).is_endless
    assert not parse("FREQ=WEEKLY;COUNT=1", BERLIN).is_endless


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("", Refusal.UNREADABLE),
        ("often", Refusal.UNREADABLE),
        ("COUNT=3", Refusal.UNREADABLE),
        ("FREQ=DAILY;FREQ=WEEKLY", Refusal.UNREADABLE),
        ("FREQ=DAILY;;COUNT=1", Refusal.UNREADABLE),
        ("FREQ=DAILY;COUNT=0", Refusal.UNREADABLE),
        ("FREQ=DAILY;COUNT=-1", Refusal.UNREADABLE),
        ("FREQ=DAILY;COUNT=99999999999999999999", Refusal.UNREADABLE),
        ("FREQ=DAILY;INTERVAL=x", Refusal.UNREADABLE),
        ("FREQ=WEEKLY;BYDAY=XX", Refusal.UNREADABLE),
        ("FREQ=DAILY;UNTIL=20261331", Refusal.UNREADABLE),
        ("FREQ=DAILY;UNTIL=soon", Refusal.UNREADABLE),
        ("FREQ=DAILY\nDTSTART:20260101", Refusal.UNREADABLE),
        ("FREQ=MONTHLY", Refusal.NOT_OFFERED),
        ("FREQ=SECONDLY", Refusal.NOT_OFFERED),
        ("FREQ=WEEKLY;BYDAY=1MO", Refusal.NOT_OFFERED),
        ("FREQ=WEEKLY;BYSETPOS=1", Refusal.NOT_OFFERED),
        ("FREQ=DAILY;BYMONTH=2", Refusal.NOT_OFFERED),
        ("FREQ=DAILY;COUNT=1001", Refusal.TOO_MANY),
        ("FREQ=DAILY;INTERVAL=53", Refusal.TOO_MANY),
        ("FREQ=DAILY;COUNT=2;UNTIL=20270101", Refusal.BOTH_ENDS),
    ],
)
def test_what_is_not_offered_is_refused(rule: str, why: Refusal) -> None:
    with pytest.raises(Refused) as refused:
        parse(rule, BERLIN)
    assert refused.value.why is why


def test_an_end_of_whole_days_names_the_same_times() -> None:
    first = at("2026-10-27T08:00")
    for until in ("20261110T070000Z", "20261110T065959Z", "20261110", "20261109T220000Z"):
        rule = parse(f"FREQ=WEEKLY;UNTIL={until}", BERLIN)
        whole = rule.to_whole_days(first, BERLIN)
        assert list(whole.times(first, BERLIN)) == list(rule.times(first, BERLIN))
        assert whole.until is not None
        assert (whole.until.hour, whole.until.minute) == (23, 59)


@settings(max_examples=200, deadline=None)
@given(
    freq=some.sampled_from(Freq),
    every=some.integers(1, 5),
    weekdays=some.sets(some.integers(0, 6), max_size=4),
    count=some.integers(1, 30),
    days=some.integers(-10, 10),
    start=some.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001 - a wall
)
def test_written_and_read_again_it_is_the_same_and_moved_by_days_it_keeps_its_distances(
    freq: Freq, every: int, weekdays: set[int], count: int, days: int, start: datetime
) -> None:
    rule = Rule(freq, every, tuple(sorted(weekdays)), count)
    assert parse(rule.text(BERLIN), BERLIN) == rule
    first = start.replace(hour=12, minute=0, second=0, microsecond=0, tzinfo=ZoneInfo(BERLIN)).astimezone(UTC)
    found = list(rule.times(first, BERLIN))
    walls = [on_the_wall(moment, BERLIN) for moment in found]
    assert len(found) == count
    assert found == sorted(set(found))
    assert {wall.hour for wall in walls} == {12}
    assert not weekdays or {wall.weekday() for wall in walls} <= weekdays
    again = rule.moved(days).times((walls[0] + timedelta(days=days)).replace(tzinfo=ZoneInfo(BERLIN)), BERLIN)
    assert [on_the_wall(moment, BERLIN) - timedelta(days=days) for moment in again] == walls
