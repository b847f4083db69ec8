"""Every achievement there is: its words, its picture, what may bring it, and the rule that decides.

A new one is one entry here. What brings it is an event that its action hands to `actions/achievements.award`, or
"day" for what days of learning bring; the rule is a select over everybody, so that whoever reached it earlier gets it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.formats.streaks import Streak
from app.recognition.rules import Rule, classes_done, lessons_done, modules_done, quizzes_perfect

DAY = "day"


@dataclass(frozen=True)
class Milestone:
    """`rule` finds it in the database; `day` reads it from a person's days. One of the two is given.

    With `hinted` it stands among what is still to come.
    """

    name: str
    label: LazyString
    description: LazyString
    icon: str
    brought_by: str
    rule: Rule | None = None
    day: Callable[[Streak], date | None] | None = None
    hinted: bool = True


def _days(number: int) -> Callable[[Streak], date | None]:
    return lambda streak: streak.reached.get(number)


_ALL = (
    Milestone(
        "first_lesson",
        _l("First lesson"),
        _l("You finished your first lesson."),
        "mortarboard",
        "lesson.done",
        lessons_done(1),
    ),
    Milestone(
        "lessons_10", _l("Ten lessons"), _l("You finished ten lessons."), "book", "lesson.done", lessons_done(10)
    ),
    Milestone(
        "lessons_50", _l("Fifty lessons"), _l("You finished fifty lessons."), "book", "lesson.done", lessons_done(50)
    ),
    Milestone(
        "lessons_100",
        _l("A hundred lessons"),
        _l("You finished a hundred lessons."),
        "book",
        "lesson.done",
        lessons_done(100),
    ),
    Milestone(
        "module_done",
        _l("Module finished"),
        _l("You finished everything in a module."),
        "check-circle",
        "lesson.done",
        modules_done,
    ),
    Milestone(
        "class_done",
        _l("Class finished"),
        _l("You finished everything in a class."),
        "trophy",
        "lesson.done",
        classes_done,
    ),
    Milestone(
        "quiz_perfect",
        _l("Perfect quiz"),
        _l("You got all points of a quiz."),
        "award",
        "quiz.graded",
        quizzes_perfect,
    ),
    Milestone("streak_5", _l("Five days"), _l("You learned on five days in a row."), "fire", DAY, day=_days(5)),
    Milestone("streak_20", _l("Twenty days"), _l("You learned on twenty days in a row."), "fire", DAY, day=_days(20)),
    Milestone("streak_50", _l("Fifty days"), _l("You learned on fifty days in a row."), "fire", DAY, day=_days(50)),
    Milestone(
        "comeback",
        _l("Back again"),
        _l("You came back after a long break. Good to have you here."),
        "sunrise",
        DAY,
        day=lambda streak: streak.came_back,
        hinted=False,
    ),
)

MILESTONES = {each.name: each for each in _ALL}


def brought_by(event: str) -> list[Milestone]:
    return [each for each in _ALL if each.brought_by == event]
