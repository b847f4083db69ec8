"""Whom an event concerns, as a select: asked when rows are written, and again before each is sent."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, select

from app.models.event import Event
from app.models.user import Status, User
from app.notifications.kinds import Kind


def audience(event: Event, kind: Kind) -> Select[int]:
    """Ids of the active people whom `kind` concerns, without the one who did it."""
    _, concerned = _named(event, kind)
    return select(User.id).where(User.id.in_(concerned), User.status == Status.ACTIVE)


def next_people(event: Event, kind: Kind, low: ColumnElement[int], number: int) -> Select[int]:
    """The next `number` ids above `low` that `kind` names, in order; whether they are active is still to be asked.

    The bounds stand around the kind's own select, and nothing is joined to it: SQLite would otherwise list everybody
    again for each batch, or with each of them.
    """
    named, concerned = _named(event, kind)
    return concerned.where(named > low).order_by(named).limit(number)


def _named(event: Event, kind: Kind) -> tuple[ColumnElement[int], Select[int]]:
    named = kind.audience(event).subquery().c[0]
    concerned = select(named)
    return named, concerned.where(named != event.actor_id) if event.actor_id is not None else concerned
