"""From the hint's emission to the open page that shows it, with 1,000 connected sockets.

python -m bench.badge

The sockets are WebSockets of the realtime service (gunicorn with one gevent worker, as deploy/ runs it), held by one
process. Two figures: a single hint to a single one of them while the others are idle; and a lesson published for all
1,000, from the moment in which its fan-out begins to the hint's arrival at each of them.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import select

from app import realtime, transaction
from app.extensions import db
from app.models.classroom import Classroom
from app.models.event import Dispatch
from app.models.user import User
from app.notifications import fanout
from bench import figures
from bench.fanout import announced
from bench.portal import ROOT, cookies, portal
from bench.school import big_class
from bench.servers import environment, free_port, gunicorn
from tests.support.people import make_lesson

BENCH = "badge"
SOCKETS = 1000
SINGLE_HINTS = 300
FANOUTS = 5
FIRST_VERSION = 1_000_000
REALTIME = ("--worker-class", "gevent", "--workers", "1", "--worker-connections", "12000", "--backlog", "4096")


def main() -> int:
    port = free_port()
    with portal(port=port) as app:
        transaction.writes()
        classroom = big_class(SOCKETS)
        students = list(db.session.scalars(select(User).where(User.id >= 1_000_000).order_by(User.id)))
        with (
            gunicorn("wsgi:app", environment(app, PORT=str(port)), *REALTIME, port=port) as address,
            open_pages(app, address, cookies(app, students)) as clients,
        ):
            emitted = single_hints(students)
            began = [publish(classroom) for _ in range(FANOUTS)]
            say(clients, "end")
            heard = json.loads(answer(clients))
    report_single(emitted, heard)
    report_fanouts(began, heard)
    return 0


@contextmanager
def open_pages(app: Flask, address: str, signed_in: list[str]) -> Iterator[subprocess.Popen[str]]:
    """The process that holds a socket for each cookie, once all of them are in."""
    command = [sys.executable, "-m", "bench.badge_clients", address, app.config["SETTINGS"].base_url]
    clients = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        say(clients, *signed_in, "begin")
        figures.remark(f"{answer(clients).strip()} sockets")
        yield clients
    finally:
        clients.terminate()
        clients.wait()


def say(clients: subprocess.Popen[str], *lines: str) -> None:
    assert clients.stdin
    clients.stdin.write("".join(f"{line}\n" for line in lines))
    clients.stdin.flush()


def answer(clients: subprocess.Popen[str]) -> str:
    assert clients.stdout
    line = clients.stdout.readline()
    if not line:
        raise RuntimeError("the process with the sockets ended")
    return line


def single_hints(students: list[User]) -> dict[int, float]:
    """When each hint was emitted, by its version."""
    emitted = {}
    for number in range(SINGLE_HINTS):
        version = FIRST_VERSION + number
        emitted[version] = time.monotonic()
        realtime.emit("bell", {"version": version, "unread": 1, "latest": None}, [random.choice(students).id])
        time.sleep(0.02)
    time.sleep(1)
    return emitted


def publish(classroom: Classroom) -> float:
    """When the fan-out of a new lesson to everybody began."""
    event = announced(make_lesson(classroom), classroom)
    dispatch_id = db.session.scalars(select(Dispatch.id).where(Dispatch.event_id == event.id)).one()
    began = time.monotonic()
    fanout.run(dispatch_id)
    time.sleep(2)
    return began


Heard = list[tuple[float, int, int]]


def report_single(emitted: dict[int, float], heard: Heard) -> None:
    waits = [(at - emitted[version]) * 1000 for at, _, version in heard if version in emitted]
    report("emit_to_badge", waits, SINGLE_HINTS)


def report_fanouts(began: list[float], heard: Heard) -> None:
    waits = []
    for number, start in enumerate(began):
        end = began[number + 1] if number + 1 < len(began) else float("inf")
        waits += [(at - start) * 1000 for at, _, version in heard if version < FIRST_VERSION and start <= at < end]
    report("publish_to_badge", waits, FANOUTS * SOCKETS)


def report(metric: str, waits: list[float], expected: int) -> None:
    """Print the median and the 99th percentile in milliseconds. Raises RuntimeError if hints were lost."""
    if len(waits) != expected:
        raise RuntimeError(f"{len(waits)} hints of {expected} arrived")
    figures.report(BENCH, f"{metric}_p50", figures.percentile(waits, 0.5), "ms")
    figures.report(BENCH, f"{metric}_p99", figures.percentile(waits, 0.99), "ms")


if __name__ == "__main__":
    sys.exit(main())
