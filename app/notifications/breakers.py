"""Which push services are left alone for a while: busy ones as a whole, and those that refuse a key of ours.

A refusal of everything says that our key or our request is wrong, and nothing about the browsers: after a pause a
single push goes as a canary, and only when that is taken the others follow (status table of notifications.md 4.2).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app import clock

Place = tuple[str, int]
"""The origin of a push service, and the id of the key that we sign with there."""
FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=1)
CANARY = timedelta(seconds=15)
BUSY = timedelta(seconds=30)


@dataclass
class Refusal:
    """A place that refuses us: until when it is left alone, how often in a row, whether a canary is under way."""

    until: datetime
    times: int = 1
    canary_until: datetime | None = None


@dataclass
class Breakers:
    """What one sender knows of push services. Forgotten with its process, and learnt again by the first answer."""

    busy: dict[str, datetime] = field(default_factory=dict)
    refused: dict[Place, Refusal] = field(default_factory=dict)

    def wait(self, place: Place) -> float:
        """Seconds to wait before sending to `place`; 0 sends now, which the first one after a pause does as canary."""
        now = clock.now()
        if (until := self.busy.get(place[0])) and until > now:
            return (until - now).total_seconds()
        refusal = self.refused.get(place)
        if refusal is None:
            return 0
        until = max(refusal.until, refusal.canary_until or refusal.until)
        if until > now:
            return (until - now).total_seconds()
        refusal.canary_until = now + CANARY
        return 0

    def taken(self, place: Place) -> None:
        """A push to `place` was accepted."""
        self.refused.pop(place, None)

    def refuse(self, place: Place) -> bool:
        """All that went to `place` was refused. Whether that is news."""
        known = self.refused.get(place)
        times = known.times + 1 if known else 1
        pause = min(FIRST_PAUSE * 2 ** (times - 1), LONGEST_PAUSE)
        self.refused[place] = Refusal(clock.now() + pause, times)
        return known is None

    def rest(self, origin: str, seconds: float | None) -> None:
        """The service asked for a rest, for as long as it said."""
        until = clock.now() + (BUSY if seconds is None else timedelta(seconds=seconds))
        self.busy[origin] = max(until, self.busy.get(origin, until))
