"""What the frame of a signed-in page shows: functions that find it when a template asks, once a request."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, NamedTuple, TypeVar

from flask import Flask, g, request, session
from flask_login import current_user
from sqlalchemy import Select

from app.extensions import db
from app.models import live_now
from app.models.classroom import Classroom
from app.models.live import LiveSession
from app.models.notification import VapidKey
from app.models.somebody import somebody, this
from app.notifications import hints

T = TypeVar("T")
RAIL = 12
SECTIONS = {
    "pages": "home",
    "classrooms": "classes",
    "memberships": "classes",
    "lessons": "classes",
    "modules": "classes",
    "progress": "classes",
    "notifications": "alerts",
    "live": "classes",
    "live_now": "calendar",
    "calendar": "calendar",
    "announcements": "alerts",
    "profile": "me",
    "admin": "admin",
}


class ClassLink(NamedTuple):
    """What leads to a class from every page."""

    public_id: str
    title: str
    emoji: str
    colour: int


def init_app(app: Flask) -> None:
    app.context_processor(_surroundings)


def _once(name: str, find: Callable[[], T]) -> Callable[[], T]:
    def found() -> T:
        known: T | None = g.get(name)
        if known is None:
            known = find()
            setattr(g, name, known)
        return known

    return found


def _surroundings() -> dict[str, object]:
    if not current_user or not current_user.is_authenticated:
        return {}
    return {
        "theme": current_user.theme,
        "nav": SECTIONS.get(request.blueprint or "", ""),
        "class_links": _once("class_links", _class_links),
        "bell_position": _position,
        "live_now": _once("live_now", _live),
        "push_key_id": _once("push_key_id", _push_key),
        "student_view": session.get("student_view_of"),
    }


def _position() -> dict[str, Any]:
    return _once("bell_position", lambda: hints.position(current_user.id))()


def _live() -> list[LiveSession]:
    """Nothing is asked while nothing goes on."""
    if _position()["live"] == live_now.NOTHING:
        return []
    return list(db.session.scalars(live_now.of_somebody(), this(current_user)))


def know_classes(classrooms: Iterable[Classroom]) -> None:
    """These are the classes of who asks, the first ones first: they need not be looked for."""
    g.class_links = tuple(ClassLink(*(getattr(each, name) for name in ClassLink._fields)) for each in classrooms)[:RAIL]


def _class_links() -> tuple[ClassLink, ...]:
    return tuple(map(ClassLink._make, db.session.execute(_rail(), this(current_user))))


@cache
def _rail() -> Select[str, str, str, int]:
    columns = (getattr(Classroom, name) for name in ClassLink._fields)
    return Classroom.of_member(somebody()).with_only_columns(*columns, maintain_column_froms=True).limit(RAIL)


def _push_key() -> str:
    return str(db.session.scalar(VapidKey.current_id()) or "")
