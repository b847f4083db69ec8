"""From the start of a live session to the hint at each of 500 open pages, whose banner then says it.

python -m bench.banner

The sockets are those of `bench.badge`. What a page then asks for is in `bench.calendar`; browsers are in
tests/browser/test_live_banner.py.
"""

from __future__ import annotations

import json
import sys
import time

from sqlalchemy import select

from app import clock, transaction
from app.actions import live_rooms
from app.extensions import db
from app.models.classroom import Classroom
from app.models.user import User
from bench import figures
from bench.badge import REALTIME, Heard, answer, open_pages, say
from bench.portal import cookies, portal
from bench.school import big_class
from bench.servers import environment, free_port, gunicorn
from tests.support.live import make_live

BENCH = "banner"
PAGES = 500
STARTS = 5
GOAL = 1000
# Versions of these hints are milliseconds by the clock; those of bells are small.
NEWER = 1_000_000_000


def main() -> int:
    port = free_port()
    with portal(port=port) as app:
        transaction.writes()
        classroom = big_class(PAGES)
        students = list(db.session.scalars(select(User).where(User.id >= 1_000_000).order_by(User.id)))
        with (
            gunicorn("wsgi:app", environment(app, PORT=str(port)), *REALTIME, port=port) as address,
            open_pages(app, address, cookies(app, students)) as clients,
        ):
            began = [start(classroom) for _ in range(STARTS)]
            say(clients, "end")
            heard = json.loads(answer(clients))
    report(began, heard)
    return 0


def start(classroom: Classroom) -> float:
    """When the start of another session was asked for."""
    session = make_live(classroom, starts_at=clock.now())
    db.session.commit()
    began = time.monotonic()
    live_rooms.start(session, actor=classroom.owner)
    time.sleep(2)
    return began


def report(began: list[float], heard: Heard) -> None:
    """Print the median and the 99th percentile. Raises RuntimeError if hints were lost."""
    waits = []
    for number, since in enumerate(began):
        until = began[number + 1] if number + 1 < len(began) else float("inf")
        waits += [(at - since) * 1000 for at, _, version in heard if version > NEWER and since <= at < until]
    if len(waits) != STARTS * PAGES:
        raise RuntimeError(f"{len(waits)} hints of {STARTS * PAGES} arrived")
    figures.report(BENCH, "start_to_hint_p50", figures.percentile(waits, 0.5), "ms")
    worst = figures.percentile(waits, 0.99)
    figures.report(BENCH, "start_to_hint_p99", worst, "ms")
    figures.verdict("the start of a session at 500 open pages", f"{worst:.0f} ms", worst <= GOAL, f"{GOAL} ms")


if __name__ == "__main__":
    sys.exit(main())
