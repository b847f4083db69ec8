"""Stays made of connections, held against a plain count of seconds."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.formats.presence import EARLY, RECONNECTS, Held, Span, merged, stay

BEGAN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LENGTH = 3000
GAP = int(RECONNECTS.total_seconds())
FIVE_MINUTES = timedelta(minutes=5)


def _at(second: int) -> datetime:
    return BEGAN + timedelta(seconds=second)


def _held(*, began: int = 0, ended: int = LENGTH, starts: int = 0, ends: int = LENGTH) -> Held:
    return Held(_at(began), _at(ended), _at(starts), _at(ends))


def _stay(*connections: tuple[int, int], held: Held | None = None):  # type: ignore[no-untyped-def]
    return stay([Span(_at(first), _at(last)) for first, last in connections], held or _held(), FIVE_MINUTES)


def _seconds_there(connections: list[tuple[int, int]]) -> int:
    """Each second by itself: covered, or between two covered ones that are no further apart than a reconnect takes."""
    instants = {
        second for first, last in connections for second in range(max(first, 0), min(last, LENGTH) + 1) if first <= last
    }
    ordered = sorted(instants)
    return sum(later - sooner for sooner, later in itertools.pairwise(ordered) if later - sooner <= GAP)


connections = st.lists(
    st.tuples(st.integers(-600, LENGTH + 600), st.integers(0, 900)).map(lambda pair: (pair[0], pair[0] + pair[1])),
    max_size=12,
)


@given(connections, st.randoms())
def test_any_order_with_doubles_and_gaps_is_as_a_count_of_seconds(found: list[tuple[int, int]], chance: object) -> None:
    doubled = [*found, *found[:3]]
    chance.shuffle(doubled)  # type: ignore[attr-defined]
    there = _stay(*doubled)
    assert there.seconds == _seconds_there(found)
    assert there == _stay(*found)
    assert there.was_there == any(first <= LENGTH and last >= 0 for first, last in found)


@given(connections)
def test_spans_are_inside_in_order_and_apart(found: list[tuple[int, int]]) -> None:
    spans = merged([Span(_at(first), _at(last)) for first, last in found], _at(0), _at(LENGTH))
    assert all(_at(0) <= span.first <= span.last <= _at(LENGTH) for span in spans)
    assert all(later.first - sooner.last > RECONNECTS for sooner, later in itertools.pairwise(spans))


def test_a_lost_connection_is_no_leaving() -> None:
    there = _stay((0, 1000), (1000 + GAP, LENGTH))
    assert (there.seconds, there.left_early, len(there.spans)) == (LENGTH, False, 1)


def test_who_goes_for_longer_is_not_there_meanwhile() -> None:
    there = _stay((0, 1000), (1001 + GAP, LENGTH))
    assert there.seconds == LENGTH - GAP - 1
    assert len(there.spans) == 2


def test_late_is_after_the_minutes_that_are_given() -> None:
    assert not _stay((300, LENGTH)).is_late
    assert _stay((301, LENGTH)).is_late


def test_nobody_is_late_because_the_host_was() -> None:
    held = _held(began=900)
    assert not _stay((1000, LENGTH), held=held).is_late
    assert not _stay((0, LENGTH), held=held).is_late
    assert _stay((0, LENGTH), held=held).seconds == LENGTH - 900


def test_a_host_who_begins_before_its_time_makes_nobody_late() -> None:
    assert not _stay((900, LENGTH), held=_held(began=0, starts=900)).is_late


def test_early_is_before_the_end_that_it_had() -> None:
    early = int(EARLY.total_seconds())
    assert _stay((0, LENGTH - early - 1)).left_early
    assert not _stay((0, LENGTH - early)).left_early
    assert not _stay((0, 1500), held=_held(ended=1500)).left_early, "the host ended it"
    assert not _stay((0, LENGTH), held=_held(ended=LENGTH + 1800)).left_early, "it went on for longer"


def test_whoever_was_there_before_and_after_only_was_not_there() -> None:
    there = _stay((-500, -1), (LENGTH + 1, LENGTH + 60))
    assert not there.was_there
    assert (there.seconds, there.is_late, there.left_early) == (0, False, False)
