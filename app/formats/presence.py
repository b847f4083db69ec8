"""Who was in a room, and for how long, worked out from its connections alone.

Connections come in any order, twice, overlapping (two devices) and with gaps (a lost network, a page loaded again).
What is missing between two of them for a moment counts as having been there: a lost connection is no leaving.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

RECONNECTS = timedelta(minutes=2)
EARLY = timedelta(minutes=5)


@dataclass(frozen=True)
class Span:
    """From an instant up to another."""

    first: datetime
    last: datetime

    @property
    def length(self) -> timedelta:
        return self.last - self.first


@dataclass(frozen=True)
class Held:
    """When something was held, from its beginning to its end, and when it was to be."""

    began: datetime
    ended: datetime
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Stay:
    """What the connections of one person make: whole seconds, and the spans they are the sum of."""

    spans: tuple[Span, ...]
    seconds: int
    is_late: bool
    left_early: bool

    @property
    def was_there(self) -> bool:
        return bool(self.spans)


def stay(connections: Iterable[Span], held: Held, late_after: timedelta) -> Stay:
    """Of one person. Whoever comes more than `late_after` after it could begin is late; before `EARLY` before its end
    is early. Nobody is late because the host was, nor early who stayed until it was to end, or did."""
    spans = merged(connections, held.began, held.ended)
    if not spans:
        return Stay((), 0, is_late=False, left_early=False)
    seconds = int(sum((span.length for span in spans), timedelta()).total_seconds())
    begins, ends = max(held.began, held.starts_at), min(held.ended, held.ends_at)
    return Stay(
        spans,
        seconds,
        is_late=spans[0].first > begins + late_after,
        left_early=spans[-1].last < ends - EARLY,
    )


def merged(connections: Iterable[Span], began: datetime, ended: datetime) -> tuple[Span, ...]:
    """The spans that connections cover between two instants, in order and apart by more than `RECONNECTS`."""
    inside = (Span(max(each.first, began), min(each.last, ended)) for each in connections)
    found: list[Span] = []
    for span in sorted((span for span in inside if span.first <= span.last), key=lambda span: span.first):
        if found and span.first - found[-1].last <= RECONNECTS:
            found[-1] = Span(found[-1].first, max(found[-1].last, span.last))
        else:
            found.append(span)
    return tuple(found)
