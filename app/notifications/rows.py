"""What both channels share: delivery rows made by INSERT … SELECT, and how a try ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Insert, Select, SQLColumnExpression, case, exists, insert, literal, select

from app import clock
from app.extensions import db
from app.models.delivery import Delivery, DeliveryState
from app.models.notification import Channel, Notification, Priority
from app.models.user import User
from app.notifications.leases import wait_after

if TYPE_CHECKING:
    from app.notifications.batches import Batch
    from app.notifications.verdicts import Verdict

COLUMNS = [
    "notification_id",
    "user_id",
    "channel",
    "target_id",
    "state",
    "reason",
    "was_held",
    "rank",
    "attempts",
    "next_attempt_at",
    "expires_at",
    "created_at",
]
RANKS = {Priority.HIGH: 0, Priority.MEDIUM: 1, Priority.LOW: 2}
TRIES = 6


def from_batch(
    batch: Batch, verdict: Verdict, target: SQLColumnExpression[Any]
) -> tuple[Insert, Select[*tuple[Any, ...]]]:
    """An INSERT and the SELECT it takes its rows from, over notifications of `batch` joined with their people."""
    now = clock.now()
    chosen = (
        select(
            Notification.id,
            Notification.user_id,
            literal(verdict.channel, type_=Delivery.channel.type),
            target,
            verdict.state,
            verdict.reason,
            verdict.release.is_not(None),
            literal(RANKS[batch.kind.priority_of(batch.event)]),
            literal(0),
            verdict.release,
            _expires(batch, verdict, now),
            literal(now, type_=Delivery.created_at.type),
        )
        .select_from(Notification)
        .join(User, User.id == Notification.user_id)
        .where(batch.written)
    )
    return insert(Delivery), verdict.joined(chosen)


def _expires(batch: Batch, verdict: Verdict, now: datetime) -> ColumnElement[Any]:
    """The lifetime counts from when it may be sent: what the night holds is not stale in the morning."""
    kept = {since: literal(_end_of(batch, since), type_=Delivery.expires_at.type) for since in verdict.releases}
    usual = literal(_end_of(batch, now), type_=Delivery.expires_at.type)
    return case(*((verdict.release == since, until) for since, until in kept.items()), else_=usual) if kept else usual


def _end_of(batch: Batch, since: datetime) -> datetime:
    return batch.kind.expires_at(batch.event, since)


def suppress(delivery: Delivery, reason: str) -> None:
    """Set a delivery aside for good, with why."""
    _end(delivery, DeliveryState.SUPPRESSED)
    delivery.reason = reason


def sent(delivery: Delivery, status: int | None = None) -> None:
    """Accepted by the service behind the channel; whether it arrived, the device says, and may have said already."""
    _end(delivery, _proven(delivery))
    delivery.provider_status = status
    delivery.reason = None
    delivery.sent_at = clock.now()


def arrived(delivery: Delivery) -> None:
    """The device said so: nothing is left to send. Who sends it just now keeps the lease, to say how that went."""
    delivery.state = _proven(delivery)
    delivery.next_attempt_at = None


def _proven(delivery: Delivery) -> DeliveryState:
    if delivery.clicked_at is not None:
        return DeliveryState.CLICKED
    return DeliveryState.SENT if delivery.received_at is None else DeliveryState.RECEIVED


def hold(delivery: Delivery, until: datetime, reason: str) -> None:
    """Keep it back until an instant, with why; no try is counted."""
    _let_go(delivery, until)
    delivery.state, delivery.reason, delivery.was_held = DeliveryState.HELD, reason, True


def batch(delivery: Delivery) -> None:
    """Leave it to the person's next digest."""
    _end(delivery, DeliveryState.BATCHED)
    delivery.reason = "digest"


def gone(delivery: Delivery, status: int | None) -> None:
    _end(delivery, DeliveryState.GONE)
    delivery.provider_status = status


def postpone(delivery: Delivery, seconds: float) -> None:
    """Wait without counting a try: not this delivery's fault."""
    _let_go(delivery, clock.now() + timedelta(seconds=seconds))


def failed(delivery: Delivery, status: int | None, detail: str) -> None:
    """Try again later, or set aside when it was tried often enough or would come too late."""
    delivery.attempts += 1
    delivery.provider_status = status
    delivery.error = detail[:500]
    again = clock.now() + wait_after(delivery.attempts)
    late = delivery.expires_at is not None and again > delivery.expires_at
    if delivery.attempts >= TRIES or late:
        _end(delivery, DeliveryState.DEAD)
    else:
        _let_go(delivery, again)


def _let_go(delivery: Delivery, until: datetime) -> None:
    delivery.state = DeliveryState.RETRY
    delivery.next_attempt_at = until
    delivery.lease_token = delivery.lease_until = None


def _end(delivery: Delivery, state: DeliveryState) -> None:
    delivery.state = state
    delivery.next_attempt_at = delivery.lease_token = delivery.lease_until = None


def still_leased(ids: list[int], token: str) -> dict[int, Delivery]:
    """Those of our leased deliveries that are ours still, by id."""
    mine = select(Delivery).where(Delivery.id.in_(ids), Delivery.lease_token == token).order_by(Delivery.id)
    held = mine.with_for_update(of=Delivery, key_share=True)
    rows = db.session.scalars(held.execution_options(populate_existing=True))
    return {delivery.id: delivery for delivery in rows}


def new(
    chosen: Select[*tuple[Any, ...]], channel: Channel, target: SQLColumnExpression[Any]
) -> Select[*tuple[Any, ...]]:
    """Without the deliveries that are there already, so that a repetition adds nothing."""
    there = exists().where(
        Delivery.notification_id == Notification.id, Delivery.channel == channel, Delivery.target_id == target
    )
    return chosen.where(~there)


def dead(delivery: Delivery, status: int | None, detail: str) -> None:
    """It can never be sent."""
    _end(delivery, DeliveryState.DEAD)
    delivery.provider_status = status
    delivery.error = detail[:500]
