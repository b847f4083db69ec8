"""Notices written by hand: counted before, told to whom they are for, stopped midway (NOT15, test 35)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app import clock
from app.errors import Conflict, Invalid
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.delivery import Delivery, DeliveryState
from app.models.event import Dispatch, DispatchState, Event
from app.models.notification import Channel, Notification
from app.models.preference import Mode, NotificationChoice
from app.models.user import Role, Status, User
from app.notifications import by_hand, fanout, leases, whom
from app.notifications.channels import email
from app.notifications.whom import Group, Whom
from tests.notifications.reached import make_device, send
from tests.support.people import make_user
from tests.support.queries import counted
from tests.support.ring import Ring

MANY = 20_000
SAID: dict[str, Any] = {"title": "Fire drill", "body": "At ten.", "level": "info", "redirect_url": "", "data": {}}


@pytest.fixture
def admin(ring: Ring) -> User:
    return make_user(Role.ADMIN, "Root")


def _dispatch(event: Event) -> Dispatch:
    found = select(Dispatch).where(Dispatch.event_id == event.id).execution_options(populate_existing=True)
    return db.session.scalars(found).one()


def _rows(*which: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(Delivery).where(*which)) or 0


def _told() -> int:
    return db.session.scalar(select(func.count()).select_from(Notification)) or 0


WHOM: dict[str, Callable[[Ring], tuple[Whom, int]]] = {
    "everybody": lambda ring: (Whom(Group.EVERYBODY), 5),
    "role": lambda ring: (Whom(Group.ROLE, role=Role.STUDENT), 3),
    "class": lambda ring: (whom.members(ring.classroom.public_id), 3),
    "person": lambda ring: (whom.named(ring.students[0].username), 1),
    "people": lambda ring: (whom.some([each.public_id for each in ring.students]), 2),
}


@pytest.mark.parametrize("name", WHOM)
def test_whom_it_reaches(ring: Ring, admin: User, name: str) -> None:
    """Who is switched off is never among them, the writer is if he belongs to them."""
    make_user()
    make_user(status=Status.DEACTIVATED)
    chosen, number = WHOM[name](ring)
    assert by_hand.rehearse(chosen).people == number
    event = by_hand.send(chosen, actor=admin, **SAID)
    fanout.run(_dispatch(event).id)
    assert _told() == number == event.facts["recipients"]


def test_the_audience_is_kept_and_not_its_people(ring: Ring, admin: User) -> None:
    event = by_hand.send(Whom(Group.EVERYBODY), actor=admin, **SAID)
    assert event.facts["users"] == []
    late = make_user(name="Late Lea")
    fanout.run(_dispatch(event).id)
    assert db.session.scalar(select(Notification.id).where(Notification.user_id == late.id)) is not None


def test_nobody(ring: Ring, admin: User) -> None:
    with pytest.raises(Invalid):
        whom.named("nobody")
    with pytest.raises(Invalid):
        whom.members("0" * 32)
    db.session.execute(update(User).where(User.role == Role.STUDENT).values(status=Status.DEACTIVATED))
    db.session.commit()
    with pytest.raises(Invalid):
        by_hand.send(Whom(Group.ROLE, role=Role.STUDENT), actor=admin, **SAID)


def test_the_count_follows_the_rules(ring: Ring, admin: User) -> None:
    """One has switched mail of the kind off, one has two devices, one a mail address that nobody confirmed."""
    first, second = ring.students
    make_device(first)
    make_device(first)
    ring.teacher.email_confirmed_at = None
    admin.push_on = False
    make_device(admin)
    db.session.add(NotificationChoice(user_id=second.id, kind="system", channel=Channel.EMAIL, mode=Mode.OFF))
    db.session.commit()
    found = by_hand.rehearse(Whom(Group.EVERYBODY))
    assert (found.people, found.push, found.email) == (4, 1, 2)
    event = by_hand.send(Whom(Group.EVERYBODY), actor=admin, **SAID)
    fanout.run(_dispatch(event).id)
    assert found.deliveries == {each: _rows(Delivery.channel == each) for each in (Channel.PUSH, Channel.EMAIL)}
    going = Delivery.state != DeliveryState.SUPPRESSED
    assert _rows(Delivery.channel == Channel.PUSH, going) == 2
    assert _rows(Delivery.channel == Channel.EMAIL, going) == 2


def test_35_the_count_before_is_what_was_sent_and_kept_back(ring: Ring, admin: User) -> None:
    """20,000 people: whom the count names is told, and each is sent to or set aside with a reason."""
    ring.crowd(MANY)
    third = User.id % 3
    db.session.execute(update(User).where(third == 0).values(email=User.username, email_confirmed_at=clock.now()))
    db.session.execute(update(User).where(User.id % 6 == 0).values(email_on=False))
    db.session.commit()
    with counted() as queries:
        found = by_hand.rehearse(Whom(Group.EVERYBODY))
    assert len(queries) <= 4, queries
    fanout.run(_dispatch(by_hand.send(Whom(Group.EVERYBODY), actor=admin, **SAID)).id)
    assert found.people == _told() == MANY + 4
    assert found.deliveries[Channel.EMAIL] == found.people == _rows()
    kept_back = _rows(Delivery.state == DeliveryState.SUPPRESSED)
    assert found.email == _rows(Delivery.state != DeliveryState.SUPPRESSED) == found.people - kept_back


def test_35_stopped_midway_within_one_batch(ring: Ring, admin: User) -> None:
    """Stopped while a batch of 500 is written: that one is the last, and what waits is not sent."""
    ring.crowd(3_000)
    event = by_hand.send(Whom(Group.EVERYBODY), actor=admin, **SAID)
    dispatch = _dispatch(event)
    hearing = fanout.Hearing(dispatch.id, leases.take_dispatch(dispatch.id, timedelta(minutes=1)))
    for _ in range(2):
        assert hearing.step()
    by_hand.cancel(event, actor=admin)
    told = _told()
    hearing.step()
    assert _told() - told <= fanout.BATCH
    fanout.run(dispatch.id)
    assert told == _told() == 2 * fanout.BATCH
    progress = by_hand.progress(event)
    assert (progress.state, progress.told, progress.people) == (DispatchState.CANCELLED, told, 3_004)
    assert not progress.is_running
    while email.send_due(_Never()):
        pass
    assert _rows(Delivery.state == DeliveryState.SUPPRESSED, Delivery.reason == "withdrawn") > 0
    assert _rows(Delivery.state == DeliveryState.SENT) == 0


class _Never:
    """A mail server that nothing may come to."""

    def send(self, _message: object) -> None:
        raise AssertionError("mail of a notice that was stopped")

    def close(self) -> None:
        """Nothing is open."""


def test_stopped_once(ring: Ring, admin: User) -> None:
    event = by_hand.send(Whom(Group.EVERYBODY), actor=admin, **SAID)
    by_hand.cancel(event, actor=admin)
    with pytest.raises(Conflict):
        by_hand.cancel(event, actor=admin)
    fanout.run(_dispatch(event).id)
    assert _told() == 0
    deeds = list(db.session.scalars(select(AuditEntry.deed).order_by(AuditEntry.id)))
    assert deeds == ["notification.sent", "notification.cancelled"]


def test_what_was_told_before_is_sent(app: Flask, ring: Ring, admin: User) -> None:
    fanout.run(_dispatch(by_hand.send(Whom(Group.EVERYBODY), actor=admin, **SAID)).id)
    assert len(send(ring.teacher, admin, *ring.students)) == 4
