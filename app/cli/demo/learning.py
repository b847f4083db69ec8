"""How students of the demo school get on: most keep up, some are behind, a few have not begun."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app import clock
from app.actions import progress, viewing
from app.cli.demo import data
from app.cli.demo.find import lesson
from app.cli.demo.history import History
from app.extensions import db
from app.models.classroom import ClassRole, Membership, MemberState
from app.models.lesson import Lesson
from app.models.progress import LessonProgress
from app.models.upsert import insert_new
from app.models.user import User

# Sam and Sue, whom visitors play, are behind a little, so that there is something to do.
VISITORS = data.STUDENTS[:2]
# Of ten students in a row: how much of a class each of them does, in tenths.
DILIGENCE = (10, 8, 6, 9, 0, 7, 4, 10, 2, 9)
FIRST_DAYS_AFTER, LAST_DAYS_AFTER = 0.6, 2.2
STILL_OPEN_DAYS = 3


def plan(history: History) -> None:
    """Each lesson is done by some soon after it is published, and by others two days later."""
    for known in data.classes():
        lessons = [each for part in known["modules"] for each in part["lessons"] if each.get("published_days_ago")]
        for number, text in enumerate(lessons):
            _plan_lesson(history, known, text, number * 10 / len(lessons))


def _plan_lesson(history: History, known: dict[str, Any], text: dict[str, Any], begun: float) -> None:
    published = text["published_days_ago"]
    for half, after in enumerate((FIRST_DAYS_AFTER, LAST_DAYS_AFTER)):
        if published - after > known.get("archived_days_ago", 0):
            history.at(published - after, _learn, known["title"], text["title"], begun, half)
    if published - FIRST_DAYS_AFTER > STILL_OPEN_DAYS and "archived_days_ago" not in known:
        history.at(FIRST_DAYS_AFTER + (10 - begun) / 20, _open, known["title"], text["title"])


def _learn(title: str, of_lesson: str, begun: float, half: int) -> None:
    """Every second of those who come as far as this lesson, which is the tenth `begun` of its class; in bulk."""
    found, now = lesson(of_lesson, title), clock.now()
    made = {"lesson_id": found.id, "classroom_id": found.classroom_id, "done_at": now}
    times = {"opened_at": now, "last_opened_at": now, "seconds": 0, "video_position": 0, "video_seen": []}
    rows = [
        {"user_id": student.id, **made, **times}
        for number, student in enumerate(_students(found))
        if number % 2 == half and DILIGENCE[number % len(DILIGENCE)] > begun
    ]
    if rows:
        db.session.execute(insert_new(LessonProgress, ("user_id", "lesson_id")).values(rows))
        progress.recount(found.classroom_id)


def _open(title: str, of_lesson: str) -> None:
    """By the two whom visitors play, if they are in this class."""
    found = lesson(of_lesson, title)
    for student in _students(found, VISITORS):
        viewing.opened(found, student)


def _students(found: Lesson, only: list[str] | None = None) -> list[User]:
    """Those of the class to whom it is open just then: all but the visitors, or `only` these."""
    chosen = (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .join(Lesson, Lesson.classroom_id == Membership.classroom_id)
        .where(Lesson.id == found.id, Lesson.open_to(User.id, clock.now()))
        .where(Membership.state == MemberState.ACTIVE, Membership.role == ClassRole.STUDENT)
        .where(User.username.in_(only) if only else User.username.not_in(VISITORS))
        .order_by(User.id)
    )
    return list(db.session.scalars(chosen))
