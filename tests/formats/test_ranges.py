"""What of a video somebody saw, as stretches of seconds."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.formats import ranges
from app.formats.ranges import Range

PIECES = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)).map(list), max_size=12)


def seconds(pieces: list[Range]) -> set[int]:
    return {second for start, end in pieces for second in range(start, end)}


@given(PIECES)
def test_merged_are_the_same_seconds_without_overlaps(pieces: list[Range]) -> None:
    whole = ranges.merged(list(each) for each in pieces)
    assert seconds(whole) == seconds(pieces)
    assert ranges.length(whole) == len(seconds(pieces))
    assert all(one[1] < other[0] for one, other in pairwise(whole))


@given(PIECES, PIECES, st.integers(-5, 400))
def test_no_more_is_credited_than_may_be(known: list[Range], claimed: list[Range], most: int) -> None:
    before = ranges.merged(list(each) for each in known)
    after = ranges.credited(before, claimed, most)
    new = seconds(claimed) - seconds(before)
    assert seconds(before) <= seconds(after) <= seconds(before) | new
    assert len(seconds(after) - seconds(before)) == min(len(new), max(most, 0))


def test_what_comes_again_is_not_new() -> None:
    assert ranges.credited([[0, 30]], [[0, 40]], 10) == [[0, 40]]
    assert ranges.credited([[0, 30]], [[0, 40]], 5) == [[0, 35]]


@pytest.mark.parametrize("most", [10**6])
def test_thousands_of_scraps_are_not_kept(most: int) -> None:
    scraps = [[second, second + 1] for second in range(0, 4 * ranges.MOST, 2)]
    assert ranges.credited([[0, 1]], scraps, most) == [[0, 1]]
