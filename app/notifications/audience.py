"""Whom an event concerns, as a select: asked when rows are written, and again before each is sent."""

from __future__ import annotations

from sqlalchemy import Select, select

from app.models.event import Event
from app.models.user import Status, User
from app.notifications.kinds import Kind


def audience(event: Event, kind: Kind) -> Select[int]:
    """Ids of the active people whom `kind` concerns, without the one who did it."""
    concerned = select(User.id).where(User.id.in_(kind.audience(event)), User.status == Status.ACTIVE)
    return concerned.where(User.id != event.actor_id) if event.actor_id is not None else concerned
