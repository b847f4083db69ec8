"""How live sessions look to programs: what only those who teach need is null to others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.actions import live_lists
from app.blueprints.api.schemas.sessions import MINUTES_BEFORE, SessionSchema
from app.models.live import LiveSession
from app.models.user import User
from app.permissions import assists
from app.web.visitors import viewer

OWN = frozenset({"series_id", "rrule", "reminders", "group_id", "link_url"})
COPIED = tuple(each.attribute or name for name, each in SessionSchema().fields.items() if name not in OWN)


def shown_all(sessions: Sequence[LiveSession]) -> list[dict[str, Any]]:
    return [shown(session) for session in sessions]


def shown(session: LiveSession) -> dict[str, Any]:
    copied = {name: getattr(session, name) for name in COPIED if name != "classroom.public_id"}
    teaches = assists(viewer(), session.classroom)
    about = {
        "series_id": session.series.public_id if session.series else None,
        "rrule": session.series.rule if session.series else None,
        "reminders": [minutes for bit, minutes in enumerate(MINUTES_BEFORE) if session.reminders >> bit & 1],
        "group_id": session.group.public_id if teaches and session.group else None,
        "link_url": session.link_url or None if teaches else None,
    }
    return copied | about | {"classroom": session.classroom}


def kept(session: LiveSession) -> dict[str, Any]:
    """One that was just written, with what its writer is awaited at at the same time."""
    return shown(session) | {"conflicts": live_lists.conflicts(session, viewer())}


def people(session: LiveSession, users: Sequence[User]) -> list[dict[str, Any]]:
    """Those who are awaited, or were taken out, with their seats."""
    seats = live_lists.standing(session)
    return [
        {
            "user_id": user.public_id,
            "name": user.name,
            "seat": seats.get(user.id),
            "is_host": user.id == session.host_id,
        }
        for user in users
    ]
