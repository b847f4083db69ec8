"""The bell: `recent` and `sync` (the count) against a bare Flask route, and the count of unread among 2,000,000 rows.

python -m bench.bell      needs wrk (Debian: apt-get install wrk)
"""

from __future__ import annotations

import sys
import time
from statistics import median

from sqlalchemy import Select, insert, literal, select

from app import clock, transaction
from app.extensions import db
from app.models.base import random_public_id
from app.models.event import Event, EventText
from app.models.notification import Notification, Priority
from app.models.user import User
from app.notifications import hints
from bench import figures
from bench.pages import compare, has_wrk
from bench.portal import cookie, portal
from bench.pupil import pupil

BENCH = "bell"
GOAL = 3.0
ROWS = 2_000_000
PEOPLE = 2_000
COUNTS = 2_000
ROUTES = {"sync": "/notifications/sync?since=24", "recent": "/notifications/recent"}
COLUMNS = ["public_id", "user_id", "event_id", "text_id", "kind", "priority", "seq", "created_at", "read_at"]


def main() -> int:
    if not has_wrk(BENCH):
        return 1
    with portal() as app:
        student = pupil().user
        compare(BENCH, app, cookie(app, student), ROUTES, GOAL)
        count_among_many(student)
    return 0


def count_among_many(student: User) -> None:
    """Milliseconds to read where a bell stands, with few rows in the table and with many."""
    before = milliseconds(student.id)
    fill()
    after = milliseconds(student.id)
    figures.report(BENCH, f"position_among_{ROWS}_rows", after, "ms", before, after / before)


def milliseconds(user_id: int) -> float:
    taken = []
    for _ in range(COUNTS):
        began = time.perf_counter()
        hints.position(user_id)
        taken.append((time.perf_counter() - began) * 1000)
    db.session.rollback()
    return median(taken)


def fill() -> None:
    """`ROWS` notifications of `PEOPLE` others, every fifth of them unread."""
    transaction.writes()
    make_crowd()
    people = list(db.session.scalars(select(User.id).where(User.username.startswith("crowd"))))
    text_id, source = db.session.execute(select(EventText.id, EventText.event_id).limit(1)).one()
    for number in range(ROWS // len(people)):
        event = Event(type="bench.filled", subject_type="events", subject_id=source, facts={})
        db.session.add(event)
        db.session.flush()
        db.session.execute(insert(Notification).from_select(COLUMNS, _rows(event.id, text_id, number)))
        if number % 100 == 99:
            db.session.commit()
    db.session.commit()


def make_crowd() -> None:
    rows = [{"username": f"crowd{n}", "name": f"Crowd {n}", "password_hash": "x", "email": None} for n in range(PEOPLE)]
    db.session.execute(insert(User), rows)


def _rows(event_id: int, text_id: int, number: int) -> Select[*tuple[object, ...]]:
    read_at = None if number % 5 == 0 else clock.now()
    return select(
        random_public_id(),
        User.id,
        literal(event_id),
        literal(text_id),
        literal("new_content"),
        literal(Priority.MEDIUM, type_=Notification.priority.type),
        literal(number + 1),
        literal(clock.now(), type_=Notification.created_at.type),
        literal(read_at, type_=Notification.read_at.type),
    ).where(User.username.startswith("crowd"))


if __name__ == "__main__":
    sys.exit(main())
