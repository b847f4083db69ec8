"""From one event to a row for everybody it concerns: sets of 500, each in a transaction, with unique keys.

Everything is INSERT … SELECT over `people`, so no loop in Python ever touches a person. The rows of
`notification_states` are locked in the order of user ids, which keeps overlapping fan-outs from waiting for each other
in a circle and makes `seq` follow the order of commits (notifications.md 4.2, 4.3).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, insert, literal, select, update

from app import clock, queue, realtime
from app.extensions import db
from app.models.base import random_public_id
from app.models.event import Dispatch, DispatchState, Event
from app.models.notification import Notification, NotificationState
from app.models.upsert import insert_new
from app.models.user import User
from app.notifications import hints, leases, texts
from app.notifications.audience import audience
from app.notifications.channels import CHANNELS
from app.notifications.kinds import Kind, kind_of
from app.transaction import action, after_commit

BATCH = 500
LEASE = timedelta(seconds=60)
TRIES = 3

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Batch:
    """People with ids above `low` up to `high` who are to hear `event` as a notification of `kind`."""

    event: Event
    kind: Kind
    low: int
    high: int

    @property
    def people(self) -> Select[int]:
        return audience(self.event, self.kind).where(User.id > self.low, User.id <= self.high)

    @property
    def written(self) -> ColumnElement[bool]:
        """The condition on `Notification` that it belongs to this batch."""
        return and_(
            Notification.event_id == self.event.id,
            Notification.user_id > self.low,
            Notification.user_id <= self.high,
        )


def run(dispatch_id: int) -> None:
    """Hear one dispatch to its end. Returns at once if another process is at it. Safe to run twice."""
    token = leases.take_dispatch(dispatch_id, LEASE)
    if token is None:
        return
    try:
        while _step(dispatch_id, token):
            pass
    except Exception as error:
        db.session.rollback()
        log.exception("fan-out of dispatch %s failed", dispatch_id)
        leases.put_back_dispatch(dispatch_id, token, f"{type(error).__name__}: {error}", TRIES)


@action
def _step(dispatch_id: int, token: str) -> bool:
    """Write one batch. False when there is nothing left to do, or the lease was lost."""
    dispatch = db.session.scalars(Dispatch.with_event(dispatch_id).where(Dispatch.lease_token == token)).first()
    if dispatch is None or dispatch.state is not DispatchState.EXPANDING:
        return False
    event, kind = dispatch.event, kind_of(dispatch.kind)
    if not kind.is_due(event):
        return _finish(dispatch, DispatchState.CANCELLED)
    high = _upper_end(event, kind, dispatch.cursor)
    if high is None:
        return _finish(dispatch, DispatchState.DONE)
    texts.write(event, kind)
    write(Batch(event, kind, dispatch.cursor, high))
    after_commit(ring, event.id, dispatch.cursor, high)
    dispatch.cursor = high
    dispatch.attempts = 0
    dispatch.lease_until = clock.now() + LEASE
    return True


def _finish(dispatch: Dispatch, state: DispatchState) -> bool:
    dispatch.state = state
    dispatch.lease_token = dispatch.lease_until = None
    return False


def _upper_end(event: Event, kind: Kind, low: int) -> int | None:
    some = audience(event, kind).where(User.id > low).order_by(User.id).limit(BATCH).subquery()
    high: int | None = db.session.scalar(select(func.max(some.c.id)))
    return high


def write(batch: Batch) -> None:
    """Notifications and deliveries of one batch; whoever has his already gets nothing more."""
    have = exists().where(Notification.event_id == batch.event.id, Notification.user_id == NotificationState.user_id)
    mine = NotificationState.user_id.in_(batch.people)
    known = select(User.id, literal(0), literal(0)).where(User.id.in_(batch.people))
    db.session.execute(
        insert_new(NotificationState, ("user_id",)).from_select(["user_id", "last_seq", "version"], known)
    )
    _lock_in_order(mine)
    db.session.execute(
        update(NotificationState)
        .where(mine, ~have)
        .values(last_seq=NotificationState.last_seq + 1, version=NotificationState.version + 1)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(insert(Notification).from_select(COLUMNS, _rows(batch, mine & ~have)))
    for channel in CHANNELS:
        if channel.name in batch.kind.channels:
            db.session.execute(channel.deliveries(batch))


def _lock_in_order(mine: ColumnElement[bool]) -> None:
    """On SQLite the transaction holds the only write lock already."""
    if db.engine.dialect.name == "postgresql":
        states = select(NotificationState.user_id).where(mine).order_by(NotificationState.user_id)
        db.session.execute(states.with_for_update())


COLUMNS = ["public_id", "user_id", "event_id", "text_id", "classroom_id", "kind", "priority", "seq", "created_at"]


def _rows(batch: Batch, mine: ColumnElement[bool]) -> Select[*tuple[object, ...]]:
    text = texts.in_language_of(batch.event, batch.kind)
    return (
        select(
            random_public_id(),
            NotificationState.user_id,
            literal(batch.event.id),
            text,
            literal(batch.event.classroom_id, type_=Notification.classroom_id.type),
            literal(batch.kind.name),
            literal(batch.kind.priority, type_=Notification.priority.type),
            NotificationState.last_seq,
            literal(clock.now(), type_=Notification.created_at.type),
        )
        .join(User, User.id == NotificationState.user_id)
        .where(mine)
    )


def ring(event_id: int, low: int, high: int) -> None:
    """After the commit: wake the sender, and tell the open pages of this batch where their bells stand."""
    queue.wake("sender")
    heard = select(Notification.user_id).where(
        Notification.event_id == event_id, Notification.user_id > low, Notification.user_id <= high
    )
    present = realtime.connected(list(db.session.scalars(heard)))
    hints.send(sorted(present), event_id)
    db.session.rollback()
