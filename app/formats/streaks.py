"""Streaks: days in a row on which somebody learned, worked out from those days alone.

Only counted days (days of school) can break one: weekends and holidays pass by, and learning on them counts all the
same. Every five active days earn a freeze, of which two are kept; each covers one missed day by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

DAY = timedelta(days=1)
EARNS_FREEZE = 5
MOST_FREEZES = 2
LONG_AWAY = 10


@dataclass
class Streak:
    """Where somebody stands. `length` and `best` are active days; `missed` are counted days since the last active one.

    `before` is how long the streak was on the last active day, broken or not; `reached` says when each length was
    reached first; `came_back` is the first active day after `LONG_AWAY` missed ones.
    """

    length: int = 0
    best: int = 0
    before: int = 0
    freezes: int = 0
    missed: int = 0
    last: date | None = None
    came_back: date | None = None
    reached: dict[int, date] = field(default_factory=dict)

    def learn(self, day: date) -> None:
        if self.missed >= LONG_AWAY and self.came_back is None:
            self.came_back = day
        self.length += 1
        self.before, self.last, self.missed = self.length, day, 0
        self.best = max(self.best, self.length)
        self.reached.setdefault(self.length, day)
        if self.length % EARNS_FREEZE == 0:
            self.freezes = min(self.freezes + 1, MOST_FREEZES)

    def miss(self) -> None:
        """A counted day went by."""
        self.missed += 1
        if self.freezes and self.length:
            self.freezes -= 1
        else:
            self.length = self.freezes = 0


def streak(days: Iterable[date], counts: Callable[[date], bool], today: date) -> Streak:
    """What `days` make by `today`, which itself may still be missed. Days after today are left out."""
    found = Streak()
    for day in sorted({day for day in days if day <= today}):
        _pass(found, day, counts)
        found.learn(day)
    _pass(found, today, counts)
    return found


def _pass(found: Streak, until: date, counts: Callable[[date], bool]) -> None:
    """Let the days between the last active one and `until` go by."""
    if found.last is None:
        return
    day = found.last + DAY
    while day < until:
        if counts(day):
            found.miss()
        day += DAY
