"""Asked again just before sending: is this still to be said, to this person, here (notifications.md 4.2)."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock
from app.extensions import db
from app.models.delivery import Delivery
from app.models.notification import Channel, Notification
from app.models.user import User
from app.notifications.audience import audience
from app.notifications.kinds import kind_of


def reasons(deliveries: list[Delivery]) -> dict[int, str]:
    """Why some of these deliveries are not to be sent any more, by their ids."""
    why: dict[int, str] = {}
    for event_id, group in _by_event(deliveries).items():
        why.update(_of_event(event_id, group))
    return why


def _by_event(deliveries: list[Delivery]) -> dict[int, list[Delivery]]:
    groups: dict[int, list[Delivery]] = defaultdict(list)
    for delivery in deliveries:
        groups[delivery.notification.event_id].append(delivery)
    return groups


def _of_event(event_id: int, group: list[Delivery]) -> dict[int, str]:
    event = group[0].notification.event
    kind = kind_of(group[0].notification.kind)
    if not kind.is_due(event):
        return {delivery.id: "withdrawn" for delivery in group}
    ids = [delivery.user_id for delivery in group]
    concerned = set(db.session.scalars(audience(event, kind).where(User.id.in_(ids))))
    return {delivery.id: why for delivery in group if (why := _why(delivery, concerned))}


def _why(delivery: Delivery, concerned: set[int]) -> str | None:
    note = delivery.notification
    wanted = note.user.push_on if delivery.channel is Channel.PUSH else note.user.email_on
    checks = (
        (delivery.user_id not in concerned, "not_member"),
        (note.read_at is not None, "read"),
        (note.archived_at is not None, "deleted"),
        (not wanted, "preference"),
        (delivery.expires_at is not None and delivery.expires_at <= clock.now(), "stale"),
    )
    return next((reason for applies, reason in checks if applies), None)


def leased(ids: list[int], token: str) -> list[Delivery]:
    """Deliveries that we hold, with all that the recheck and the texts need."""
    note = joinedload(Delivery.notification)
    parts = (Notification.event, Notification.text, Notification.user)
    found = (
        select(Delivery)
        .options(*(note.joinedload(part) for part in parts))
        .where(Delivery.id.in_(ids), Delivery.lease_token == token)
    )
    return list(db.session.scalars(found.order_by(Delivery.id).execution_options(populate_existing=True)))
