"""The past of the demo school: what happens there, each thing at its instant, heard as it happens."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from app import clock, transaction
from app.notifications import sweep

SCHOOL_DAY = time(8), timedelta(hours=8)
TO_BE_HEARD = timedelta(seconds=3)


@dataclass
class History:
    """Kept until `play`, which lets everything happen in its order."""

    end: datetime
    zone: str
    _happenings: list[tuple[datetime, Callable[..., object], tuple[object, ...]]] = field(default_factory=list)

    def at(self, days_ago: float, verb: Callable[..., object], *args: object) -> None:
        """Let `verb(*args)` happen so many days ago."""
        self._happenings.append((self.instant(days_ago), verb, args))

    def instant(self, days_ago: float) -> datetime:
        """In school hours of that day, the earlier the larger the fraction; to the minute within the last day."""
        if days_ago < 1:
            return self.end - timedelta(days=days_ago)
        morning, length = SCHOOL_DAY
        day = (self.end.astimezone(zoneinfo.ZoneInfo(self.zone)) - timedelta(days=int(days_ago))).date()
        begins = datetime.combine(day, morning, zoneinfo.ZoneInfo(self.zone))
        return begins + length * (1 - days_ago % 1)

    def play(self) -> None:
        """Let it happen. The queue is not asked and no page is told: nobody is there yet."""
        with transaction.silence():
            for instant, verb, args in sorted(self._happenings, key=lambda happening: happening[0]):
                with clock.pretend(instant):
                    transaction.action(verb)(*args)
                with clock.pretend(instant + TO_BE_HEARD):
                    _hear()


def _hear() -> None:
    while sweep.run():
        pass
