"""The clock: one at a time, and a job that fails stops nobody (decisions.md, Processes)."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from flask import Flask

from app import clock as time
from app.extensions import db
from app.jobs import clock, schedule
from app.jobs.schedule import Periodic
from app.models.audit import Lease


def test_only_one_holds_the_lease(app: Flask) -> None:
    assert clock._take("first")
    assert not clock._take("second")
    assert clock._take("first")
    clock._release("first")
    assert clock._take("second")


def test_a_dead_holder_is_followed(app: Flask) -> None:
    clock._take("first")
    db.session.get(Lease, clock.NAME).until = time.now() - timedelta(seconds=1)
    db.session.commit()
    assert clock._take("second")


def test_what_is_due_runs_and_a_failure_is_survived(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    stop = threading.Event()

    def fail() -> None:
        ran.append("fail")
        raise RuntimeError

    def finish() -> None:
        ran.append("finish")
        stop.set()

    often, seldom = timedelta(0), timedelta(hours=1)
    monkeypatch.setattr(clock, "SCHEDULE", (Periodic("fail", fail, seldom), Periodic("finish", finish, often)))
    db.session.commit()
    clock.run(app, stop)
    assert ran == ["fail", "finish"]


def test_the_schedule_names_each_job_once() -> None:
    names = [job.name for job in schedule.SCHEDULE]
    assert len(names) == len(set(names))
