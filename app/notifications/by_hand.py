"""Notices that an admin writes by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app import audit
from app.errors import Invalid
from app.events import announce
from app.extensions import db
from app.models import limits
from app.models.event import Event
from app.models.user import Status, User
from app.transaction import action

DEEPEST = 20


@action
def send(
    public_ids: list[str], *, actor: User, title: str, body: str, level: str, redirect_url: str, data: dict[str, Any]
) -> Event:
    """Tell some people, the writer among them if he is named. Raises Invalid (user_ids, data).

    The event has no actor, since the actor of an event hears nothing of it; the audit log says who wrote.
    """
    kept = _kept(data)
    if len(kept) > limits.NOTICE_DATA:
        raise Invalid({"data": _("At most %(max)s characters as JSON.", max=limits.NOTICE_DATA)})
    people = _people(public_ids)
    event = announce(
        "notification.sent_by_hand",
        actor,
        actor=None,
        users=people,
        title=title,
        body=body,
        level=str(level),
        path=redirect_url,
        data=kept,
    )
    audit.record("notification.sent", actor=actor, subject=event, after={"title": title, "people": len(people)})
    return event


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


def _people(public_ids: list[str]) -> list[int]:
    active = select(User.id).where(User.public_id.in_(public_ids), User.status == Status.ACTIVE).order_by(User.id)
    people = list(db.session.scalars(active))
    if len(people) != len(set(public_ids)):
        raise Invalid({"user_ids": _("Some of these people are not here.")})
    return people
