"""Notices that an admin writes by hand."""

from __future__ import annotations

import json
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


@action
def send(
    public_ids: list[str], *, actor: User, title: str, body: str, level: str, redirect_url: str, data: dict[str, Any]
) -> Event:
    """Tell some people, the writer among them if he is named. Raises Invalid (user_ids, data).

    The event has no actor, since the actor of an event hears nothing of it; the audit log says who wrote.
    """
    kept = json.dumps(data, separators=(",", ":"))
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


def _people(public_ids: list[str]) -> list[int]:
    active = select(User.id).where(User.public_id.in_(public_ids), User.status == Status.ACTIVE).order_by(User.id)
    people = list(db.session.scalars(active))
    if len(people) != len(set(public_ids)):
        raise Invalid({"user_ids": _("Some of these people are not here.")})
    return people
