"""Notices that an admin writes by hand: told to whom he says, counted before, stopped if need be."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select, update

from app import audit
from app.errors import Conflict, Invalid
from app.events import announce
from app.extensions import db
from app.models import limits
from app.models.event import Dispatch, DispatchState, Event
from app.models.notification import Notification
from app.models.proof import BY_HAND
from app.models.user import User
from app.notifications.kinds import kind_of
from app.notifications.outlook import Outlook, outlook
from app.notifications.whom import Whom
from app.transaction import action

KIND = "system"
DEEPEST = 20


def rehearse(whom: Whom) -> Outlook:
    """Whom a notice would reach which way, if it were sent now."""
    return outlook(Event(type=BY_HAND, classroom_id=None, actor_id=None, facts=whom.facts), kind_of(KIND))


@action
def send(
    whom: Whom, *, actor: User, title: str, body: str, level: str, redirect_url: str, data: dict[str, Any]
) -> Event:
    """Tell some people, the writer among them if he is one of them. Raises Invalid (audience, data).

    The event has no actor, since the actor of an event hears nothing of it; the audit log says who wrote.
    """
    kept = _kept(data)
    if len(kept) > limits.NOTICE_DATA:
        raise Invalid({"data": _("At most %(max)s characters as JSON.", max=limits.NOTICE_DATA)})
    people = rehearse(whom).people
    if not people:
        raise Invalid({"audience": _("There is nobody to tell.")})
    event = announce(
        BY_HAND,
        actor,
        actor=None,
        **whom.facts,
        recipients=people,
        title=title,
        body=body,
        level=str(level),
        path=redirect_url,
        data=kept,
    )
    told = {"title": title, "audience": whom.group.value, "people": people}
    audit.record("notification.sent", actor=actor, subject=event, after=told)
    return event


@dataclass(frozen=True)
class Progress:
    """How far the telling has come: `told` of about `people` have it in the bell."""

    state: DispatchState
    told: int
    people: int

    @property
    def is_running(self) -> bool:
        return self.state in (DispatchState.PENDING, DispatchState.EXPANDING)


def progress(event: Event) -> Progress:
    state = db.session.scalars(select(Dispatch.state).where(Dispatch.event_id == event.id)).one()
    told = db.session.scalar(select(func.count()).where(Notification.event_id == event.id)) or 0
    return Progress(state, told, max(told, event.facts.get("recipients", len(event.facts["users"]))))


@action
def cancel(event: Event, *, actor: User) -> None:
    """Tell nobody else: within one batch no further bell rings, and what waits to be sent is not. Raises Conflict.

    Who has it in the bell keeps it.
    """
    open_or_done = Dispatch.event_id == event.id, Dispatch.state != DispatchState.CANCELLED
    stopped = update(Dispatch).where(*open_or_done).values(state=DispatchState.CANCELLED)
    if not db.session.scalars(stopped.returning(Dispatch.id)).all():
        raise Conflict(_("This was stopped already."))
    audit.record("notification.cancelled", actor=actor, subject=event, after={"title": event.facts["title"]})


def _kept(data: dict[str, Any]) -> str:
    """`data` as JSON that everything reads again: no infinities, and no deeper than programs nest by themselves."""
    level: list[Any] = [data]
    for _depth in range(DEEPEST):
        level = [inner for each in level for inner in _parts(each)]
    if level:
        raise Invalid({"data": _("This is nested too deeply.")})
    try:
        return json.dumps(data, separators=(",", ":"), allow_nan=False)
    except ValueError as error:
        raise Invalid({"data": _("This has numbers that JSON does not know.")}) from error


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
