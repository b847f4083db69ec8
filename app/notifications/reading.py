"""The reader's side: what is new, and marking it read. Every change is made under the lock of one's own position."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Select, String, case, cast, func, select, update
from sqlalchemy.orm import joinedload

from app import clock
from app.extensions import db
from app.models.notification import Notification, NotificationState
from app.models.somebody import somebody, this
from app.models.upsert import insert_new
from app.models.user import User
from app.notifications import hints
from app.notifications.kinds import kinds
from app.transaction import action, after_commit

SYNC_AT_MOST = 100
RECENT = 5
LOOKED_AT = 30


@dataclass(frozen=True)
class Item:
    """A notification as a page shows it; with `count` above one it stands for that many of its group."""

    notification: Notification
    kind_label: str
    icon: str
    tone: str
    count: int = 1
    title: str = ""
    path: str = ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self.notification, name)


def items(notifications: list[Notification], counts: Mapping[int, int] = MappingProxyType({})) -> list[Item]:
    """Notifications with the label, icon and tone of their kinds; a kind that is no more shows as a plain bell."""
    return [_item(each, counts.get(each.id, 1)) for each in notifications]


def _item(each: Notification, count: int) -> Item:
    kind = kinds().get(each.kind)
    if kind is None:
        return Item(each, each.kind, "bell", "info", 1, each.title, each.path)
    label = str(kind.label)
    if count > 1:
        event = each.event
        return Item(each, label, kind.icon, kind.tone, count, kind.bundle(event, count), kind.bundle_path(event))
    return Item(each, label, kind.icon, kind.tone, 1, each.title, each.path)


def recent(user: User, number: int = RECENT) -> list[Item]:
    """The newest, with unread ones of a group told as one."""
    found = db.session.execute(_recent(number), this(user)).all()
    return items([note for note, _count in found], {note.id: count for note, count in found})


@cache
def _recent(number: int) -> Select[Notification, int]:
    """Of the newest `LOOKED_AT`, the newest of each group with how many there are, and all that are in none."""
    user = somebody()
    newest = Notification.visible_to(user).with_only_columns(
        Notification.id,
        case((Notification.read_at.is_(None), Notification.group_key)).label("open_group"),
    )
    some = newest.limit(LOOKED_AT).subquery()
    group = func.coalesce(some.c.open_group, cast(some.c.id, String))
    told = (
        select(func.max(some.c.id).label("id"), func.count().label("count"))
        .group_by(group)
        .order_by(func.max(some.c.id).desc())
        .limit(number)
        .subquery()
    )
    return (
        select(Notification, told.c.count)
        .join(told, told.c.id == Notification.id)
        .options(joinedload(Notification.text), joinedload(Notification.event))
        .order_by(Notification.id.desc())
    )


def sync(user: User, since: int) -> dict[str, Any]:
    """Where the bell stands, and what came after `since`, oldest first; `reset` if that is too much to tell."""
    state = hints.position(user.id)
    newer = Notification.visible_to(user).where(Notification.seq > since).order_by(None).order_by(Notification.seq)
    found = list(db.session.scalars(newer.limit(SYNC_AT_MOST)))
    reset = since > state["last_seq"] or state["last_seq"] - since > SYNC_AT_MOST
    return {**state, "reset": reset, "items": [] if reset else found}


@action
def mark_read(user: User, ids: list[int]) -> int:
    """Mark some of one's own as read. The number that were unread."""
    return _change(user, Notification.id.in_(ids) & Notification.read_at.is_(None), read_at=clock.now())


def target_of_group(notification: Notification) -> str:
    """Where the bundle leads that `notification` is the newest of."""
    kind = kinds().get(notification.kind)
    if kind is None or notification.group_key is None:
        return notification.path
    return kind.bundle_path(notification.event)


@action
def mark_group_read(user: User, notification: Notification) -> int:
    """Mark as read what is unread of the same group, `notification` with it. The number that were unread."""
    same = Notification.id == notification.id
    if notification.group_key is not None:
        same |= (Notification.group_key == notification.group_key) & (Notification.id <= notification.id)
    return _change(user, same & Notification.read_at.is_(None), read_at=clock.now())


@action
def mark_unread(user: User, ids: list[int]) -> int:
    """Mark some of one's own as unread again."""
    return _change(user, Notification.id.in_(ids) & Notification.read_at.is_not(None), read_at=None)


@action
def mark_all_read(user: User, up_to_seq: int) -> int:
    """Mark all of one's own as read that had come when the list was seen: those after `up_to_seq` stay unread."""
    return _change(user, (Notification.seq <= up_to_seq) & Notification.read_at.is_(None), read_at=clock.now())


@action
def archive(user: User, ids: list[int]) -> int:
    """Take some of one's own off the list."""
    return _change(user, Notification.id.in_(ids), archived_at=clock.now())


def _change(user: User, chosen: ColumnElement[bool], **values: object) -> int:
    _lock(user)
    changed = db.session.execute(
        update(Notification)
        .where(Notification.user_id == user.id, Notification.archived_at.is_(None), chosen)
        .values(values)
        .returning(Notification.id)
        .execution_options(synchronize_session=False)
    ).all()
    if changed:
        db.session.execute(
            update(NotificationState)
            .where(NotificationState.user_id == user.id)
            .values(version=NotificationState.version + 1)
            .execution_options(synchronize_session=False)
        )
        after_commit(_hint, user.id)
    return len(changed)


def _lock(user: User) -> None:
    new = insert_new(NotificationState, ("user_id",)).values(user_id=user.id, last_seq=0, version=0)
    db.session.execute(new)
    mine = select(NotificationState.user_id).where(NotificationState.user_id == user.id)
    db.session.execute(mine.with_for_update())


def _hint(user_id: int) -> None:
    hints.send([user_id])
    db.session.rollback()
