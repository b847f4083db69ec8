"""What became of a notification on each way to a person, and why it did not come where nothing went out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models.delivery import Delivery, DeliveryState
from app.models.notification import Channel, Notification, PushSubscription

WAYS = (Channel.PUSH, Channel.EMAIL)
BEST_FIRST = (
    DeliveryState.CLICKED,
    DeliveryState.RECEIVED,
    DeliveryState.SENT,
    DeliveryState.LEASED,
    DeliveryState.PENDING,
    DeliveryState.RETRY,
    DeliveryState.HELD,
    DeliveryState.BATCHED,
    DeliveryState.SUPPRESSED,
    DeliveryState.CANCELLED,
    DeliveryState.GONE,
    DeliveryState.DEAD,
)


@dataclass(frozen=True)
class Way:
    """One channel to one target. Without a delivery nothing was ever to go there, for `reason`."""

    channel: Channel
    delivery: Delivery | None = None
    device: str = ""
    reason: str | None = None


def ways(note: Notification, channels: frozenset[Channel], kept: timedelta) -> list[Way]:
    """All ways that `note` took to its person, and why not the others.

    `channels` are those of its kind; deliveries are on record for `kept`.
    """
    found = list(db.session.scalars(select(Delivery).where(Delivery.notification_id == note.id).order_by(Delivery.id)))
    devices = _devices(found)
    taken = [Way(each.channel, each, devices.get(each.target_id, ""), each.reason) for each in found]
    there = {way.channel for way in taken}
    cleared = not found and note.created_at < clock.now() - kept
    missing = [Way(channel, reason=_why_none(channel, channels, cleared)) for channel in WAYS if channel not in there]
    return sorted([*taken, *missing], key=lambda way: WAYS.index(way.channel))


def _devices(deliveries: list[Delivery]) -> dict[int, str]:
    ids = [each.target_id for each in deliveries if each.channel is Channel.PUSH]
    if not ids:
        return {}
    named = select(PushSubscription.id, PushSubscription.label).where(PushSubscription.id.in_(ids))
    return {number: label for number, label in db.session.execute(named)}  # noqa: C416


def _why_none(channel: Channel, channels: frozenset[Channel], cleared: bool) -> str:
    """Why there is no delivery at all on `channel`."""
    if channel not in channels:
        return "not_this_way"
    if cleared:
        return "cleared"
    return "no_device" if channel is Channel.PUSH else "no_record"


def best(notes: Iterable[Notification]) -> dict[int, dict[Channel, Delivery]]:
    """By the id of each of `notes`: the delivery that came furthest on each channel, in one query."""
    ids = [note.id for note in notes]
    found: dict[int, dict[Channel, Delivery]] = defaultdict(dict)
    if not ids:
        return found
    for each in db.session.scalars(select(Delivery).where(Delivery.notification_id.in_(ids)).order_by(Delivery.id)):
        had = found[each.notification_id].get(each.channel)
        if had is None or BEST_FIRST.index(each.state) < BEST_FIRST.index(had.state):
            found[each.notification_id][each.channel] = each
    return found
