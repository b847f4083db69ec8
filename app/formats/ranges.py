"""Stretches of time in seconds, as [[from, to), …]: what of a video somebody saw."""

from __future__ import annotations

from collections.abc import Iterable

Range = list[int]
MOST = 500


def merged(ranges: Iterable[Range]) -> list[Range]:
    """The same seconds, in order, without overlaps; what touches is one stretch, and what has no length is none."""
    whole: list[Range] = []
    for start, end in sorted(each for each in ranges if each[0] < each[1]):
        if whole and start <= whole[-1][1]:
            whole[-1][1] = max(whole[-1][1], end)
        else:
            whole.append([start, end])
    return whole


def length(ranges: Iterable[Range]) -> int:
    """How many seconds `ranges`, merged ones, have together."""
    return sum(end - start for start, end in ranges)


def new_in(known: list[Range], claimed: Iterable[Range]) -> list[Range]:
    """What of `claimed` is not in `known`, both merged."""
    fresh: list[Range] = []
    for start, end in claimed:
        at = start
        for known_start, known_end in known:
            if known_end <= at or known_start >= end:
                continue
            fresh.append([at, known_start])
            at = known_end
        fresh.append([at, end])
    return [each for each in fresh if each[0] < each[1]]


def credited(known: list[Range], claimed: Iterable[Range], most: int) -> list[Range]:
    """`known` with what is new in `claimed`, from its beginning, but not more than `most` seconds of it.

    Beyond MOST stretches nothing is added: nobody looks at a video like that.
    """
    taken: list[Range] = []
    for start, end in new_in(known, merged(list(each) for each in claimed)):
        if most <= 0:
            break
        taken.append([start, min(end, start + most)])
        most -= end - start
    together = merged([*(list(each) for each in known), *taken])
    return together if len(together) <= MOST else known
