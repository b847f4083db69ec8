"""Who is reminded of a live session, and when, on a fake clock: made, moved, called off, made late; portal down.

Minutes are counted from the first start that was planned; before it they are negative.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from time_machine import travel

from app import reminders
from app.actions import live_reminders
from app.extensions import db
from app.models.calendar_feed import ReminderChoice
from app.models.event import Event
from app.models.live import LiveSession, LiveState
from app.models.user import User
from app.notifications import sweep
from app.notifications.audience import audience
from app.notifications.kinds import kind_of
from app.transaction import action
from tests.support.live import make_live
from tests.support.people import make_member, make_user
from tests.support.ring import Ring, notes_of

START = datetime(2026, 3, 5, 10, tzinfo=UTC)
DAY = 24 * 60
TICK = 5
CANCELLED = None
QUARTER, HALF, HOUR, A_DAY = 0b0001, 0b0010, 0b0100, 0b1000
# What the teacher usually chooses, and what three people chose for themselves.
WANTED = {"usual": QUARTER | HALF | HOUR, "long": A_DAY, "one": HOUR, "all": 0b1111, "none": 0}


@dataclass(frozen=True)
class Case:
    """Made at `made`; from each minute of `deeds` on it starts at another, or never. `heard`: when, by what one wants.

    The portal is down between the two minutes of `down`.
    """

    made: int
    heard: Mapping[str, list[int]]
    deeds: Mapping[int, int | None] = field(default_factory=dict)
    down: tuple[int, int] = (0, 0)


NOTHING: Mapping[str, list[int]] = {}
CASES = {
    "made in time": Case(-2000, {"usual": [-60, -30, -15], "long": [-DAY], "one": [-60], "all": [-DAY, -60, -30, -15]}),
    "made within the day": Case(-600, {"usual": [-60, -30, -15], "one": [-60], "all": [-60, -30, -15]}),
    "made within the hour": Case(-50, {"usual": [-30, -15], "all": [-30, -15]}),
    "made at the very offset": Case(-30, {"usual": [-15], "all": [-15]}),
    "made at the last minute": Case(-5, NOTHING),
    "cancelled at once": Case(-2000, NOTHING, {-1990: CANCELLED}),
    "cancelled between two": Case(
        -2000, {"usual": [-60], "long": [-DAY], "one": [-60], "all": [-DAY, -60]}, {-40: CANCELLED}
    ),
    "moved to the next day": Case(
        -600,
        {
            "usual": [DAY - 60, DAY - 30, DAY - 15],
            "long": [0],
            "one": [DAY - 60],
            "all": [0, DAY - 60, DAY - 30, DAY - 15],
        },
        {-300: DAY},
    ),
    "moved after two were said": Case(
        -600,
        {
            "usual": [-60, -30, 180, 210, 225],
            "one": [-60, 180],
            "all": [-60, -30, 180, 210, 225],
        },
        {-20: 240},
    ),
    "moved to sooner": Case(
        -600, {"usual": [-180, -150, -135], "one": [-180], "all": [-180, -150, -135]}, {-300: -120}
    ),
    "moved so near that little is ahead": Case(-600, {"usual": [-275], "all": [-275]}, {-280: -260}),
    "moved away and back after one was said": Case(
        -600, {"usual": [-60, -30, -15], "one": [-60], "all": [-60, -30, -15]}, {-55: 300, -50: 0}
    ),
    "moved, then cancelled": Case(-600, NOTHING, {-300: DAY, -200: CANCELLED}),
    "down over three": Case(-2000, {"usual": [-10], "long": [-DAY], "all": [-DAY, -10]}, down=(-120, -10)),
    "down over one, back within its half": Case(
        -2000,
        {"usual": [-35, -30, -15], "long": [-DAY], "one": [-35], "all": [-DAY, -35, -30, -15]},
        down=(-70, -35),
    ),
    "down over two, both of use": Case(
        -2000, {"usual": [-30, -15], "long": [-DAY], "one": [-30], "all": [-DAY, -30, -15]}, down=(-70, -30)
    ),
    "down until the start": Case(-2000, {"long": [-DAY], "all": [-DAY]}, down=(-70, 0)),
    "down over the day, back within six hours": Case(
        -2000,
        {"usual": [-60, -30, -15], "long": [-1200], "one": [-60], "all": [-1200, -60, -30, -15]},
        down=(-1500, -1200),
    ),
    "down over the day, back too late": Case(
        -2000, {"usual": [-60, -30, -15], "one": [-60], "all": [-60, -30, -15]}, down=(-1500, -900)
    ),
    "moved while down": Case(
        -600,
        {"usual": [60, 90, 105], "one": [60], "all": [60, 90, 105]},
        {-50: 120},
        down=(-70, -40),
    ),
    "cancelled while down": Case(-600, NOTHING, {-50: CANCELLED}, down=(-70, -40)),
    "made while down, back before the next": Case(
        -70, {"usual": [-45, -30, -15], "one": [-45], "all": [-45, -30, -15]}, down=(-70, -45)
    ),
}


@pytest.fixture
def wishes(ring: Ring) -> dict[str, User]:
    """Students by what they want; the first of them leaves it to the teacher."""
    people = {name: make_user(name=f"Sam {name}") for name in WANTED}
    for name, user in people.items():
        make_member(ring.classroom, user)
        if name != "usual":
            db.session.add(ReminderChoice(user_id=user.id, reminders=WANTED[name]))
    db.session.commit()
    return people


@action
def settle(session: LiveSession, start: int | None) -> None:
    if start is None:
        session.state, session.cancelled_at = LiveState.CANCELLED, datetime.now(UTC)
    else:
        session.starts_at = START + timedelta(minutes=start)
        session.ends_at = session.starts_at + timedelta(minutes=session.minutes)
    live_reminders.settle(session)


def told(people: Mapping[str, User]) -> dict[str, list[int]]:
    """When each heard, as fan-out asks the kind."""
    kind, heard = kind_of("session_reminder"), {name: list[int]() for name in people}
    for event in db.session.scalars(select(Event).where(Event.type == live_reminders.REMINDING).order_by(Event.id)):
        asked = set(db.session.scalars(audience(event, kind)))
        minute = round((event.created_at - START).total_seconds() / 60)
        for name, user in people.items():
            if user.id in asked:
                heard[name].append(minute)
    return {name: minutes for name, minutes in heard.items() if minutes}


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_the_matrix(case: Case, ring: Ring, wishes: dict[str, User]) -> None:
    session = make_live(ring.classroom, starts_at=START)
    end = max([0, *(start for start in case.deeds.values() if start is not None)])
    for minute in range(case.made, end + TICK, TICK):
        with travel(START + timedelta(minutes=minute), tick=False):
            if minute == case.made:
                settle(session, 0)
            if minute in case.deeds:
                settle(session, case.deeds[minute])
            if not case.down[0] <= minute < case.down[1]:
                reminders.fire_due()
    assert told(wishes) == case.heard


def test_it_says_in_how_long_and_that_is_true_after_downtime(ring: Ring) -> None:
    with travel(START - timedelta(hours=30), tick=False):
        session = make_live(ring.classroom, starts_at=START)
        session.zone = "Europe/Berlin"
        settle(session, 0)
    for before in (timedelta(hours=24), timedelta(hours=1), timedelta(minutes=22)):
        with travel(START - before, tick=False):
            reminders.fire_due()
    kind = kind_of("session_reminder")
    events = db.session.scalars(select(Event).where(Event.type == live_reminders.REMINDING).order_by(Event.id)).all()
    assert [kind.title(event).partition(":")[0] for event in events] == ["In one day", "In 1 hour", "In 22 minutes"]
    assert "11:00" in kind.body(events[0])
    assert "GMT+01:00" in kind.body(events[0])


def test_the_bell_rings_once_and_not_once_it_has_begun(ring: Ring) -> None:
    with travel(START - timedelta(minutes=50), tick=False) as now:
        session = make_live(ring.classroom, starts_at=START)
        settle(session, 0)
        now.move_to(START - timedelta(minutes=30))
        for _again in range(2):
            reminders.fire_due()
            now.shift(10)
            sweep.run()
        now.move_to(START - timedelta(minutes=15))
        reminders.fire_due()
        session.state, session.started_at = LiveState.LIVE, datetime.now(UTC)
        db.session.commit()
        now.shift(10)
        sweep.run()
    [note] = notes_of(ring.students[0])
    assert (note.kind, note.title) == ("session_reminder", "In 30 minutes: Cells under the microscope")
    assert [note.kind for note in notes_of(ring.teacher)] == ["session_reminder"]
