"""One event to 10,000 members, and to 20,000 with choices, mutes and quiet hours: rows a second, against the same rows
written bare in all the same tables.

python -m bench.fanout    on SQLite, then on PostgreSQL: the server of TEST_DATABASE_URL, else one of its own
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial

from sqlalchemy import func, select, text

from app import transaction
from app.events import announce
from app.extensions import db
from app.models.classroom import Classroom
from app.models.delivery import Delivery
from app.models.event import Dispatch, Event
from app.models.lesson import Lesson
from app.models.notification import Notification
from app.notifications import fanout, texts
from app.notifications.kinds import kind_of
from bench import bare_rows, figures
from bench.databases import on_postgresql
from bench.portal import portal
from bench.school import big_class, live_in
from tests.support.database import test_database
from tests.support.people import make_lesson

MEMBERS = 10_000
ROUNDS = 7
GOAL = 3.0
LIVED_IN = 20_000
GOAL_LIVED_IN = 4.0
BENCH = "fanout"


def main(words: list[str]) -> int:
    if "--postgresql" in words:
        measure("postgresql", partial(test_database, None, "bench"))  # type: ignore[arg-type]  # the folder is for SQLite
        return 0
    measure("sqlite", nullcontext)
    return on_postgresql(BENCH, "fan-out")


def measure(database: str, new: Callable[[], AbstractContextManager[str | None]]) -> None:
    """Each case in a `new` database: to empty one of so many rows takes longer than to measure."""
    for members, prepare, name, goal in (
        (MEMBERS, None, "rows_per_second", GOAL),
        (LIVED_IN, live_in, "rows_per_second_lived_in", GOAL_LIVED_IN),
    ):
        with new() as url, portal(url):
            transaction.writes()
            classroom = big_class(members)
            if prepare:
                prepare(classroom)
            if database == "postgresql":  # which does so by itself a minute later, in the middle of a round
                db.session.execute(text("ANALYZE"))
                db.session.commit()
            in_turns(classroom, f"{name}_{database}", goal)


def in_turns(classroom: Classroom, metric: str, goal: float) -> None:
    hear_once(classroom, bare_rows.write)  # makes the positions, warms the caches
    ours, bare = [], []
    for _ in range(ROUNDS):
        ours.append(hear_once(classroom, through_portal))
        bare.append(hear_once(classroom, bare_rows.write))
    figures.against(BENCH, metric, "rows/s", ours, bare, goal)


def hear_once(classroom: Classroom, write: Callable[[Event], None]) -> float:
    """Rows a second with which `write` makes all rows of a new event."""
    event = published(classroom)
    began = time.perf_counter()
    write(event)
    seconds = time.perf_counter() - began
    rows = written(event)
    db.session.rollback()
    if rows < 3 * MEMBERS:
        raise RuntimeError(f"only {rows} rows were written")
    return rows / seconds


def through_portal(event: Event) -> None:
    fanout.run(db.session.scalars(select(Dispatch.id).where(Dispatch.event_id == event.id)).one())


def published(classroom: Classroom) -> Event:
    return announced(make_lesson(classroom), classroom)


@transaction.action
def announced(lesson: Lesson, classroom: Classroom) -> Event:
    """A lesson announced to the class, with its texts; nothing hears of it by itself here."""
    facts = {"title": lesson.title, "classroom": classroom.title, "lesson": lesson.public_id}
    facts["classroom_public_id"] = classroom.public_id
    event = announce("lesson.published", lesson, actor=classroom.owner, classroom_id=classroom.id, **facts)
    texts.write(event, kind_of("new_content"))
    return event


def written(event: Event) -> int:
    """Notifications and deliveries of `event`, and one position for each notification."""
    notes = select(func.count()).where(Notification.event_id == event.id)
    sent = (
        select(func.count()).select_from(Delivery).join(Delivery.notification).where(Notification.event_id == event.id)
    )
    return 2 * (db.session.scalar(notes) or 0) + (db.session.scalar(sent) or 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
