"""What would become of an event if it were told now: counted by the same rules that decide when it is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, literal, select

from app.extensions import db
from app.models.delivery import DeliveryState
from app.models.event import Event
from app.models.notification import Channel, Notification, PushSubscription, SubscriptionState
from app.models.user import User
from app.notifications.audience import audience
from app.notifications.channels import CHANNELS
from app.notifications.kinds import Kind
from app.notifications.verdicts import quiet_among


@dataclass(frozen=True)
class Outlook:
    """How many people hear of it: in the bell `people`, and of these `push` and `email` that way, at once or later.

    `deliveries` counts all rows by channel, also those that are set aside with a reason.
    """

    people: int
    push: int
    email: int
    deliveries: dict[Channel, int]


def outlook(event: Event, kind: Kind) -> Outlook:
    """Count, and write nothing; `event` need not be kept."""
    people = audience(event, kind)
    told = _told(event, kind, people)
    quiet = quiet_among(people)
    going: dict[Channel, int] = {}
    rows: dict[Channel, int] = {}
    for channel in CHANNELS:
        if channel.name in kind.channels:
            given = channel.rules([kind], quiet, told=told.c)
            asked = select(User.id.label("user_id"), given.state.label("state"))
            asked = given.joined(asked.select_from(told).join(User, User.id == told.c.user_id))
            going[channel.name], rows[channel.name] = _counted(_at_targets(asked, channel.name))
    number = db.session.scalar(select(func.count()).select_from(told)) or 0
    return Outlook(number, going.get(Channel.PUSH, 0), going.get(Channel.EMAIL, 0), rows)


def _told(event: Event, kind: Kind, people: Select[int]) -> Any:
    """What stands for the notifications that there are not yet."""
    chosen = select(
        User.id.label("user_id"),
        literal(kind.name).label("kind"),
        literal(event.classroom_id, type_=Notification.classroom_id.type).label("classroom_id"),
        literal(kind.priority_of(event), type_=Notification.priority.type).label("priority"),
    )
    return chosen.where(User.id.in_(people)).subquery("told")


def _at_targets(asked: Select[Any], channel: Channel) -> Select[Any]:
    """Once for each of a person's devices; there is one address."""
    if channel is not Channel.PUSH:
        return asked
    active = PushSubscription.state == SubscriptionState.ACTIVE
    return asked.join(PushSubscription, (PushSubscription.user_id == User.id) & active)


def _counted(asked: Select[Any]) -> tuple[int, int]:
    """People to whom something goes, and rows."""
    row = asked.subquery()
    goes = case((row.c.state != DeliveryState.SUPPRESSED, row.c.user_id))
    people, rows = db.session.execute(select(func.count(goes.distinct()), func.count()).select_from(row)).one()
    return people, rows
