"""The room of a live session for 500: all press Join within ten seconds, then each hears what one of them writes.

python -m bench.rooms

Pages and sockets are served as in deploy/: gunicorn gthread for pages, one gevent process for sockets. Who joins asks
at the door (POST), opens the room (GET), connects and enters; the wait ends when he is in. 100 on SQLite.
"""

from __future__ import annotations

import asyncio
import sys
from statistics import median, quantiles

from sqlalchemy import select

from app import transaction
from app.extensions import db
from app.models.live import LiveState, Provider
from app.models.user import User
from bench import figures, room_guests
from bench.badge import REALTIME
from bench.databases import on_postgresql
from bench.portal import cookies, portal
from bench.school import big_class
from bench.servers import environment, free_port, gunicorn
from tests.support.database import test_database
from tests.support.live import make_live

BENCH = "rooms"
CROWDS = {"sqlite": 100, "postgresql": 500}
PAGES = ("--config", "deploy/gunicorn_web.py")
MESSAGES = 10
JOIN_GOAL, FANOUT_GOAL = 5.0, 1000


def main(words: list[str]) -> int:
    if "--postgresql" in words:
        with test_database(None, "bench") as url:  # type: ignore[arg-type]  # the folder is for SQLite
            return measure("postgresql", url)
    return max(measure("sqlite", None), on_postgresql(BENCH))


def measure(database: str, url: str | None) -> int:
    port = free_port()
    with portal(url, port) as app:
        transaction.writes()
        classroom = big_class(CROWDS[database])
        people = list(db.session.scalars(select(User).where(User.username.like("student%")).order_by(User.id)))
        link = {"provider": Provider.LINK, "link_url": "https://meet.example.org/all"}
        session = make_live(classroom, state=LiveState.LIVE, **link)
        db.session.commit()
        jar, public_id, origin = cookies(app, people), session.public_id, app.config["SETTINGS"].base_url
        db.session.remove()
        with (
            gunicorn("wsgi:app", environment(app, PORT=str(port)), *PAGES, port=port) as pages,
            gunicorn("wsgi:app", environment(app, PORT=str(port)), *REALTIME) as sockets,
        ):
            came, wrote = asyncio.run(room_guests.meet((pages, sockets, origin), public_id, jar, MESSAGES))
    return report(database, came, wrote)


def report(database: str, came: room_guests.Came, wrote: list[float]) -> int:
    """Print the figures. 1 where somebody did not get in, or a message did not get to him."""
    crowd = CROWDS[database]
    for problem in came.wrong[:5]:
        figures.remark(problem)
    last = quantiles(came.waits, n=100)[98]
    figures.report(BENCH, f"{database}_join_median", median(came.waits), "s")
    figures.report(BENCH, f"{database}_join_p99", last, "s")
    figures.verdict(f"rooms {database}", f"{len(came.waits)} of {crowd} in, p99 {last:.2f} s", last <= JOIN_GOAL, "5 s")
    delays = [(at - wrote[int(body)]) * 1000 for body, all_of_it in came.heard.items() for at in all_of_it]
    slowest = quantiles(delays, n=100)[98]
    figures.report(BENCH, f"{database}_fanout_median", median(delays), "ms")
    figures.report(BENCH, f"{database}_fanout_p99", slowest, "ms")
    figures.verdict(f"rooms {database} fan-out", f"p99 {slowest:.0f} ms", slowest <= FANOUT_GOAL, "1000 ms")
    return 0 if len(came.waits) == crowd and len(delays) == crowd * MESSAGES else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
