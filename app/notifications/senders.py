"""No sender drowns a class: what is too much in an hour still rings the bell, and waits on the other channels."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.extensions import db
from app.models.event import Dispatch, Event
from app.models.user import Role, User
from app.notifications.kinds import Kind

WITHIN = timedelta(hours=1)


def said_too_much(event: Event, kind: Kind) -> bool:
    """Whether the actor of `event` has had more than his share heard in the same class within the hour before it.

    Admins speak for the school and are not counted; neither are kinds that tell each person something of his own.
    """
    if event.actor_id is None or kind.sender_limit is None:
        return False
    before = (
        select(func.count())
        .select_from(Dispatch)
        .join(Dispatch.event)
        .join(User, User.id == Event.actor_id)
        .where(
            Event.actor_id == event.actor_id,
            Event.classroom_id == event.classroom_id,
            Event.created_at > event.created_at - WITHIN,
            Event.id < event.id,
            Dispatch.kind == kind.name,
            User.role != Role.ADMIN,
        )
    )
    return (db.session.scalar(before) or 0) >= kind.sender_limit


def silence_ends(dispatch: Dispatch) -> datetime | None:
    """Until when push and mail of a muffled dispatch wait."""
    return dispatch.event.created_at + WITHIN if dispatch.muffled else None
