"""What writes the next few hundred people of a dispatch: INSERT … SELECT, so no loop in Python ever touches a person.

The rows of `notification_states` are locked in the order of user ids, which keeps overlapping fan-outs from waiting for
each other in a circle and makes `seq` follow the order of commits (notifications.md 4.2, 4.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Executable, Insert, Select, and_, exists, false, func, insert, literal, select

from app import clock
from app.extensions import db
from app.models.base import random_public_id
from app.models.event import Event
from app.models.notification import Notification, NotificationState
from app.models.upsert import insert_or
from app.models.user import Status, User
from app.notifications import texts
from app.notifications.channels import CHANNELS
from app.notifications.kinds import Kind
from app.notifications.verdicts import Quiet

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


@dataclass(frozen=True)
class Batch:
    """The next people, with the ids `named` above `low` up to `high`, to hear `event` as a notification of `kind`.

    Until `muffled_until` neither push nor mail of it goes out: its sender had too much to say.
    """

    event: Event
    kind: Kind
    named: Select[int]
    low: ColumnElement[int]
    high: ColumnElement[int]
    muffled_until: datetime | None
    quiet: Quiet

    @property
    def concerned(self) -> ColumnElement[bool]:
        """The condition on `User` that he is one of them."""
        return and_(User.id.in_(self.named), User.status == Status.ACTIVE)

    @property
    def written(self) -> ColumnElement[bool]:
        """The condition on `Notification` that it belongs to this batch."""
        return and_(
            Notification.event_id == self.event.id,
            Notification.user_id > self.low,
            Notification.user_id <= self.high,
        )


def statements(batch: Batch) -> list[Executable]:
    """Notifications, positions and deliveries, in order; whoever has his already gets nothing more."""
    channels = [channel for channel in CHANNELS if channel.name in batch.kind.channels_of(batch.event)]
    return [
        *_locks(batch),
        insert(Notification).from_select(COLUMNS, _rows(batch)),
        _positions(batch),
        *(channel.deliveries(batch) for channel in channels),
    ]


def _locks(batch: Batch) -> list[Executable]:
    """Keep others from giving the same `seq`. On SQLite the transaction holds the only write lock already.

    PostgreSQL locks a row that is there before it looks whether to change it, and this changes none.
    """
    if db.engine.dialect.name != "postgresql":
        return []
    known = select(User.id, literal(0), literal(0)).where(batch.concerned).order_by(User.id)
    first = insert_or(NotificationState).from_select(POSITION, known)
    return [first.on_conflict_do_update(index_elements=["user_id"], set_={"version": 0}, where=false())]


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
        .where(batch.concerned, ~have)
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
