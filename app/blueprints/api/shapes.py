"""Notifications as the API shows them: what lies in other tables is asked for once a list, not once a row."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from sqlalchemy import select

from app.blueprints.api.schemas.notifications import Level
from app.extensions import Base, db
from app.models.delivery import Delivery
from app.models.notification import Channel, Notification
from app.notifications.kinds import kinds

LEVELS = {"ok": Level.SUCCESS, "warn": Level.WARNING, "bad": Level.ERROR}
SINGULAR = {
    "users": "user",
    "classrooms": "classroom",
    "memberships": "membership",
    "lessons": "lesson",
    "quizzes": "quiz",
    "modules": "module",
    "announcements": "announcement",
    "achievements": "achievement",
    "certificates": "certificate",
    "live_sessions": "session",
    "recordings": "recording",
}


def as_items(notifications: list[Notification]) -> list[dict[str, Any]]:
    """The items of `notifications`, each of which has its text and its event loaded."""
    sent = _sent([each.id for each in notifications])
    names = _public_ids(notifications)
    return [_item(each, sent[each.id], names) for each in notifications]


def _item(each: Notification, sent: set[Channel], names: dict[tuple[str, int], str]) -> dict[str, Any]:
    event = each.event
    return {
        "id": each.public_id,
        "type": each.kind,
        "level": _level(each),
        "priority": each.priority,
        "title": each.title,
        "body": each.body,
        "data": _data(event.facts),
        "related_object_type": SINGULAR.get(event.subject_type, event.subject_type),
        "related_object_id": names.get((event.subject_type, event.subject_id)),
        "redirect_url": each.path,
        "is_read": not each.is_unread,
        "read_at": each.read_at,
        "sent_push": Channel.PUSH in sent,
        "sent_email": Channel.EMAIL in sent,
        "seq": each.seq,
        "created_at": each.created_at,
        "updated_at": each.read_at or each.created_at,
    }


def _level(each: Notification) -> Level:
    kind = kinds().get(each.kind)
    return Level(each.event.facts.get("level") or LEVELS.get(kind.tone if kind else "", Level.INFO))


def _data(facts: dict[str, Any]) -> dict[str, Any]:
    """What an admin gave along, or the facts that are texts: numbers among them are keys of ours."""
    if "data" in facts:
        given: dict[str, Any] = json.loads(facts["data"])
        return given
    return {name: value for name, value in facts.items() if isinstance(value, str)}


def _sent(ids: list[int]) -> dict[int, set[Channel]]:
    """The channels on which some notifications went out."""
    found: dict[int, set[Channel]] = defaultdict(set)
    wanted = select(Delivery.notification_id, Delivery.channel).where(
        Delivery.notification_id.in_(ids), Delivery.sent_at.is_not(None)
    )
    for notification_id, channel in db.session.execute(wanted):
        found[notification_id].add(channel)
    return found


def _public_ids(notifications: list[Notification]) -> dict[tuple[str, int], str]:
    """The public ids of what the events are about: one select for each table."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for each in notifications:
        wanted[each.event.subject_type].add(each.event.subject_id)
    names = {}
    for table_name, ids in wanted.items():
        table = Base.metadata.tables.get(table_name)
        if table is not None and "public_id" in table.c:
            rows = db.session.execute(select(table.c.id, table.c.public_id).where(table.c.id.in_(ids)))
            names.update({(table_name, key): public_id for key, public_id in rows})
    return names
