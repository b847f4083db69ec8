"""Signs of life of the web processes, so that whoever takes a quiz is owed what an outage cost him (security.md R6)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread

from flask import Flask

from app import transaction
from app.actions import outages
from app.extensions import db

TICK_SECONDS = 0.4

log = logging.getLogger(__name__)


def begin(app: Flask) -> Thread:
    """For a web process that was just forked: settle what was missed before it takes a request, then give signs."""
    _tell(app, outages.begin)
    thread = Thread(target=_run, args=(app, Event()), daemon=True, name="beat")
    thread.start()
    return thread


def _run(app: Flask, stop: Event) -> None:
    while not stop.wait(TICK_SECONDS):
        _tell(app, _beat_if_due)


def _beat_if_due() -> None:
    transaction.read_only()
    due = outages.is_due()
    db.session.rollback()
    transaction.writes()
    if due:
        outages.beat()


def _tell(app: Flask, verb: Callable[[], object]) -> None:
    """A database that is away is no reason to serve no page, and is tried again."""
    with app.app_context():
        try:
            verb()
        except Exception:
            log.exception("no sign of life could be given")
        finally:
            db.session.remove()
