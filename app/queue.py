"""The queue server: a doorbell. Losing what is in it costs time, never data."""

from __future__ import annotations

import logging

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Retry
from rq.serializers import JSONSerializer

from app.config import VIDEO_QUEUE
from app.extensions import redis

NAME = "default"
WAKE_CHANNEL = "classbell:wake"
JOB_SECONDS = 600
VIDEO_SECONDS = 3600
FAILURES_KEPT_SECONDS = 7 * 24 * 3600
RETRY_SECONDS = [5, 30, 120]

log = logging.getLogger(__name__)


def jobs(connection: Redis, name: str = NAME) -> Queue:
    return Queue(name, connection=connection, serializer=JSONSerializer)


def enqueue(job: str, *args: str | int, on: str = NAME) -> bool:
    """Ask a worker to run the function with dotted name `job`. False, and a line in the log, if nobody heard.

    Videos have a queue of their own, so that nothing waits behind them.
    """
    try:
        jobs(redis(), on).enqueue(
            job,
            args=args,
            retry=Retry(max=len(RETRY_SECONDS), interval=RETRY_SECONDS),
            job_timeout=VIDEO_SECONDS if on == VIDEO_QUEUE else JOB_SECONDS,
            result_ttl=0,
            failure_ttl=FAILURES_KEPT_SECONDS,
        )
    except RedisError as error:
        log.warning("queue away, %s waits for the sweep: %s", job, error)
        return False
    return True


def wake(process: str) -> None:
    """Tell a long-lived process that there is work. It looks by itself every few seconds anyway."""
    try:
        redis().publish(WAKE_CHANNEL, process)
    except RedisError as error:
        log.warning("queue away, %s not woken: %s", process, error)


__all__ = ["enqueue", "jobs", "redis", "wake"]
