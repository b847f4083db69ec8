"""What is closed in the demo school, for whom, and until when: a class whose outline shows every kind of rule."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.actions import groups, lesson_publishing, releases
from app.actions.releases import Release
from app.cli.demo.data import STUDENTS
from app.cli.demo.find import classroom, lesson, module, person
from app.cli.demo.history import History
from app.extensions import db
from app.formats import wall_clock
from app.models.classroom import ClassRole, Membership, MemberState
from app.models.group import Group

BIOLOGY, TEACHER = "Biology 8B", "tess"
RULED_DAYS_AGO = 2.5
TEST, ANSWERS = "The starch test, step by step", "The starch test: what you should have seen"
EXTRA, CLUB, CLUB_SIZE = "Extra: cells under the electron microscope", "Microscope club", 5
OUTSIDE, OUTSIDE_IN = "Outside", timedelta(days=9)
WEBS, WEBS_IN = "Who eats whom: food webs", timedelta(days=3)
SCHEDULED_DAYS_AGO = 1.5
EIGHT = 8 * 60


def plan(history: History) -> None:
    """Tess says when things open before she publishes them, and leaves one lesson to the clock."""
    history.at(RULED_DAYS_AGO, _rule, history)
    history.at(SCHEDULED_DAYS_AGO, _schedule, history)


def _rule(history: History) -> None:
    tess = person(TEACHER)
    releases.put(lesson(ANSWERS, BIOLOGY), Release(after_lesson=lesson(TEST, BIOLOGY)), actor=tess)
    releases.put(lesson(EXTRA, BIOLOGY), Release(group=_club()), actor=tess)
    releases.put(module(OUTSIDE, BIOLOGY), Release(opens_at=_morning(history, OUTSIDE_IN)), actor=tess)


def _club() -> Group:
    """Some of the class; Sam is among them."""
    room = classroom(BIOLOGY)
    students = Membership.listing(room, MemberState.ACTIVE, (ClassRole.STUDENT,)).limit(CLUB_SIZE)
    people = {seat.user.public_id for seat in db.session.scalars(students)} | {person(STUDENTS[0]).public_id}
    return groups.create(room, actor=person(TEACHER), name=CLUB, people=people)


def _schedule(history: History) -> None:
    lesson_publishing.schedule(lesson(WEBS, BIOLOGY), _morning(history, WEBS_IN), actor=person(TEACHER))


def _morning(history: History, ahead: timedelta) -> datetime:
    """At eight by the clocks of the school, so long after its history ends."""
    day = (history.end + ahead).astimezone(ZoneInfo(history.zone)).date()
    return wall_clock.instant(day, EIGHT, history.zone)
