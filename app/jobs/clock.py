"""The clock: one process at a time, under a lease in the database, runs what the schedule says."""

from __future__ import annotations

import logging
import os
import socket
import time
from datetime import timedelta
from threading import Event

from flask import Flask
from sqlalchemy import or_, update

from app import clock, transaction
from app.extensions import db
from app.jobs.schedule import SCHEDULE, Periodic
from app.models.audit import Lease
from app.models.upsert import insert_new

NAME = "clock"
LEASE = timedelta(seconds=10)
TICK_SECONDS = 1.0

log = logging.getLogger(__name__)


def run(app: Flask, stop: Event) -> None:
    """Tick until `stop` is set. Without the lease, wait for it."""
    holder = f"{socket.gethostname()}:{os.getpid()}"[:60]
    due = dict.fromkeys((job.name for job in SCHEDULE), 0.0)
    while not stop.is_set():
        with app.app_context():
            if _held(holder):
                for job in SCHEDULE:
                    _run_if_due(job, due, stop)
        stop.wait(TICK_SECONDS)
    with app.app_context():
        _release(holder)


def _run_if_due(job: Periodic, due: dict[str, float], stop: Event) -> None:
    if stop.is_set() or time.monotonic() < due[job.name]:
        return
    due[job.name] = time.monotonic() + job.every.total_seconds()
    try:
        job.run()
    except Exception:
        log.exception("periodic job failed: %s", job.name)
    finally:
        db.session.remove()


def _held(holder: str) -> bool:
    try:
        return _take(holder)
    except Exception:
        log.exception("the clock cannot reach the database")
        return False
    finally:
        db.session.remove()


@transaction.action
def _take(holder: str) -> bool:
    now = clock.now()
    db.session.execute(insert_new(Lease, ("name",)).values(name=NAME, holder=holder, until=now))
    taken = db.session.execute(
        update(Lease)
        .where(Lease.name == NAME, or_(Lease.holder == holder, Lease.until < now))
        .values(holder=holder, until=now + LEASE)
        .returning(Lease.name)
    )
    return taken.scalar() is not None


@transaction.action
def _release(holder: str) -> None:
    db.session.execute(update(Lease).where(Lease.name == NAME, Lease.holder == holder).values(until=clock.now()))
