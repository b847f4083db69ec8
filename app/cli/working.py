"""The worker of queued jobs: RQ, one queue, each job in a fork of a process that has the portal loaded.

One queue only: RQ then moves a job atomically (BLMOVE), so that a killed worker loses none.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from flask import Flask
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.job import Job
from rq.scheduler import RQScheduler
from rq.serializers import JSONSerializer

from app.config import settings
from app.extensions import db
from app.transaction import writes

MAINTENANCE_SECONDS = 30
LONGEST_WAIT_SECONDS = 5.0
LOOK_ROUND_SECONDS = 5

log = logging.getLogger(__name__)


class ForkingWorker(Worker):
    """Runs each job inside the application context of `app`, in a child that ends when the worker does."""

    app: Flask
    tie: Callable[[], None]
    max_connection_wait_time = LONGEST_WAIT_SECONDS
    dequeue_timeout = LOOK_ROUND_SECONDS

    @property
    def should_run_maintenance_tasks(self) -> bool:
        return True

    def run_maintenance_tasks(self) -> None:
        """Every few seconds: retries that are due. Every 30 seconds: what dead workers left behind.

        RQ's own scheduler is a further process that outlives a killed worker.
        """
        due = RQScheduler(self.queues, connection=self.connection, serializer=self.serializer)
        due.prepare_registries(self.queue_names())
        due.enqueue_scheduled_jobs()  # type: ignore[no-untyped-call]
        if super().should_run_maintenance_tasks:
            super().run_maintenance_tasks()  # type: ignore[no-untyped-call]

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        self.tie()
        super().main_work_horse(job, queue)

    def perform_job(self, job: Job, queue: Queue) -> bool:
        with self.app.app_context():
            db.engine.dispose(close=False)  # a connection of the parent is not ours to use or to close
            writes()
            return bool(super().perform_job(job, queue))


def run(app: Flask, queue: str, tie: Callable[[], None]) -> int:
    """Work on `queue` until SIGTERM; a job under way is finished first. Waits for a queue server that is away.

    `tie` is called in the child of each job and makes it end when the worker does.
    """
    with app.app_context():
        connection = _connect(settings().queue_url)
    worker = ForkingWorker(
        [queue],
        connection=connection,
        serializer=JSONSerializer,
        maintenance_interval=MAINTENANCE_SECONDS,
    )
    worker.app = app
    worker.tie = tie
    worker.log_job_description = False
    worker.work(logging_level="WARNING")
    return 0


def _connect(url: str) -> Redis:
    connection = Redis.from_url(url)
    seconds = 0.1
    while True:
        try:
            connection.ping()
        except RedisError as error:
            if seconds >= LONGEST_WAIT_SECONDS:
                log.warning("the queue server is away: %s", error)
            time.sleep(seconds)
            seconds = min(seconds * 2, LONGEST_WAIT_SECONDS)
        else:
            return connection
