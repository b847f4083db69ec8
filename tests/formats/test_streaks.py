"""Days in a row, held against a plain telling of the same rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.formats.streaks import DAY, Streak, streak
from app.formats.wall_clock import day_of, instant

MONDAY = date(2026, 3, 2)
TODAY = MONDAY + timedelta(days=60)
ZONES = ("UTC", "Europe/Madrid", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "America/Sao_Paulo")


def school(day: date) -> bool:
    return day.weekday() < 5


def every(_day: date) -> bool:
    return True


def after(*offsets: int, today: int, counts=school) -> Streak:  # type: ignore[no-untyped-def]
    return streak([MONDAY + number * DAY for number in offsets], counts, MONDAY + today * DAY)


def test_nothing_is_nothing() -> None:
    assert streak([], school, TODAY) == Streak()


def test_weekends_do_not_break_it_and_learning_on_them_counts() -> None:
    assert after(0, 1, 2, 3, 4, 7, today=7).length == 6
    assert after(0, 1, 2, 3, 4, 5, 7, today=7).length == 7


def test_today_may_still_come() -> None:
    assert after(0, 1, today=2).length == 2
    assert after(0, 1, today=3).length == 0


def test_holidays_do_not_break_it() -> None:
    off = {MONDAY + number * DAY for number in (2, 3)}
    assert after(0, 1, 4, today=4, counts=lambda day: school(day) and day not in off).length == 3


def test_five_days_earn_a_freeze_that_covers_one_missed_day() -> None:
    kept = after(0, 1, 2, 3, 4, today=8)
    assert (kept.length, kept.freezes, kept.missed) == (5, 0, 1)
    gone = after(0, 1, 2, 3, 4, today=9)
    assert (gone.length, gone.best, gone.before, gone.missed) == (0, 5, 5, 2)


def test_two_freezes_are_kept_at_most() -> None:
    days = range(15)
    found = after(*days, today=14, counts=every)
    assert (found.length, found.freezes) == (15, 2)
    assert after(*days, today=17, counts=every).length == 15
    assert after(*days, today=18, counts=every).length == 0


def test_when_lengths_were_reached_and_the_way_back() -> None:
    found = after(0, 1, 2, 3, 4, 30, today=30)
    assert found.reached[5] == MONDAY + 4 * DAY
    assert found.came_back == MONDAY + 30 * DAY
    assert after(0, 10, today=10).came_back is None


active = st.sets(st.integers(0, 60).map(lambda number: MONDAY + number * DAY))


@given(days=active)
def test_it_is_what_a_plain_walk_finds(days: set[date]) -> None:
    """A day at a time: what was learned adds one, a counted day without takes a freeze or everything."""
    length = freezes = best = 0
    day = min(days, default=TODAY)
    while day <= TODAY:
        if day in days:
            length += 1
            freezes = min(2, freezes + (length % 5 == 0))
            best = max(best, length)
        elif school(day) and day < TODAY:
            length, freezes = (length, freezes - 1) if freezes and length else (0, 0)
        day += DAY
    found = streak(days, school, TODAY)
    assert (found.length, found.freezes, found.best) == (length, freezes, best)


@given(days=active, more=st.dates(MONDAY, TODAY))
def test_another_day_never_shortens_it(days: set[date], more: date) -> None:
    assert streak({*days, more}, school, TODAY).length >= min(1, streak(days, school, TODAY).length)
    assert streak({*days, more}, school, TODAY).best >= streak(days, school, TODAY).best


@given(days=active)
def test_more_free_days_of_school_never_shorten_it(days: set[date]) -> None:
    assert streak(days, school, TODAY).length >= streak(days, every, TODAY).length


@given(days=active, extra=st.integers(1, 30))
def test_days_to_come_change_nothing(days: set[date], extra: int) -> None:
    later = {TODAY + extra * DAY}
    assert streak(days | later, school, TODAY) == streak(days, school, TODAY)


@given(zone=st.sampled_from(ZONES), first=st.dates(date(2009, 1, 1), date(2030, 1, 1)), number=st.integers(1, 40))
def test_learning_each_evening_is_in_a_row_wherever_and_whenever_clocks_change(
    zone: str, first: date, number: int
) -> None:
    """At 23:30 by the clocks of the place, every day: no change of the clocks loses one or counts one twice."""
    evenings = [instant(first + ahead * DAY, 23 * 60 + 30, zone) for ahead in range(number)]
    days = [day_of(moment, zone) for moment in evenings]
    skipped = zone == "Pacific/Apia" and first <= date(2011, 12, 30) < first + number * DAY
    assert len(set(days)) == number - skipped
    assert streak(days, every, days[-1]).length == number - skipped


def test_an_instant_is_a_day_of_the_place() -> None:
    moment = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    assert day_of(moment, "Asia/Kathmandu") == date(2026, 3, 3)
    assert day_of(moment, "America/Sao_Paulo") == date(2026, 3, 2)
