"""What an event survives: the queue server away, a worker killed in the middle (issue 2; security.md R1, R2)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.extensions import db
from app.models.delivery import Delivery
from app.models.notification import Notification
from app.notifications import fanout
from tests.support.portal import Portal, wait_until
from tests.support.ring import Ring


def heard() -> int:
    """How many notifications there are now. Ends its transaction: an open one would hold SQLite's only write lock."""
    number = db.session.scalar(select(func.count()).select_from(Notification)) or 0
    db.session.rollback()
    return number


def times(*columns: InstrumentedAttribute[Any]) -> set[int]:
    """How often each combination of values stands there."""
    return set(db.session.scalars(select(func.count(columns[0])).group_by(*columns)))


def test_published_while_the_queue_server_was_away(live: Portal, ring: Ring) -> None:
    """Test 2 of notifications.md 5, with real processes: all have theirs within 10 s."""
    ring.crowd(50)
    live.queue.stop()
    try:
        ring.publish()
    finally:
        live.queue.start()
    assert wait_until(lambda: heard() == 52, 10, every=0.2)
    assert times(Notification.user_id) == {1}


@pytest.mark.slow
def test_workers_killed_in_the_middle_of_500(live: Portal, ring: Ring) -> None:
    """Test 4 of notifications.md 5, with kill -9 of worker and clock again and again while 6 times 500 are written."""
    ring.crowd(498)
    live.stop("worker", "clock")
    for _ in range(6):
        ring.publish()
    for _ in range(3):
        before = heard()
        live.start("worker", "clock")
        wait_until(lambda seen=before: heard() > seen, 30)
        live.kill("worker")
        live.kill("clock")
    live.start("worker", "clock")
    # A dispatch that died with its worker is taken again when its lease has run out.
    assert wait_until(lambda: heard() == 6 * 500, fanout.LEASE.total_seconds() + 20, every=0.5)
    per_person = select(func.count()).select_from(Notification).group_by(Notification.user_id, Notification.event_id)
    assert set(db.session.scalars(per_person)) == {1}
    gapless = select(func.max(Notification.seq) - func.count()).group_by(Notification.user_id)
    assert set(db.session.scalars(gapless)) == {0}
    doubled = (
        select(func.count())
        .select_from(Delivery)
        .group_by(Delivery.notification_id, Delivery.channel, Delivery.target_id)
    )
    assert set(db.session.scalars(doubled)) == {1}
