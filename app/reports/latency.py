"""How long it took from what happened until the bell had it, until it was pushed and until it was mailed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from prometheus_client import CollectorRegistry, Gauge
from sqlalchemy import Select, select

from app import clock
from app.extensions import db
from app.models.delivery import Delivery
from app.models.event import Event
from app.models.notification import Channel, Notification

LATELY = timedelta(days=1)
AT_MOST = 1000


@dataclass(frozen=True)
class Latency:
    """Seconds of the `number` last ones: half of them were as quick as `p50`, nineteen of twenty as `p95`."""

    number: int
    p50: float
    p95: float


def latencies() -> dict[Channel, Latency]:
    """Of the last thousand within a day on each channel; without what waited on purpose. One query each."""
    found = {channel: sorted(_seconds(_times(channel))) for channel in Channel}
    return {channel: Latency(len(all_), _at(all_, 0.5), _at(all_, 0.95)) for channel, all_ in found.items() if all_}


def _times(channel: Channel) -> Select[*tuple[Any, ...]]:
    since = clock.now() - LATELY
    if channel is Channel.BELL:
        asked = select(Event.created_at, Notification.created_at).join(Event, Event.id == Notification.event_id)
        return asked.where(Notification.created_at >= since).order_by(Notification.id.desc()).limit(AT_MOST)
    at_once = Delivery.was_held.is_(False), Delivery.digest_id.is_(None), Delivery.sent_at.is_not(None)
    return (
        select(Event.created_at, Delivery.sent_at)
        .select_from(Delivery)
        .join(Delivery.notification)
        .join(Event, Event.id == Notification.event_id)
        .where(Delivery.created_at >= since, Delivery.channel == channel, *at_once)
        .order_by(Delivery.id.desc())
        .limit(AT_MOST)
    )


def _seconds(asked: Select[*tuple[Any, ...]]) -> list[float]:
    return [max((done - happened).total_seconds(), 0.0) for happened, done in db.session.execute(asked)]


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def measure(registry: CollectorRegistry) -> None:
    """The same for Prometheus."""
    name, text = "classbell_latency_seconds", "From an event to its bell, push or mail"
    gauge = Gauge(name, text, ["channel", "quantile"], registry=registry)
    for channel, found in latencies().items():
        gauge.labels(channel.value, "0.5").set(found.p50)
        gauge.labels(channel.value, "0.95").set(found.p95)
