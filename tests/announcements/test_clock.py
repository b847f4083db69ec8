"""What the clock publishes: at its time, once, again and again, never what is over (NOT11)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app import clock, transaction
from app.actions import announcement_publishing, announcements, memberships
from app.actions.announcements import To
from app.extensions import db
from app.formats.recurrence import Repeat
from app.jobs import schedule
from app.models import limits
from app.models.announcement import Announcement, AnnouncementState, Audience
from app.models.classroom import Membership, State
from app.models.event import Dispatch, Event
from app.models.user import Status
from tests.announcements.conftest import School, fresh, hear, number, told

MONDAY = datetime(2026, 3, 23, 6, 30, tzinfo=UTC)  # 07:30 in Berlin, six days before its clocks change


@contextmanager
def later(**passed: float) -> Iterator[None]:
    with clock.pretend(clock.now() + timedelta(**passed)):
        yield


def tick(instant: datetime) -> int:
    """The clock's round at `instant`; how many were told of, so far."""
    with clock.pretend(instant):
        announcements.publish_due()
    return number(Event)


def test_the_clock_does_it() -> None:
    assert announcements.publish_due in [job.run for job in schedule.SCHEDULE]


def test_at_its_time_and_not_before(biology: School) -> None:
    made = biology.schedule(1)
    announcements.publish_due()
    assert fresh(made).state is AnnouncementState.SCHEDULED
    with later(hours=1, seconds=1):
        announcements.publish_due()
        announcements.publish_due()
    kept = fresh(made)
    assert (kept.state, kept.publish_at) == (AnnouncementState.PUBLISHED, None)
    assert number(Event) == 1
    with later(hours=1, seconds=1):
        hear()
    assert len(told()) == 4


def test_missed_while_the_clock_was_down_then_once(biology: School) -> None:
    biology["owner"].timezone = "Europe/Berlin"
    db.session.commit()
    with clock.pretend(MONDAY - timedelta(hours=1)):
        made = biology.schedule(1, repeats=Repeat.DAILY)
    assert tick(MONDAY + timedelta(days=4, hours=3)) == 1
    kept = fresh(made)
    assert kept.state is AnnouncementState.PUBLISHED
    assert kept.publish_at == MONDAY + timedelta(days=5)


def test_again_and_again_at_the_same_hour_of_the_wall(biology: School) -> None:
    biology["owner"].timezone = "Europe/Berlin"
    db.session.commit()
    with clock.pretend(MONDAY - timedelta(hours=1)):
        made = biology.schedule(1, repeats=Repeat.WEEKLY, until=date(2026, 4, 6))
    seen = []
    for week in range(4):
        before = number(Event)
        instant = MONDAY + timedelta(weeks=week)
        for minute in (-61, -60, -1, 0, 1):
            tick(instant + timedelta(minutes=minute))
        if number(Event) > before:
            seen.append(fresh(made).published_at.astimezone(ZoneInfo("Europe/Berlin")).strftime("%d.%m. %H:%M"))
    assert seen == ["23.03. 07:30", "30.03. 07:30", "06.04. 07:30"]
    assert (number(Event), number(Dispatch)) == (3, 3), "each time an event with a key of its own"
    assert fresh(made).publish_at is None


def test_each_time_rings_anew_and_may_be_reminded_of(biology: School) -> None:
    with clock.pretend(MONDAY - timedelta(hours=1)):
        made = biology.schedule(1, repeats=Repeat.DAILY)
    for day in range(2):
        tick(MONDAY + timedelta(days=day))
        with clock.pretend(MONDAY + timedelta(days=day, minutes=1)):
            hear()
            announcements.nudge(made, actor=biology["owner"])
        tick(MONDAY + timedelta(days=day, minutes=2))
    assert number(Event) == 4


def test_not_again_once_that_is_enough(biology: School) -> None:
    with clock.pretend(MONDAY - timedelta(hours=1)):
        made = biology.schedule(1, repeats=Repeat.DAILY)
    assert tick(MONDAY) == 1
    announcements.end_repetition(made, actor=biology["owner"])
    assert tick(MONDAY + timedelta(days=3)) == 1
    assert fresh(made).is_published


