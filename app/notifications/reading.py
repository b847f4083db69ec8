"""The reader's side: what is new, and marking it read. Every change is made under the lock of one's own position."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, select, update

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


@dataclass(frozen=True)
class Item:
    """A notification as a page shows it."""

    notification: Notification
    kind_label: str
    icon: str
    tone: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.notification, name)


def items(notifications: list[Notification]) -> list[Item]:
    """Notifications with the label, icon and tone of their kinds; a kind that is no more shows as a plain bell."""
    known = kinds()
    shown = []
    for each in notifications:
        kind = known.get(each.kind)
        if kind is None:
            shown.append(Item(each, each.kind, "bell", "info"))
        else:
            shown.append(Item(each, str(kind.label), kind.icon, kind.tone))
    return shown


def recent(user: User, number: int = RECENT) -> list[Item]:
    return items(list(db.session.scalars(_recent(number), this(user))))


@cache
def _recent(number: int) -> Select[Notification]:
    return Notification.visible_to(somebody()).limit(number)


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
