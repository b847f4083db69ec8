"""What became of notifications in the last days, by kind and channel, and by day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from app.extensions import db
from app.models.figures import NotificationDay
from app.models.notification import Channel

HEADER = ("day", "kind", "channel", "sent", "received", "opened", "failed", "suppressed")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Sum:
    """Of one kind on one channel."""

    kind: str
    channel: Channel
    sent: int
    received: int
    opened: int
    failed: int
    suppressed: int


def _summed(*by: Any) -> Select[Any]:
    counts = ("sent", "received", "opened", "failed", "suppressed")
    return select(*by, *(func.sum(getattr(NotificationDay, name)) for name in counts)).group_by(*by).order_by(*by)


def sums(since: date) -> list[Sum]:
    """By kind and channel, all days from `since` on."""
    asked = _summed(NotificationDay.kind, NotificationDay.channel).where(NotificationDay.day >= since)
    return [Sum(*row) for row in db.session.execute(asked)]


def by_day(since: date, until: date) -> dict[date, dict[Channel, tuple[int, int]]]:
    """What was sent and what failed on each day, by channel; days without anything are there, too."""
    asked = _summed(NotificationDay.day, NotificationDay.channel).where(NotificationDay.day >= since)
    found = {since + DAY * number: dict.fromkeys(Channel, (0, 0)) for number in range((until - since).days + 1)}
    for day, channel, sent, _received, _opened, failed, _suppressed in db.session.execute(asked):
        if day in found:
            found[day][channel] = (sent, failed)
    return found


def rows(since: date) -> Iterator[tuple[object, ...]]:
    """The cells of a table under HEADER."""
    days = select(NotificationDay).where(NotificationDay.day >= since)
    ordered = days.order_by(NotificationDay.day, NotificationDay.kind, NotificationDay.channel)
    for each in db.session.scalars(ordered.execution_options(yield_per=500)):
        counts = (each.sent, each.received, each.opened, each.failed, each.suppressed)
        yield (each.day.isoformat(), each.kind, each.channel.value, *counts)
