"""Kinds that do not exist yet, one of each shape: the engine needs no change for them (issue 3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Select, select
from time_machine import travel

from app import events, reminders
from app.extensions import db
from app.models.classroom import Membership
from app.models.delivery import Delivery, DeliveryState
from app.models.event import Dispatch, Event
from app.models.notification import Channel, Notification, Priority
from app.models.preference import Mode
from app.models.school import School
from app.models.user import Role, User
from app.notifications import sweep
from app.notifications.kinds import Kind, kinds
from app.transaction import action
from tests.support.people import make_user
from tests.support.ring import Ring, notes_of

NIGHT = datetime(2026, 3, 4, 23, tzinfo=UTC)
START = NIGHT + timedelta(hours=1)


class Starting(Kind):
    """A reminder: urgent, and useless once it has started."""

    name = "made_up_reminder"
    hears = ("chess.starts",)
    label = "Chess starts"
    icon = "bell"
    priority = Priority.HIGH

    def audience(self, event: Event) -> Select[int]:
        return Membership.people(event.classroom_id or 0)

    def title(self, event: Event) -> str:
        return f"{event.facts['title']} starts"

    def path(self, event: Event) -> str:
        return "/"

    def deadline(self, event: Event) -> datetime | None:
        return datetime.fromisoformat(event.facts["instant"])


class Series(Starting):
    """One notice for a whole series, however many parts it has."""

    name = "made_up_series"
    hears = ("chess.planned",)
    priority = Priority.MEDIUM

    def deadline(self, event: Event) -> datetime | None:
        return None


class Bundled(Series):
    """Marks that come one by one."""

    name = "made_up_bundle"
    hears = ("chess.marked",)
    usually = {Channel.EMAIL: Mode.DIGEST}

    def group_key(self, event: Event) -> str:
        return f"marks:{event.classroom_id}"

    def bundle(self, event: Event, count: int) -> str:
        return f"{count} marks"


class ForAdmins(Series):
    """Something that only admins hear."""

    name = "made_up_alarm"
    hears = ("chess.on_fire",)
    roles = frozenset({Role.ADMIN})

    def audience(self, event: Event) -> Select[int]:
        return select(User.id).where(User.role == Role.ADMIN)


@pytest.fixture(autouse=True)
def made_up() -> Iterator[None]:
    heard = {name: list(hearers) for name, hearers in events.heard().items()}
    shapes = (Starting(), Series(), Bundled(), ForAdmins())
    for kind in shapes:
        kinds()[kind.name] = kind
        for event_type in kind.hears:
            events.hears(event_type, kind.name)
    yield
    for kind in shapes:
        del kinds()[kind.name]
    events._hearers.clear()
    events._hearers.update(heard)


@action
def say(ring: Ring, event_type: str, key: str | None = None) -> None:
    facts = {"title": "Chess", "instant": START.isoformat()}
    events.announce(event_type, ring.classroom, actor=ring.teacher, classroom_id=ring.classroom.id, key=key, **facts)


def hear() -> None:
    with travel(datetime.now(UTC) + timedelta(seconds=5), tick=False):
        sweep.run()


def mails(user: User) -> list[Delivery]:
    db.session.expire_all()
    found = select(Delivery).where(Delivery.channel == Channel.EMAIL, Delivery.user_id == user.id)
    return list(db.session.scalars(found.order_by(Delivery.id)))


def at_night_all_is_quiet() -> None:
    db.session.get_one(School, 1).quiet_on = True
    db.session.commit()


@action
def plan(ring: Ring) -> None:
    reminders.schedule(
        ring.classroom, "chess.starts", START, [timedelta(minutes=30)], classroom_id=ring.classroom.id, title="Chess"
    )


def test_a_reminder_is_told_at_night_and_dies_with_its_hour(ring: Ring) -> None:
    at_night_all_is_quiet()
    with travel(NIGHT, tick=False) as now:
        plan(ring)
        now.move_to(START - timedelta(minutes=30))
        reminders.fire_due()
        hear()
    [note] = notes_of(ring.students[0])
    [mail] = mails(ring.students[0])
    assert (note.title, note.priority) == ("Chess starts", Priority.HIGH)
    assert (mail.state, mail.expires_at, mail.rank) == (DeliveryState.PENDING, START, 0)


def test_a_series_of_fifty_parts_is_one_notice(ring: Ring) -> None:
    for _part in range(50):
        say(ring, "chess.planned", key="series:7:v1")
    hear()
    assert len(notes_of(ring.students[0])) == 1
    assert len(db.session.scalars(select(Dispatch).where(Dispatch.kind == "made_up_series")).all()) == 1


def test_a_bundle_goes_into_the_digest_if_its_kind_usually_does(ring: Ring) -> None:
    for _mark in range(3):
        say(ring, "chess.marked")
    hear()
    notes = notes_of(ring.students[0])
    assert {note.group_key for note in notes} == {f"marks:{ring.classroom.id}"}
    assert [mail.state for mail in mails(ring.students[0])] == [DeliveryState.BATCHED] * 3


def test_what_is_not_urgent_waits_for_the_morning(ring: Ring) -> None:
    at_night_all_is_quiet()
    with travel(NIGHT, tick=False):
        say(ring, "chess.planned")
        hear()
        [mail] = mails(ring.students[0])
    assert (mail.state, mail.reason) == (DeliveryState.HELD, "quiet")
    assert mail.next_attempt_at == datetime(2026, 3, 5, 7, tzinfo=UTC)
    assert mail.expires_at == mail.next_attempt_at + Series.lifetime


def test_an_alarm_reaches_admins_alone(ring: Ring) -> None:
    admin = make_user(Role.ADMIN)
    say(ring, "chess.on_fire")
    hear()
    assert list(db.session.scalars(select(Notification.user_id))) == [admin.id]


def test_two_roles_in_one_audience_make_one_notice(ring: Ring) -> None:
    """The teacher's co-teacher who is also an admin, named twice, hears once."""
    admin = make_user(Role.ADMIN)

    class Both(ForAdmins):
        def audience(self, event: Event) -> Select[int]:
            twice = select(User.id).where(User.role == Role.ADMIN)
            return twice.union_all(select(User.id).where(User.id == admin.id))

    kinds()["made_up_alarm"] = Both()
    say(ring, "chess.on_fire")
    hear()
    assert len(notes_of(admin)) == 1
