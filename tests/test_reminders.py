"""One clock for everything with an instant (notifications.md 5, tests 30 to 32)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from time_machine import travel

from app import reminders
from app.extensions import db
from app.models.classroom import Classroom
from app.models.event import Event
from app.models.reminder import Reminder, ReminderState
from app.transaction import action
from tests.support.ring import Ring

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
START = NOW + timedelta(days=2)
DAY, HOUR, HALF, QUARTER = timedelta(days=1), timedelta(hours=1), timedelta(minutes=30), timedelta(minutes=15)
OFFSETS = (DAY, HOUR, HALF, QUARTER)
TYPE = "test.starts"


@action
def plan(subject: Classroom, instant: datetime, offsets: tuple[timedelta, ...] = OFFSETS) -> None:
    reminders.schedule(subject, TYPE, instant, offsets, classroom_id=subject.id, title="Chess")


@action
def call_off(subject: Classroom) -> None:
    reminders.cancel(subject, TYPE)


def said() -> list[int]:
    """The offsets that were announced, in minutes."""
    found = db.session.scalars(select(Event).where(Event.type == TYPE).order_by(Event.id))
    return [event.facts["offset"] // 60 for event in found]


def states() -> list[ReminderState]:
    return list(db.session.scalars(select(Reminder.state).order_by(Reminder.id)))


@pytest.fixture
def subject(ring: Ring) -> Classroom:
    return ring.classroom


def run_until(end: datetime, step: timedelta = timedelta(minutes=5), start: datetime = NOW) -> None:
    while start <= end:
        with travel(start, tick=False):
            reminders.fire_due()
        start += step


def test_each_offset_is_said_once_and_none_after_the_start(subject: Classroom) -> None:
    with travel(NOW, tick=False):
        plan(subject, START)
    run_until(START + HOUR)
    assert said() == [24 * 60, 60, 30, 15]


def test_made_late_it_says_only_what_is_still_ahead(subject: Classroom) -> None:
    with travel(START - timedelta(minutes=20), tick=False):
        plan(subject, START)
    run_until(START, start=START - timedelta(minutes=20))
    assert said() == [15]


@pytest.mark.parametrize("moved", [START + DAY, START - timedelta(hours=3)], ids=["later", "earlier"])
def test_moved_it_is_announced_for_the_new_date_alone(subject: Classroom, moved: datetime) -> None:
    """Test 30: later, earlier."""
    with travel(NOW, tick=False):
        plan(subject, START)
        plan(subject, moved)
    run_until(max(moved, START) + HOUR)
    assert said() == [24 * 60, 60, 30, 15]
    instants = {event.facts["instant"] for event in db.session.scalars(select(Event).where(Event.type == TYPE))}
    assert instants == {moved.isoformat()}


def test_set_again_to_the_same_nothing_is_said_twice(subject: Classroom) -> None:
    """Test 30: same; and there and back after one was said."""
    with travel(NOW, tick=False):
        plan(subject, START)
    run_until(START - timedelta(hours=12))
    with travel(START - timedelta(hours=12), tick=False):
        plan(subject, START)
        assert states().count(ReminderState.CANCELLED) == 0
        plan(subject, START + DAY)
        plan(subject, START)
    run_until(START + HOUR, start=START - timedelta(hours=12))
    assert said() == [24 * 60, 60, 30, 15]


def test_called_off_it_is_silent(subject: Classroom) -> None:
    """Test 30: removed."""
    with travel(NOW, tick=False):
        plan(subject, START)
        call_off(subject)
    run_until(START + HOUR)
    assert said() == []


def test_down_over_three_offsets_one_is_said(subject: Classroom) -> None:
    """Test 31: the nearest, and none after the start."""
    with travel(NOW, tick=False):
        plan(subject, START)
    run_until(START - timedelta(hours=2))
    run_until(START - timedelta(minutes=10), start=START - timedelta(minutes=10))
    run_until(START + HOUR, start=START)
    assert said() == [24 * 60, 15]
    assert states().count(ReminderState.MISSED) == 2


def test_too_late_to_be_of_use_it_is_left_out(subject: Classroom) -> None:
    with travel(NOW, tick=False):
        plan(subject, START, (DAY,))
    run_until(START - timedelta(hours=17), start=START - timedelta(hours=17))
    assert said() == []
    assert states() == [ReminderState.MISSED]


def test_a_clock_set_back_says_nothing_twice(subject: Classroom) -> None:
    """Test 32."""
    with travel(NOW, tick=False):
        plan(subject, START)
    for at in (START - HOUR, START - HOUR - timedelta(minutes=10), START - HOUR):
        with travel(at, tick=False):
            reminders.fire_due()
    assert said() == [60]


def test_offsets_are_untouched_by_a_change_of_clocks(subject: Classroom) -> None:
    spring = datetime(2026, 3, 29, 12, tzinfo=UTC)  # Europe's clocks jump eleven hours before
    with travel(spring - timedelta(days=3), tick=False):
        plan(subject, spring, (DAY,))
    assert db.session.scalars(select(Reminder.fire_at)).one() == spring - DAY


def test_a_limit_cuts_no_subject_in_two(app: Flask, ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "AT_ONCE", 3)
    with travel(NOW, tick=False):
        plan(ring.classroom, START)
    with travel(START - timedelta(minutes=14), tick=False):
        assert reminders.fire_due() == 0
        monkeypatch.setattr(reminders, "AT_ONCE", 500)
        assert reminders.fire_due() == 1
    assert said() == [15]
