"""Whether those are there who work unseen: by their leases, their heartbeats, or their ear at the queue server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from redis.exceptions import RedisError
from rq import Worker
from rq.worker import BaseWorker
from sqlalchemy import select

from app import clock as the_clock
from app import queue as the_queue
from app.actions import health
from app.cli.doctor.finding import Finding, fail, warn
from app.config import settings
from app.extensions import db
from app.models.audit import Lease

SECONDS = 5
WORKER_SILENCE = timedelta(minutes=2)


def queue(word: str) -> Finding:
    if word == "ok":
        return Finding("queue")
    return fail("queue", f"{word}.", "See that `make run` or the server of REDIS_URL runs.")


def listening() -> Iterator[Finding]:
    """Worker and sender."""
    try:
        ears = the_queue.redis().pubsub_numsub(the_queue.WAKE_CHANNEL)
        working = any(_lives(worker) for worker in Worker.all(connection=the_queue.redis()))
    except RedisError as problem:
        yield fail("worker", f"{problem}.", "See that the queue server is well.")
        return
    start = "Start `make run`, or the service classbell-{}."
    late = "what happens reaches people seconds later."
    yield Finding("worker") if working else warn("worker", f"none runs: {late}", start.format("worker@1"))
    sending = any(number for _, number in ears)
    yield (
        Finding("sender")
        if sending
        else fail("sender", "none runs: no push and no mail leaves.", start.format("sender"))
    )


def live_updates() -> Finding:
    """Whether sockets are served at the address that browsers use: 400 is what they say to a plain request."""
    name, url = "live updates", urlsplit(settings().base_url)
    kind = HTTPSConnection if url.scheme == "https" else HTTPConnection
    connection = kind(url.netloc, timeout=SECONDS)
    try:
        connection.request("GET", "/socket.io/?EIO=4&transport=websocket")
        status = connection.getresponse().status
    except (OSError, HTTPException) as problem:
        why = f"{settings().base_url} does not answer here ({problem or type(problem).__name__})."
        return warn(name, why, "Until it does, bells follow within a minute. Look from elsewhere, too.")
    finally:
        connection.close()
    if status == HTTPStatus.BAD_REQUEST:
        return Finding(name)
    return warn(name, f"/socket.io answers {status}.", "See that the proxy passes it on, and that realtime runs.")


def _lives(worker: BaseWorker) -> bool:
    beat = worker.last_heartbeat
    return beat is not None and the_clock.now() - beat.replace(tzinfo=beat.tzinfo or UTC) < WORKER_SILENCE


def clock() -> Finding:
    name = "clock and outbox"
    lag = health.outbox_lag()
    running = db.session.scalar(select(Lease.until).where(Lease.name == "clock", Lease.until > the_clock.now()))
    if lag >= health.OUTBOX_LAG:
        return fail(name, f"events wait for {round(lag.total_seconds())} s.", "See that the clock process runs.")
    return Finding(name) if running else fail(name, "no clock runs.", "Start `make run`, or the clock service.")
