"""From one event to a row for everybody it concerns: sets of 500, each in a transaction, with unique keys.

Everything is INSERT … SELECT over `people`, so no loop in Python ever touches a person. The rows of
`notification_states` are locked in the order of user ids, which keeps overlapping fan-outs from waiting for each other
in a circle and makes `seq` follow the order of commits (notifications.md 4.2, 4.3).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Insert,
    Select,
    and_,
    bindparam,
    exists,
    func,
    insert,
    literal,
    select,
)

from app import clock, queue, realtime
from app.extensions import db
from app.models.base import random_public_id
from app.models.event import Dispatch, DispatchState, Event
from app.models.notification import Notification, NotificationState
from app.models.upsert import insert_new, insert_or
from app.models.user import User
from app.notifications import hints, leases, senders, texts
from app.notifications.audience import Bound, audience, upper_end
from app.notifications.channels import CHANNELS
from app.notifications.kinds import Kind, kind_of
from app.notifications.verdicts import Quiet, quiet_among
from app.transaction import action, after_commit

BATCH = 500
LEASE = timedelta(seconds=20)
TRIES = 3

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Batch:
    """People with ids above `low` up to `high` who are to hear `event` as a notification of `kind`.

    Until `muffled_until` neither push nor mail of it goes out: its sender had too much to say.
    """

    event: Event
    kind: Kind
    low: Bound
    high: Bound
    muffled_until: datetime | None = None
    quiet: Quiet = field(default_factory=lambda: Quiet([]))

    @property
    def people(self) -> Select[int]:
        return audience(self.event, self.kind, self.low, self.high)

    @property
    def written(self) -> ColumnElement[bool]:
        """The condition on `Notification` that it belongs to this batch."""
        return and_(
            Notification.event_id == self.event.id,
            Notification.user_id > self.low,
            Notification.user_id <= self.high,
        )


class Hearing:
    """The statements of one dispatch, built with its first batch: for the next ones only the bounds change.

    Building them takes Python several times as long as a batch takes the database.
    """

    def __init__(self) -> None:
        self._low = self._high = 0
        self._statements: list[Executable] = []
        self._end: Select[int] | None = None

    def end(self, event: Event, kind: Kind, low: int) -> int | None:
        """The last id of the batch that begins above `low`; None where nobody is left."""
        self._low = low
        if self._end is None:
            self._end = upper_end(event, kind, self._bound(lambda: self._low), BATCH)
        return _connection().scalar(self._end)

    def write(self, dispatch: Dispatch, high: int) -> None:
        """Notifications, positions and deliveries of one batch; whoever has his already gets nothing more."""
        self._low, self._high = dispatch.cursor, high
        if not self._statements:
            event, kind = dispatch.event, kind_of(dispatch.kind)
            low, upper = self._bound(lambda: self._low), self._bound(lambda: self._high)
            quiet = quiet_among(audience(event, kind))
            self._statements = _statements(Batch(event, kind, low, upper, senders.silence_ends(dispatch), quiet))
        connection = _connection()
        for statement in self._statements:
            connection.execute(statement)

    @staticmethod
    def _bound(value: Callable[[], int]) -> ColumnElement[int]:
        """A parameter that is asked for its value each time it is sent."""
        return bindparam(None, callable_=value, type_=User.id.type, unique=True)


def _connection() -> Connection:
    """The session's own. Through the session itself every statement is made anew, and its cache key with it."""
    db.session.flush()
    return db.session.connection()


def run(dispatch_id: int) -> None:
    """Hear one dispatch to its end. Returns at once if another process is at it. Safe to run twice."""
    token = leases.take_dispatch(dispatch_id, LEASE)
    if token is None:
        return
    hearing = Hearing()
    try:
        while _step(dispatch_id, token, hearing):
            pass
    except Exception as error:
        db.session.rollback()
        log.exception("fan-out of dispatch %s failed", dispatch_id)
        leases.put_back_dispatch(dispatch_id, token, f"{type(error).__name__}: {error}", TRIES)


