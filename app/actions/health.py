"""Whether the portal can do its work, said honestly (security.md R11)."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from prometheus_client import CollectorRegistry, Gauge
from redis.exceptions import RedisError
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from app import clock, queue
from app.config import settings
from app.extensions import db
from app.models.delivery import WAITING, Delivery
from app.models.event import OPEN_DISPATCHES, Dispatch

DISK_FREE_SHARE = 0.05
OUTBOX_LAG = timedelta(seconds=60)


def readiness() -> dict[str, Any]:
    """Each check with its word, and the whole: ok, degraded (works, without some comfort) or unavailable."""
    checks = {"database": _database(), "disk": _disk(), "queue": _queue()}
    checks["outbox"] = _outbox() if checks["database"] == "ok" else "unknown"
    if checks["database"] != "ok" or checks["disk"] != "ok":
        status = "unavailable"
    else:
        status = "ok" if set(checks.values()) == {"ok"} else "degraded"
    return {"status": status, "checks": checks}


def _database() -> str:
    try:
        context = MigrationContext.configure(db.session.connection())
        current = context.get_current_heads()
    except SQLAlchemyError:
        db.session.rollback()
        return "unreachable"
    return "ok" if set(current) == set(_wanted_heads()) else "migration pending"


def _wanted_heads() -> list[str]:
    known: dict[str, list[str]] = current_app.extensions.setdefault("migration_heads", {})
    if "heads" not in known:
        directory = current_app.extensions["migrate"].directory
        known["heads"] = list(ScriptDirectory(directory).get_heads())
    return known["heads"]


def _disk() -> str:
    usage = shutil.disk_usage(settings().data_dir)
    return "ok" if usage.free / usage.total > DISK_FREE_SHARE else "nearly full"


def _queue() -> str:
    try:
        queue.redis().ping()
    except RedisError:
        return "away"
    return "ok"


def outbox_lag() -> timedelta:
    """How long the oldest event has waited to be heard."""
    oldest = db.session.scalar(
        select(func.min(Dispatch.not_before)).where(text(OPEN_DISPATCHES), Dispatch.not_before <= clock.now())
    )
    return clock.now() - oldest if oldest else timedelta(0)


def _outbox() -> str:
    return "ok" if outbox_lag() < OUTBOX_LAG else "behind"


def registry() -> CollectorRegistry:
    """The figures of this moment for Prometheus."""
    figures = CollectorRegistry()
    lag = Gauge("classbell_outbox_lag_seconds", "Age of the oldest event not yet heard", registry=figures)
    lag.set(outbox_lag().total_seconds())
    waiting = Gauge("classbell_deliveries_waiting", "Deliveries to be sent", ["channel"], registry=figures)
    counted = select(Delivery.channel, func.count()).where(text(WAITING)).group_by(Delivery.channel)
    for channel, number in db.session.execute(counted):
        waiting.labels(channel.value).set(number)
    up = Gauge("classbell_queue_up", "Whether the queue server answers", registry=figures)
    up.set(_queue() == "ok")
    return figures
