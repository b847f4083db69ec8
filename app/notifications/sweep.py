"""Finds what the queue lost: every event that is due and not yet heard."""

from __future__ import annotations

from datetime import timedelta

from app import clock, transaction
from app.extensions import db
from app.models.event import Dispatch
from app.notifications import fanout

AT_ONCE = 100
GRACE = timedelta(seconds=2)


def run() -> int:
    """Hear what is due, here and now: not through the queue, which may be away. The number found.

    Pages begin to hear through the queue within a moment, so what is younger than that is left to the worker.
    """
    transaction.writes()
    ids = list(db.session.scalars(Dispatch.due(clock.now() - GRACE).limit(AT_ONCE)))
    db.session.rollback()
    for dispatch_id in ids:
        fanout.run(dispatch_id)
    return len(ids)
