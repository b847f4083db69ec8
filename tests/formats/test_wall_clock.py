"""What a clock on the wall says, as instants (notifications.md 4.5)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.formats.wall_clock import DAY, instant, last_at, minute_of, next_at, quiet_until, shown_as

ZONES = (
    "UTC",
    "Europe/Madrid",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Africa/Casablanca",
    "America/Sao_Paulo",
    "Pacific/Kiritimati",
)
EVERY_DAY = 0b1111111

zones = st.sampled_from(ZONES)
minutes = st.integers(0, 1439)
days = st.dates(date(2009, 1, 1), date(2035, 12, 31))
moments = st.integers(1_230_768_000, 2_082_672_000).map(lambda second: datetime.fromtimestamp(second, UTC))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "minute", "zone", "expected"),
    [
        ("2026-03-04", 450, "UTC", "2026-03-04T07:30"),
        ("2026-03-04", 450, "Asia/Kathmandu", "2026-03-04T01:45"),
        # 02:30 is skipped in spring and counts as 03:00; in autumn it comes twice and counts the first time.
        ("2026-03-29", 150, "Europe/Madrid", "2026-03-29T01:00"),
        ("2026-10-25", 150, "Europe/Madrid", "2026-10-25T00:30"),
        ("2026-10-04", 135, "Australia/Lord_Howe", "2026-10-03T15:30"),
        ("2026-04-05", 105, "Australia/Lord_Howe", "2026-04-04T14:45"),
        # Samoa had no 30 December 2011: any time of it is the first minute of the next day.
        ("2011-12-30", 600, "Pacific/Apia", "2011-12-30T10:00"),
    ],
)
def test_an_instant(day: str, minute: int, zone: str, expected: str) -> None:
    assert instant(date.fromisoformat(day), minute, zone) == utc(expected)


@given(day=days, minute=minutes, zone=zones)
def test_that_clock_shows_that_minute_or_the_first_after_a_gap(day: date, minute: int, zone: str) -> None:
    moment = instant(day, minute, zone)
    there = ZoneInfo(zone)
    wanted = datetime.combine(day, time(minute // 60, minute % 60))
    shown = moment.astimezone(there).replace(tzinfo=None)
    assert moment.tzinfo is UTC
    if shown == wanted:
        assert moment.astimezone(there).fold == 0, "the first time of two"
    else:
        assert shown > wanted
        before = (moment - timedelta(minutes=1)).astimezone(there).replace(tzinfo=None)
        assert before < wanted, "the first minute after the gap"


@pytest.mark.parametrize(
    ("now", "start", "end", "weekdays", "expected"),
    [
        ("2026-03-04T21:00", 1200, 420, EVERY_DAY, "2026-03-05T07:00"),
        ("2026-03-04T03:00", 1200, 420, EVERY_DAY, "2026-03-04T07:00"),
        ("2026-03-04T20:00", 1200, 420, EVERY_DAY, "2026-03-05T07:00"),
        ("2026-03-04T07:00", 1200, 420, EVERY_DAY, None),
        ("2026-03-04T12:00", 1200, 420, EVERY_DAY, None),
        ("2026-03-04T12:00", 600, 780, EVERY_DAY, "2026-03-04T13:00"),
        ("2026-03-04T21:00", 1200, 420, 0b0000100, "2026-03-05T07:00"),
        ("2026-03-05T03:00", 1200, 420, 0b0000100, "2026-03-05T07:00"),
        ("2026-03-05T21:00", 1200, 420, 0b0000100, None),
        ("2026-03-04T12:00", 720, 720, EVERY_DAY, None),
        ("2026-03-04T21:00", 1200, 420, 0, None),
    ],
)
def test_quiet_until(now: str, start: int, end: int, weekdays: int, expected: str | None) -> None:
    """4 March 2026 is a Wednesday."""
    assert quiet_until(start, end, weekdays, "UTC", utc(now)) == (utc(expected) if expected else None)


@given(now=moments, start=minutes, end=minutes, weekdays=st.integers(0, EVERY_DAY), zone=zones)
def test_quiet_hours_end_and_then_it_is_not_quiet(
    now: datetime, start: int, end: int, weekdays: int, zone: str
) -> None:
    over = quiet_until(start, end, weekdays, zone, now)
    if over is None:
        return
    assert now < over <= now + 2 * DAY
    assert over in {instant(over.astimezone(ZoneInfo(zone)).date() + n * DAY, end, zone) for n in (-1, 0)}
    assert quiet_until(start, end, weekdays, zone, over - timedelta(microseconds=1)) == over
    after = quiet_until(start, end, weekdays, zone, over)
    assert after is None or after > over


@given(now=moments, hour=st.integers(0, 23), weekday=st.none() | st.integers(0, 6), zone=zones)
def test_the_last_and_the_next_are_neighbours(now: datetime, hour: int, weekday: int | None, zone: str) -> None:
    last, following = last_at(hour, weekday, zone, now), next_at(hour, weekday, zone, now)
    assert last <= now < following
    assert next_at(hour, weekday, zone, last) == following
    assert last_at(hour, weekday, zone, following) == following
    assert following - last < (3 if weekday is None else 9) * DAY


@pytest.mark.parametrize("minute", [0, 7 * 60 + 5, 1439])
def test_a_minute_as_it_is_shown_is_read_again(minute: int) -> None:
    assert minute_of(shown_as(minute)) == minute


@pytest.mark.parametrize(("typed", "minute"), [("7:05", 425), (" 19:30:59 ", 1170), ("00:00", 0), ("23:59", 1439)])
def test_typed_times(typed: str, minute: int) -> None:
    assert minute_of(typed) == minute


@pytest.mark.parametrize(
    "typed", ["", "7", "24:00", "12:60", "-1:00", "12:3", "٣:٣٠", "12:30pm", "12:30\0", "1" * 9999]
)
def test_what_is_no_time(typed: str) -> None:
    assert minute_of(typed) is None
