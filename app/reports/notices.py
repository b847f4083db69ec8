"""All notifications as admins look for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, false, or_, select, true
from sqlalchemy.orm import contains_eager

from app.models.base import contains
from app.models.event import EventText
from app.models.notification import Notification
from app.models.user import User


class Seen(StrEnum):
    """What its person did with it."""

    UNREAD = "unread"
    READ = "read"
    DELETED = "deleted"


@dataclass(frozen=True)
class Wanted:
    """What to look for; what is empty narrows nothing. `until` is the first instant that is too late."""

    text: str = ""
    person: str = ""
    kind: str = ""
    seen: Seen | None = None
    since: datetime | None = None
    until: datetime | None = None


SEEN: dict[Seen, Any] = {
    Seen.UNREAD: Notification.read_at.is_(None) & Notification.archived_at.is_(None),
    Seen.READ: Notification.read_at.is_not(None) & Notification.archived_at.is_(None),
    Seen.DELETED: Notification.archived_at.is_not(None),
}


def notices(reader: User, wanted: Wanted) -> Select[Notification]:
    """What `reader`, an admin, looks for, newest first, each with its words and its person."""
    found = (
        select(Notification)
        .join(Notification.user)
        .join(Notification.text)
        .options(contains_eager(Notification.user), contains_eager(Notification.text))
        .where(true() if reader.is_admin else false())
        .order_by(Notification.id.desc())
    )
    for condition in _conditions(wanted):
        found = found.where(condition)
    return found


def _conditions(wanted: Wanted) -> Iterator[Any]:
    if wanted.text:
        yield or_(
            *(contains(each, wanted.text) for each in (EventText.title, EventText.body, User.name, User.username))
        )
    if wanted.person:
        who = wanted.person
        yield or_(contains(User.name, who), contains(User.username, who), User.email == who)
    if wanted.kind:
        yield Notification.kind == wanted.kind
    if wanted.seen:
        yield SEEN[wanted.seen]
    if wanted.since:
        yield Notification.created_at >= wanted.since
    if wanted.until:
        yield Notification.created_at < wanted.until
