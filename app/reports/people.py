"""Everybody at school as admins look for them: filtered, ordered, with when each was last here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from app import clock
from app.extensions import db
from app.models.credential import SEEN_EVERY, UserSession
from app.models.user import User

ORDERS = ("name", "-name", "seen", "-seen", "created", "-created")
HEADER = ("name", "username", "email", "role", "status", "language", "timezone", "created_at", "last_seen_at")
AT_ONCE = 500
ONLINE_WITHIN = 2 * SEEN_EVERY


def people(text: str = "", role: str = "", status: str = "", order: str = "name") -> Select[User]:
    """Those that fit, in one of ORDERS; an unknown order is by name. Who was never here comes last."""
    seen = select(func.max(UserSession.last_seen_at)).where(UserSession.user_id == User.id).scalar_subquery()
    column: Any = {"seen": seen, "created": User.created_at}.get(order.removeprefix("-"), User.name)
    ordered = column.desc() if order in ORDERS and order.startswith("-") else column.asc()
    if order.removeprefix("-") == "seen":
        ordered = ordered.nulls_last()
    return User.search(text, role, status).order_by(None).order_by(ordered, User.id)


def last_seen(users: Iterable[User]) -> dict[int, datetime]:
    """When each of these was last here, by key; who is signed in nowhere is missing."""
    ids = [user.id for user in users]
    newest = select(UserSession.user_id, func.max(UserSession.last_seen_at)).where(UserSession.user_id.in_(ids))
    return {row.user_id: row[1] for row in db.session.execute(newest.group_by(UserSession.user_id))}


def online(users: Iterable[User]) -> set[int]:
    """Keys of those of these who were here just now and let others see it, in one query."""
    open_ones = [user for user in users if user.show_online]
    return {key for key, seen in last_seen(open_ones).items() if seen > clock.now() - ONLINE_WITHIN}


def rows(found: Select[User]) -> Iterator[tuple[object, ...]]:
    """The cells of a table under HEADER, times in RFC 3339."""
    for batch in db.session.scalars(found.execution_options(yield_per=AT_ONCE)).partitions():
        seen = last_seen(batch)
        for user in batch:
            yield _row(user, seen.get(user.id))


def _row(user: User, seen: datetime | None) -> tuple[object, ...]:
    who = (user.name, user.username, user.email, user.role.value, user.status.value, user.language, user.timezone)
    return (*who, user.created_at.isoformat(timespec="seconds"), seen.isoformat(timespec="seconds") if seen else None)