@pytest.mark.parametrize("rhythm", [Repeat.NONE, Repeat.DAILY])
def test_what_is_over_is_never_published(biology: School, rhythm: Repeat) -> None:
    with clock.pretend(MONDAY - timedelta(hours=1)):
        made = biology.schedule(1, repeats=rhythm, expires_at=MONDAY + timedelta(hours=2))
    assert tick(MONDAY + timedelta(hours=2)) == 0
    assert fresh(made).state is AnnouncementState.SCHEDULED


def test_no_time_after_the_end(biology: School) -> None:
    with clock.pretend(MONDAY - timedelta(hours=1)):
        made = biology.schedule(1, repeats=Repeat.DAILY, expires_at=MONDAY + timedelta(hours=24))
    tick(MONDAY)
    assert fresh(made).publish_at is None


def test_withdrawn_in_time(biology: School) -> None:
    made = biology.schedule(1)
    announcements.withdraw(made, actor=biology["owner"])
    with later(hours=2):
        announcements.publish_due()
    assert fresh(made).state is AnnouncementState.DRAFT
    assert number(Event) == 0


def test_who_may_not_any_more_gets_it_back(biology: School) -> None:
    mine, switched = biology.schedule(1, "teacher"), biology.schedule(1, "admin", To(Audience.SCHOOL))
    member = db.session.scalars(Membership.of(biology.classroom, biology["teacher"])).one()
    memberships.remove(member, actor=biology["owner"])
    biology["admin"].status = Status.DEACTIVATED
    db.session.commit()
    with later(hours=2):
        announcements.publish_due()
    assert number(Event) == 0 or told() == set()
    for made in (mine, switched):
        assert (fresh(made).state, fresh(made).publish_at) == (AnnouncementState.DRAFT, None)


def test_a_class_that_was_put_away(biology: School) -> None:
    made = biology.schedule(1)
    biology.classroom.state = State.ARCHIVED
    db.session.commit()
    with later(hours=2):
        announcements.publish_due()
    assert fresh(made).state is AnnouncementState.DRAFT


def test_beyond_the_pace_it_waits(biology: School) -> None:
    made = biology.schedule(0.5)
    for index in range(limits.ANNOUNCEMENTS_AN_HOUR):
        biology.publish(title=f"Number {index}")
    with later(minutes=31):
        announcements.publish_due()
    assert fresh(made).state is AnnouncementState.SCHEDULED
    with later(minutes=61):
        announcements.publish_due()
    assert fresh(made).is_published


def test_killed_between_publishing_and_the_commit(biology: School, monkeypatch: pytest.MonkeyPatch) -> None:
    made_id = biology.schedule(1).id

    class Killed(BaseException):
        """As SIGKILL: nothing after it runs, and the database forgets the transaction."""

    def die(*_args: object, **_facts: object) -> None:
        raise Killed

    with monkeypatch.context() as patch, later(hours=2):
        patch.setattr(announcement_publishing, "_note", die)
        with pytest.raises(Killed):
            announcements.publish_due()
    db.session.remove()
    transaction.writes()
    assert number(Event) == 0
    with later(hours=2):
        announcements.publish_due()
        announcements.publish_due()
        hear()
    kept = db.session.get(Announcement, made_id)
    assert kept is not None
    assert kept.is_published
    assert (number(Event), number(Dispatch), len(told())) == (1, 1, 4)


def test_one_that_fails_stops_no_other(biology: School, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, good = biology.schedule(1), biology.schedule(1.1)
    publish = announcement_publishing._publish_due
    monkeypatch.setattr(
        announcement_publishing, "_publish_due", lambda each: 1 / 0 if each == broken.id else publish(each)
    )
    with later(hours=2):
        assert announcements.publish_due() == 2
    assert fresh(good).is_published
    assert not fresh(broken).is_published


def test_gone_between_finding_and_locking(biology: School) -> None:
    made = biology.schedule(1)
    with later(hours=2):
        announcement_publishing._publish_due(made.id)
        announcement_publishing._publish_due(made.id)
    assert number(Event) == 1
