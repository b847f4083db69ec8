"""Progress of a class with 200 lessons and 1,000 students: the outline and the tables, against their bare queries.

python -m bench.progress
"""

from __future__ import annotations

import contextvars
import itertools
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from flask import Flask
from sqlalchemy import event, insert, select
from werkzeug.test import TestResponse

from app import clock, transaction
from app.actions import progress
from app.extensions import db
from app.models.classroom import ClassRole, Classroom, Membership
from app.models.lesson import Lesson, LessonState, Module
from app.models.progress import LessonProgress
from app.models.user import User
from bench import figures
from bench.portal import cookie, portal
from bench.school import big_class

BENCH = "progress"
STUDENTS = 1_000
LESSONS = 200
MODULES = 10
TIMES = 25


def main() -> int:
    with portal() as app:
        transaction.writes()
        classroom = big_class(STUDENTS)
        fill(classroom)
        student = db.session.scalars(select(User).where(User.username == "student1000000")).one()
        room = f"/classrooms/{classroom.public_id}"
        teacher = cookie(app, classroom.owner)
        measure(app, "outline_student", f"{room}/learn", cookie(app, student))
        measure(app, "outline_teacher", f"{room}/learn", teacher)
        measure(app, "table", f"{room}/progress", teacher)
        measure(app, "table_by_percent", f"{room}/progress?sort=-percent", teacher)
        measure(app, "charts", f"{room}/progress/charts", teacher)
        measure(app, "lessons", f"{room}/progress/lessons", teacher)
        recount(classroom, student)
    return 0


def fill(classroom: Classroom) -> None:
    """Lessons, and two of three of them done by every second student."""
    rooms = [Module(classroom_id=classroom.id, title=f"Part {number}", position=number) for number in range(MODULES)]
    db.session.add_all(rooms)
    db.session.flush()
    now = clock.now()
    about = {"classroom_id": classroom.id, "state": LessonState.PUBLISHED, "published_at": now, "told_at": now}
    places = ((rooms[number % MODULES].id, number) for number in range(LESSONS))
    rows = [{"module_id": room, "title": f"Lesson {number}", "position": number, **about} for room, number in places]
    db.session.execute(insert(Lesson), rows)
    lessons = list(db.session.scalars(select(Lesson.id).where(Lesson.classroom_id == classroom.id)))
    people = list(db.session.scalars(Membership.people(classroom.id, (ClassRole.STUDENT,))))
    done = {"classroom_id": classroom.id, "done_at": now, "last_opened_at": now, "video_seen": []}
    pairs = itertools.product(people[::2], [lesson for number, lesson in enumerate(lessons) if number % 3])
    for batch in iter(lambda: list(itertools.islice(pairs, 5_000)), []):
        db.session.execute(insert(LessonProgress), [{"user_id": who, "lesson_id": what, **done} for who, what in batch])
    progress.recount(classroom.id)
    db.session.commit()


def measure(app: Flask, name: str, path: str, cookies: str, bench: str = BENCH) -> None:
    """The page through the whole app, and the statements that it sends by themselves, in turns."""
    browser = app.test_client()
    key, _, value = cookies.partition("=")
    browser.set_cookie(key, value)

    def get() -> TestResponse:
        """As a request of its own: what one knows of its reader must not last."""
        return contextvars.Context().run(browser.get, path)

    answer = get()
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status_code}")
    statements = recorded_statements(lambda: get().close())
    page, bare = [], []
    for _ in range(TIMES):
        page.append(milliseconds(lambda: get().get_data()))
        bare.append(milliseconds(lambda: asked(statements)))
        db.session.rollback()
    figures.report(bench, f"{name}_queries", len(statements), "queries")
    figures.report(bench, f"{name}_p50", median(page), "ms", median(bare), median(page) / median(bare))


def recorded_statements(work: Callable[[], object]) -> list[tuple[str, Any]]:
    """The SELECTs that `work` sends to the database, with their parameters."""
    found: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")):
            found.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    work()
    event.remove(db.engine, "before_cursor_execute", note)
    return found


def asked(statements: list[tuple[str, Any]]) -> None:
    connection = db.session.connection()
    for statement, parameters in statements:
        connection.exec_driver_sql(statement, parameters).all()


def milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def recount(classroom: Classroom, student: User) -> None:
    """What every publication costs, and every lesson marked as done."""
    transaction.writes()
    for name, of_whom in (("whole_class", None), ("one_student", student.id)):
        taken = [milliseconds(lambda who=of_whom: progress.recount(classroom.id, who)) for _ in range(5)]  # type: ignore[misc]
        db.session.rollback()
        figures.report(BENCH, f"recount_{name}", median(taken), "ms")


if __name__ == "__main__":
    sys.exit(main())
