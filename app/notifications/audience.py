"""Whom an event concerns, as a select: asked when rows are written, and again before each is sent."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, func, select

from app.models.event import Event
from app.models.user import Status, User
from app.notifications.kinds import Kind

Bound = int | ColumnElement[int]


def audience(event: Event, kind: Kind, low: Bound = 0, high: Bound | None = None) -> Select[int]:
    """Ids of the active people whom `kind` concerns, without the one who did it: those in ]low, high] if given.

    The bounds stand around the kind's own select: SQLite would otherwise list everybody again for each batch.
    """
    named, concerned = _named(event, kind, low)
    if high is not None:
        concerned = concerned.where(named <= high)
    return select(User.id).where(User.id.in_(concerned), User.status == Status.ACTIVE)


def upper_end(event: Event, kind: Kind, low: Bound, number: int) -> Select[int]:
    """The greatest of the next `number` ids above `low` that `kind` names; null after the last."""
    named, concerned = _named(event, kind, low)
    some = concerned.order_by(named).limit(number).subquery()
    return select(func.max(some.c[0]))


def _named(event: Event, kind: Kind, low: Bound) -> tuple[ColumnElement[int], Select[int]]:
    named = kind.audience(event).subquery().c[0]
    concerned = select(named).where(named > low)
    return named, concerned.where(named != event.actor_id) if event.actor_id is not None else concerned
