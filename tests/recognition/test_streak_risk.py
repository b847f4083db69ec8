"""One word, in the afternoon, to those who missed two days after three or more in a row."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.actions import active_days, calendars
from app.extensions import db
from app.models.classroom import Classroom
from app.models.event import Dispatch
from app.models.notification import Notification
from app.models.user import User
from app.notifications import fanout
from tests.support.people import make_classroom, make_member, make_user
from tests.support.queries import counted
from tests.support.ring import notes_of

MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
AFTERNOON = timedelta(hours=4)


@pytest.fixture
def classroom(app: Flask, school: object) -> Classroom:
    return make_classroom()


@pytest.fixture
def sam(classroom: Classroom) -> User:
    return make_member(classroom, make_user(name="Sam")).user


def learn(user: User, classroom: Classroom, *days: int) -> None:
    for day in days:
        with clock.pretend(MONDAY + day * DAY):
            active_days.note(user, classroom)


def remind(moment: datetime) -> int:
    with clock.pretend(moment):
        return active_days.remind()


def hear() -> list[Notification]:
    for key in db.session.scalars(select(Dispatch.id).where(Dispatch.kind == "streak_risk")).all():
        fanout.run(key)
    return [note for user in db.session.scalars(select(User)) for note in notes_of(user) if note.kind == "streak_risk"]


def test_after_two_missed_days_and_once(classroom: Classroom, sam: User) -> None:
    learn(sam, classroom, 0, 1, 2)
    assert remind(MONDAY + 4 * DAY + AFTERNOON) == 0
    # Thursday and Friday went by; the weekend does not count.
    assert remind(MONDAY + 5 * DAY + AFTERNOON) == 1
    assert remind(MONDAY + 6 * DAY + AFTERNOON) == 0
    assert remind(MONDAY + 7 * DAY + AFTERNOON) == 0
    (told,) = hear()
    assert told.user_id == sam.id
    assert told.title == "Ready when you are"


def test_what_freezes_cover_goes_on(classroom: Classroom, sam: User) -> None:
    learn(sam, classroom, *range(12))
    assert remind(MONDAY + 16 * DAY + AFTERNOON) == 1
    (told,) = hear()
    assert told.title == "Your 12 days in a row go on"


def test_not_at_night_and_not_in_the_morning(classroom: Classroom, sam: User) -> None:
    learn(sam, classroom, 0, 1, 2)
    for hour in (0, 7, 12, 20, 23):
        assert remind(MONDAY.replace(hour=hour) + 5 * DAY) == 0


def test_in_the_afternoon_of_where_he_lives(classroom: Classroom, sam: User) -> None:
    sam.timezone = "Pacific/Auckland"
    db.session.commit()
    learn(sam, classroom, 0, 1, 2)
    assert remind(MONDAY + 8 * DAY + AFTERNOON) == 0
    assert remind(MONDAY + 8 * DAY - timedelta(hours=9)) == 1


def test_not_to_those_who_had_hardly_begun(classroom: Classroom, sam: User) -> None:
    learn(sam, classroom, 0, 1)
    assert remind(MONDAY + 4 * DAY + AFTERNOON) == 0


def test_not_in_holidays_and_not_weeks_later(classroom: Classroom, sam: User) -> None:
    admin = make_user("admin")
    first = (MONDAY + 3 * DAY).date()
    calendars.add_holiday(actor=admin, name="Break", starts_on=first, ends_on=first + 10 * DAY)
    learn(sam, classroom, 0, 1, 2)
    assert remind(MONDAY + 10 * DAY + AFTERNOON) == 0
    assert remind(MONDAY + 30 * DAY + AFTERNOON) == 0
    assert remind(MONDAY + 16 * DAY + AFTERNOON) == 1


def test_whoever_came_back_before_it_was_heard_hears_nothing(classroom: Classroom, sam: User) -> None:
    learn(sam, classroom, 0, 1, 2)
    assert remind(MONDAY + 5 * DAY + AFTERNOON) == 1
    learn(sam, classroom, 5)
    assert hear() == []


def test_a_second_lapse_is_another(classroom: Classroom, sam: User) -> None:
    learn(sam, classroom, 0, 1, 2)
    assert remind(MONDAY + 5 * DAY + AFTERNOON) == 1
    learn(sam, classroom, 7, 8, 9)
    assert remind(MONDAY + 14 * DAY + AFTERNOON) == 1


def test_it_is_asked_in_sets(classroom: Classroom, sam: User) -> None:
    learn(sam, classroom, 0, 1)
    with counted() as one:
        remind(MONDAY + 5 * DAY + AFTERNOON)
    for _ in range(20):
        learn(make_member(classroom).user, classroom, 0, 1)
    with counted() as many:
        remind(MONDAY + 5 * DAY + AFTERNOON)
    assert len(many) == len(one), many
