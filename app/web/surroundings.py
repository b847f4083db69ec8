"""What the frame of a signed-in page shows: found when a template asks for it, once a request."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from flask import Flask, g, request, session
from flask_login import current_user
from sqlalchemy import Select
from werkzeug.local import LocalProxy

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


def init_app(app: Flask) -> None:
    app.context_processor(_surroundings)


def _once(name: str, find: Callable[[], T]) -> Callable[[], T]:
    def found() -> T:
        if name not in g:
            setattr(g, name, find())
        value: T = getattr(g, name)
        return value

    return found


def _surroundings() -> dict[str, object]:
    if not current_user or not current_user.is_authenticated:
        return {}
    return {
        "theme": current_user.theme,
        "nav": SECTIONS.get(request.blueprint or "", ""),
        "nav_classrooms": LocalProxy(_once("nav_classrooms", _classrooms)),
        "bell_state": LocalProxy(_position),
        "live_mark": LocalProxy(lambda: _position()["live"]),
        "live_now": LocalProxy(_once("live_now", _live)),
        "push_key_id": LocalProxy(_once("push_key_id", _push_key)),
        "student_view": session.get("student_view_of"),
    }


def _position() -> dict[str, Any]:
    return _once("bell_state", lambda: hints.position(current_user.id))()


def _live() -> list[LiveSession]:
    """Nothing is asked while nothing goes on."""
    if _position()["live"] == live_now.NOTHING:
        return []
    return list(db.session.scalars(live_now.of_somebody(), this(current_user)))


def _classrooms() -> list[Classroom]:
    return list(db.session.scalars(_rail(), this(current_user)))


@cache
def _rail() -> Select[Classroom]:
    return Classroom.of_member(somebody()).limit(RAIL)


def _push_key() -> str:
    return str(db.session.scalar(VapidKey.current_id()) or "")