@action
def _step(dispatch_id: int, token: str, hearing: Hearing | None = None) -> bool:
    """Write one batch. False when there is nothing left to do, or the lease was lost."""
    dispatch = db.session.scalars(Dispatch.with_event(dispatch_id).where(Dispatch.lease_token == token)).first()
    if dispatch is None or dispatch.state is not DispatchState.EXPANDING:
        return False
    event, kind = dispatch.event, kind_of(dispatch.kind)
    if not kind.is_due(event):
        return _finish(dispatch, DispatchState.CANCELLED)
    hearing = hearing or Hearing()
    high = hearing.end(event, kind, dispatch.cursor)
    if high is None:
        return _finish(dispatch, DispatchState.DONE)
    if dispatch.cursor == 0:
        dispatch.muffled = senders.said_too_much(event, kind)
    hearing.write(dispatch, high)
    after_commit(ring, event.id, dispatch.cursor, high)
    dispatch.cursor = high
    dispatch.attempts = 0
    dispatch.lease_until = clock.now() + LEASE
    return True


def _finish(dispatch: Dispatch, state: DispatchState) -> bool:
    dispatch.state = state
    dispatch.lease_token = dispatch.lease_until = None
    return False


def _statements(batch: Batch) -> list[Executable]:
    """What writes a batch, in order."""
    channels = [channel for channel in CHANNELS if channel.name in batch.kind.channels_of(batch.event)]
    return [
        *_locks(batch),
        insert(Notification).from_select(COLUMNS, _rows(batch)),
        _positions(batch),
        *(channel.deliveries(batch) for channel in channels),
    ]


def _locks(batch: Batch) -> list[Executable]:
    """Keep others from giving the same `seq`. On SQLite the transaction holds the only write lock already."""
    if db.engine.dialect.name != "postgresql":
        return []
    known = select(User.id, literal(0), literal(0)).where(User.id.in_(batch.people)).order_by(User.id)
    states = select(NotificationState.user_id).where(NotificationState.user_id.in_(batch.people))
    return [
        insert_new(NotificationState, ("user_id",)).from_select(POSITION, known),
        states.order_by(NotificationState.user_id).with_for_update(),
    ]


COLUMNS = [
    "public_id",
    "user_id",
    "event_id",
    "text_id",
    "classroom_id",
    "kind",
    "priority",
    "group_key",
    "seq",
    "created_at",
]
POSITION = ["user_id", "last_seq", "version"]


def _rows(batch: Batch) -> Select[*tuple[object, ...]]:
    """A notification for each of the batch's people who has none, numbered one above where that person stands."""
    have = exists().where(Notification.event_id == batch.event.id, Notification.user_id == User.id)
    return (
        select(
            random_public_id(),
            User.id,
            literal(batch.event.id),
            texts.in_language_of_user(texts.write(batch.event, batch.kind)),
            literal(batch.event.classroom_id, type_=Notification.classroom_id.type),
            literal(batch.kind.name),
            literal(batch.kind.priority_of(batch.event), type_=Notification.priority.type),
            literal(batch.kind.group_key(batch.event), type_=Notification.group_key.type),
            func.coalesce(NotificationState.last_seq, 0) + 1,
            literal(clock.now(), type_=Notification.created_at.type),
        )
        .outerjoin(NotificationState, NotificationState.user_id == User.id)
        .where(User.id.in_(batch.people), ~have)
    )


def _positions(batch: Batch) -> Insert:
    """Put everybody where his new notification is; whoever had his before stays where he stands."""
    newest = select(Notification.user_id, Notification.seq, literal(1)).where(batch.written)
    into = insert_or(NotificationState).from_select(POSITION, newest)
    moved: Insert = into.on_conflict_do_update(
        index_elements=["user_id"],
        set_={"last_seq": into.excluded.last_seq, "version": NotificationState.version + 1},
        where=NotificationState.last_seq < into.excluded.last_seq,
    )
    return moved


def ring(event_id: int, low: int, high: int) -> None:
    """After the commit: wake the sender, and tell the open pages of this batch where their bells stand."""
    queue.wake("sender")
    heard = select(Notification.user_id).where(
        Notification.event_id == event_id, Notification.user_id > low, Notification.user_id <= high
    )
    present = realtime.connected(list(db.session.scalars(heard)))
    hints.send(sorted(present), event_id)
    db.session.rollback()
