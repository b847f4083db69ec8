"""What an open page is told: where its bell stands, absolutely, and the newest line (notifications.md 4.3)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, func, select, text
from sqlalchemy.orm import InstrumentedAttribute

from app import realtime
from app.extensions import db
from app.models import live_now
from app.models.event import EventText
from app.models.notification import UNREAD, UNREAD_CAP, Notification, NotificationState


def position(user_id: int) -> dict[str, Any]:
    """`version`, `unread` and `last_seq` of one person, and the mark of what is `live` for him, in one statement."""
    row = db.session.execute(_position(), {"user_id": user_id}).one()
    version, count, last_seq, live = row
    return {"version": version, "unread": min(count, UNREAD_CAP), "last_seq": last_seq, "live": live_now.mark(live)}


@cache
def _position() -> Select[int, int, int, int]:
    somebody: BindParameter[int] = bindparam("user_id")
    unread = select(func.count()).where(Notification.user_id == somebody, text(UNREAD)).scalar_subquery()
    return select(
        _of_state(NotificationState.version, somebody),
        unread,
        _of_state(NotificationState.last_seq, somebody),
        live_now.total(somebody),
    )


def _of_state(column: InstrumentedAttribute[int], somebody: BindParameter[int]) -> ColumnElement[int]:
    """Nobody has a row before his first notification."""
    return func.coalesce(select(column).where(NotificationState.user_id == somebody).scalar_subquery(), 0)


def unread_of(user_ids: Iterable[int]) -> dict[int, int]:
    """How many are unread, by person; who has none is left out."""
    counted = (
        select(Notification.user_id, func.count())
        .where(Notification.user_id.in_(list(user_ids)), text(UNREAD))
        .group_by(Notification.user_id)
    )
    return {user_id: min(count, UNREAD_CAP) for user_id, count in db.session.execute(counted)}


def send(user_ids: list[int], event_id: int | None = None) -> None:
    """Tell the open pages of some people; with an event, its line in each one's own language."""
    if not user_ids:
        return
    latest = _latest(user_ids, event_id) if event_id is not None else {}
    counted = (
        select(Notification.user_id, func.count().label("unread"))
        .where(Notification.user_id.in_(user_ids), text(UNREAD))
        .group_by(Notification.user_id)
        .subquery()
    )
    rows = db.session.execute(
        select(NotificationState.user_id, NotificationState.version, func.coalesce(counted.c.unread, 0))
        .outerjoin(counted, counted.c.user_id == NotificationState.user_id)
        .where(NotificationState.user_id.in_(user_ids))
    )
    for user_id, version, unread in rows.all():
        hint = {"version": version, "unread": min(unread, UNREAD_CAP), "latest": latest.get(user_id)}
        realtime.emit("bell", hint, [user_id])


def _latest(user_ids: list[int], event_id: int) -> dict[int, dict[str, Any]]:
    rows = db.session.execute(
        select(Notification.user_id, EventText.title, EventText.path, Notification.public_id)
        .join(EventText, EventText.id == Notification.text_id)
        .where(Notification.event_id == event_id, Notification.user_id.in_(user_ids))
    )
    return {
        user_id: {"title": title, "path": path or Notification.own_page(public_id)}
        for user_id, title, path, public_id in rows
    }
