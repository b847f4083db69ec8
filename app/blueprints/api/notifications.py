"""What rings: listed, read, taken off the list, sent by hand."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import joinedload

from app.blueprints.api import shapes
from app.blueprints.api.paging import Slice, slice_of
from app.blueprints.api.resource import Resource
from app.blueprints.api.schemas import notifications as schemas
from app.blueprints.api.schemas.base import ListQuery
from app.extensions import db
from app.models.notification import Notification
from app.models.user import User
from app.notifications import hints, reading
from app.permissions import Can, requires
from app.web.visitors import viewer

blueprint = Resource("notifications", __name__, "Notifications", "What rings")
EVENT = joinedload(Notification.event)
RECENT = 10


@blueprint.get("/notifications")
@requires(Can.SIGNED_IN)
@blueprint.response(200, schemas.NotificationList)
@blueprint.query(schemas.NotificationQuery)
def index(query: dict[str, Any]) -> Slice:
    """My notifications, newest first"""
    return _slice(**query)


@blueprint.get("/notifications/unread")
@requires(Can.SIGNED_IN)
@blueprint.response(200, schemas.NotificationList)
@blueprint.query(ListQuery)
def unread(query: dict[str, Any]) -> Slice:
    """Those that I have not read"""
    return _slice(unread=True, **query)


@blueprint.get("/notifications/recent")
@requires(Can.SIGNED_IN)
@blueprint.response(200, schemas.NotificationList)
def recent() -> Slice:
    """The latest ten"""
    return {**_slice(limit=RECENT, cursor=None), "next_cursor": None}


def _slice(*, limit: int, cursor: str | None, unread: bool = False, type: str | None = None) -> Slice:
    found = Notification.visible_to(viewer()).options(EVENT)
    if unread:
        found = found.where(Notification.read_at.is_(None))
    if type is not None:
        found = found.where(Notification.kind == type)
    part = slice_of(found, Notification.seq, limit=limit, cursor=cursor, newest_first=True)
    return {**part, "items": shapes.as_items(part["items"])}


@blueprint.get("/notifications/unread-count")
@requires(Can.SIGNED_IN)
@blueprint.response(200, schemas.CountSchema)
def unread_count() -> dict[str, int]:
    """How many are unread"""
    return hints.position(viewer().id)


@blueprint.get("/notifications/sync")
@requires(Can.SIGNED_IN)
@blueprint.response(200, schemas.SyncSchema)
@blueprint.query(schemas.SyncQuery)
def sync(query: dict[str, Any]) -> dict[str, Any]:
    """What came after the last one that I know"""
    found = reading.sync(viewer(), query["since"])
    return {**found, "items": shapes.as_items(found["items"])}


@blueprint.get("/notifications/<id>")
@requires(Can.NOTIFICATION_READ, Notification)
@blueprint.response(200, schemas.NotificationSchema)
def show(notification: Notification) -> dict[str, Any]:
    """One of them"""
    return shapes.as_items([notification])[0]


@blueprint.put("/notifications/<id>")
@requires(Can.NOTIFICATION_READ, Notification)
@blueprint.response(200, schemas.NotificationSchema)
@blueprint.arguments(schemas.NotificationPut)
def replace(notification: Notification, given: dict[str, Any]) -> dict[str, Any]:
    """Mark as read or unread"""
    return _mark(notification, given["is_read"])


@blueprint.patch("/notifications/<id>")
@requires(Can.NOTIFICATION_READ, Notification)
@blueprint.response(200, schemas.NotificationSchema)
@blueprint.arguments(schemas.NotificationPatch)
def update(notification: Notification, given: dict[str, Any]) -> dict[str, Any]:
    """Mark as read or unread, if anything is said"""
    return _mark(notification, given.get("is_read", not notification.is_unread))


@blueprint.post("/notifications/<id>/mark-read")
@requires(Can.NOTIFICATION_READ, Notification)
@blueprint.response(200, schemas.NotificationSchema)
@blueprint.no_body
def mark_read(notification: Notification) -> dict[str, Any]:
    """Mark as read"""
    return _mark(notification, True)


def _mark(notification: Notification, read: bool) -> dict[str, Any]:
    change = reading.mark_read if read else reading.mark_unread
    change(viewer(), [notification.id])
    db.session.refresh(notification)
    return shapes.as_items([notification])[0]


@blueprint.delete("/notifications/<id>")
@requires(Can.NOTIFICATION_READ, Notification)
@blueprint.response(204)
def delete(notification: Notification) -> None:
    """Take off my list"""
    reading.archive(viewer(), [notification.id])


@blueprint.post("/notifications/mark-read")
@requires(Can.SIGNED_IN)
@blueprint.response(200, schemas.MarkedSchema)
@blueprint.arguments(schemas.MarkRead)
def mark_several_read(given: dict[str, Any]) -> dict[str, int]:
    """Mark several as read; ids that are none of mine count for nothing"""
    user = viewer()
    mine = Notification.visible_to(user).where(Notification.public_id.in_(given["ids"]))
    return _marked(user, reading.mark_read(user, [each.id for each in db.session.scalars(mine)]))


@blueprint.post("/notifications/mark-all-read")
@requires(Can.SIGNED_IN)
@blueprint.response(200, schemas.MarkedSchema)
@blueprint.arguments(schemas.MarkAllRead, required=False)
def mark_all_read(given: dict[str, Any]) -> dict[str, int]:
    """Mark all as read, or those up to one that I have seen"""
    user = viewer()
    up_to = given["up_to_seq"] if "up_to_seq" in given else hints.position(user.id)["last_seq"]
    return _marked(user, reading.mark_all_read(user, up_to))


def _marked(user: User, marked: int) -> dict[str, int]:
    return {**hints.position(user.id), "marked": marked}
