"""What students of the demo school reach: a class that is finished, its certificates, days in a row."""

from __future__ import annotations

from app.actions import achievements, active_days, certificates, class_recognition, progress
from app.cli.demo.data import STUDENTS
from app.cli.demo.find import classroom, lesson, person
from app.cli.demo.history import History
from app.extensions import db
from app.models.lesson import Lesson

GARDEN = "School garden, summer"
CERTIFIES_DAYS_AGO, FINISHED_DAYS_AGO = 40.5, 26
CLOCK_DAYS_AGO, LAST_ROUND_DAYS_AGO = 14.1, 0.1
FINISHERS = STUDENTS[:9]
# Sam learns nearly every day, Sue did until a week ago.
SAM, SUE = STUDENTS[:2]
DAYS_OF_SAM, DAYS_OF_SUE = (*range(1, 12), 13, 14, 15, 16), range(7, 15)
READ_BY_SAM = (
    ("Biology 8B", "What a cell is", 12),
    ("Biology 8B", "Plant cell, animal cell", 11),
    ("Forces and motion", "Speed: how far in how long", 9),
    ("Forces and motion", "Reading a distance–time graph", 8),
    ("Mathematics 9", "Percent is just a fraction", 4),
)


def plan(history: History) -> None:
    """Tess gives certificates of her garden; most who helped there have one."""
    history.at(CERTIFIES_DAYS_AGO, _certify)
    for number, name in enumerate(FINISHERS):
        history.at(FINISHED_DAYS_AGO - number * 1.3, _finish_all, GARDEN, name)
    # What the clock does of itself: most lessons of others are done in bulk.
    history.at(CLOCK_DAYS_AGO, certificates.issue_all)
    history.at(LAST_ROUND_DAYS_AGO, achievements.recompute)
    for title, of_lesson, days_ago in READ_BY_SAM:
        history.at(days_ago + 0.6, _finish, title, of_lesson, SAM)
    for name, days in ((SAM, DAYS_OF_SAM), (SUE, DAYS_OF_SUE)):
        for days_ago in days:
            history.at(days_ago + 0.4, _learn, name)


def _certify() -> None:
    room = classroom(GARDEN)
    class_recognition.choose(room, actor=room.owner, recognises=True, certifies=True)


def _finish(title: str, of_lesson: str, name: str) -> None:
    progress.finish(lesson(of_lesson, title), person(name))


def _finish_all(title: str, name: str) -> None:
    reader = person(name)
    for each in db.session.scalars(Lesson.in_order(classroom(title), reader)).all():
        progress.finish(each, reader)


def _learn(name: str) -> None:
    active_days.note(person(name), classroom("Biology 8B"))
