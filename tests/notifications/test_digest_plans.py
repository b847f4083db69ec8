"""When gathered mail comes, and what happens to it when that changes (NOT9, NOT10)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from time_machine import travel

from app import clock
from app.actions import profiles
from app.errors import Invalid
from app.extensions import db
from app.models.delivery import GATHERING, Delivery, Digest, DigestState
from app.models.preference import Every
from app.models.user import User
from app.notifications import digests, preferences, schedules
from tests.notifications.reached import fate, publish
from tests.support.ring import Ring

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)  # a Wednesday


@pytest.fixture
def student(ring: Ring) -> User:
    in_digest(ring.students[0])
    return ring.students[0]


def in_digest(user: User) -> None:
    preferences.choose(user, {"new_content": {"email": "digest"}})


def gathered(user: User) -> list[tuple[datetime, int]]:
    """The digests to come, each with how much is in it."""
    found = (
        select(Digest.send_at, func.count(Delivery.id))
        .outerjoin(Delivery, Delivery.digest_id == Digest.id)
        .where(Digest.user_id == user.id, Digest.state == DigestState.PENDING)
        .group_by(Digest.id)
        .order_by(Digest.send_at)
    )
    return [(send_at, count) for send_at, count in db.session.execute(found)]


def plan(user: User, every: Every, hour: int, weekday: int = 4) -> None:
    schedules.plan_digest(user, every=every, hour=hour, weekday=weekday)


def test_gathered_for_the_next_afternoon(ring: Ring, student: User) -> None:
    with travel(NOON, tick=False):
        publish(ring)
        publish(ring)
        assert fate(student) == ("batched", "digest")
        assert digests.gather() == 2
        assert digests.gather() == 0
        assert gathered(student) == [(NOON + timedelta(hours=4), 2)]


def test_given_at_the_turn_of_the_hour_is_given_to_one(
    ring: Ring, student: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with travel(NOON, tick=False):
        publish(ring)
    hour = NOON + timedelta(hours=4)
    instants = iter([hour - timedelta(milliseconds=1), *[hour + timedelta(milliseconds=1)] * 9])
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: next(instants))
        assert digests.gather() == 1
    assert gathered(student) == [(hour, 1)]


def test_what_is_given_until_its_hour_has_time_to_be_seen(ring: Ring, student: User) -> None:
    """Whoever sends sees it once the gathering is committed."""
    with travel(NOON, tick=False):
        publish(ring)
        digests.gather()
    hour = NOON + timedelta(hours=4)
    for late, due in ((timedelta(0), 0), (timedelta(seconds=29), 0), (GATHERING, 1)):
        assert len(db.session.scalars(Digest.due(hour + late)).all()) == due


def test_by_ones_own_clock_and_plan(ring: Ring, student: User) -> None:
    student.timezone = "Asia/Kolkata"
    db.session.commit()
    plan(student, Every.WEEK, 7, weekday=6)
    with travel(NOON, tick=False):
        publish(ring)
        digests.gather()
        assert gathered(student) == [(datetime(2026, 3, 8, 1, 30, tzinfo=UTC), 1)]


def test_what_is_gathered_moves_along_with_the_plan(ring: Ring, student: User) -> None:
    with travel(NOON, tick=False):
        publish(ring)
        digests.gather()
        plan(student, Every.DAY, 18)
        assert gathered(student) == []
        publish(ring)
        assert digests.gather() == 2
        assert gathered(student) == [(NOON + timedelta(hours=6), 2)]
        plan(student, Every.WEEK, 8, weekday=0)
        digests.gather()
        assert gathered(student) == [(datetime(2026, 3, 9, 8, tzinfo=UTC), 2)]


def test_what_is_gathered_moves_along_with_the_zone(ring: Ring, student: User) -> None:
    facts = {"name": student.name, "username": student.username, "language": "en"}
    with travel(NOON, tick=False):
        publish(ring)
        digests.gather()
        profiles.change(student, actor=student, timezone="Asia/Tokyo", **facts)
        digests.gather()
        assert gathered(student) == [(datetime(2026, 3, 5, 7, tzinfo=UTC), 1)]


def test_a_new_plan_after_a_digest_was_sent_makes_one_of_its_own(ring: Ring, student: User) -> None:
    """The window begins where the digest before ended, not where an older one began."""
    plan(student, Every.DAY, 8)
    with travel(datetime(2026, 3, 2, 9, tzinfo=UTC), tick=False) as now:
        publish(ring)
        digests.gather()
        assert gathered(student) == [(datetime(2026, 3, 3, 8, tzinfo=UTC), 1)]
        now.move_to(NOON)
        db.session.execute(update(Digest).values(state=DigestState.SENT))
        db.session.commit()
        plan(student, Every.WEEK, 8, weekday=0)
        publish(ring)
        assert digests.gather() == 1
        assert gathered(student) == [(datetime(2026, 3, 9, 8, tzinfo=UTC), 1)]


def test_one_that_is_being_sent_stays(ring: Ring, student: User) -> None:
    with travel(NOON, tick=False):
        publish(ring)
        digests.gather()
        db.session.execute(update(Digest).values(state=DigestState.LEASED))
        db.session.commit()
        plan(student, Every.DAY, 18)
    assert db.session.scalars(select(Digest.state)).all() == [DigestState.LEASED]


@pytest.mark.parametrize(("hour", "weekday", "field"), [(24, 0, "hour"), (-1, 0, "hour"), (7, 7, "weekday")])
def test_plans_that_make_no_sense(student: User, hour: int, weekday: int, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        plan(student, Every.WEEK, hour, weekday)
    assert list(refusal.value.fields) == [field]
    _hours, kept = schedules.of(student)
    assert (kept.every, kept.hour, kept.weekday) == (Every.DAY, 16, 4)
