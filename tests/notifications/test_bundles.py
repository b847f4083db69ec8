"""Many like ones are told as one, and no sender drowns a class (NOT10)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from time_machine import travel

from app.extensions import db
from app.mail import Outbox
from app.models.delivery import Delivery, DeliveryState
from app.models.notification import Channel
from app.notifications import fanout, reading, senders
from app.notifications.channels import email
from app.notifications.kinds import kind_of
from tests.support.ring import Ring, notes_of

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


class Kept:
    """An outbox that keeps what it is given."""

    def __init__(self) -> None:
        self.subjects: list[str] = []

    def send(self, message: object) -> None:
        self.subjects.append(str(message["Subject"]))  # type: ignore[index]

    def close(self) -> None:
        pass


@pytest.fixture
def outbox() -> Kept:
    return Kept()


def publish(ring: Ring, number: int) -> None:
    for _ in range(number):
        fanout.run(ring.dispatch(ring.publish()).id)


def mails(user_id: int) -> list[tuple[DeliveryState, str | None]]:
    db.session.expire_all()
    found = select(Delivery).where(Delivery.channel == Channel.EMAIL, Delivery.user_id == user_id)
    return [(each.state, each.reason) for each in db.session.scalars(found.order_by(Delivery.id))]


def send(outbox: Outbox, ring: Ring) -> None:
    while email.send_due(outbox):
        pass
    db.session.add_all([ring.teacher, ring.classroom, *ring.students])  # sending let go of them


def only_one_hears(ring: Ring) -> int:
    ring.students[1].email_on = False
    db.session.commit()
    return ring.students[0].id


def test_the_first_goes_at_once_and_the_next_ones_are_told_as_one(ring: Ring, outbox: Kept) -> None:
    student = only_one_hears(ring)
    with travel(NOON, tick=False) as now:
        publish(ring, 1)
        send(outbox, ring)
        publish(ring, 3)
        send(outbox, ring)
        assert len(outbox.subjects) == 1
        assert mails(student)[1:] == [(DeliveryState.HELD, "bundled")] * 3
        now.shift(timedelta(minutes=16))
        send(outbox, ring)
    assert outbox.subjects[1:] == ["4 new lessons in Biology"]
    assert [state for state, _ in mails(student)] == [
        DeliveryState.SENT,
        DeliveryState.SUPPRESSED,
        DeliveryState.SUPPRESSED,
        DeliveryState.SENT,
    ]


def test_several_at_once_are_one(ring: Ring, outbox: Kept) -> None:
    student = only_one_hears(ring)
    publish(ring, 3)
    send(outbox, ring)
    assert outbox.subjects == ["3 new lessons in Biology"]
    assert mails(student) == [(DeliveryState.SUPPRESSED, "bundled")] * 2 + [(DeliveryState.SENT, None)]


def test_what_was_read_is_not_counted_and_opens_the_way_again(ring: Ring, outbox: Kept) -> None:
    only_one_hears(ring)
    publish(ring, 1)
    send(outbox, ring)
    reading.mark_read(ring.students[0], [note.id for note in notes_of(ring.students[0])])
    publish(ring, 1)
    send(outbox, ring)
    assert outbox.subjects[1].startswith("New lesson: ")


def test_each_is_told_in_his_language(ring: Ring, outbox: Kept) -> None:
    only_one_hears(ring)
    ring.students[0].language = "es"
    db.session.commit()
    publish(ring, 2)
    send(outbox, ring)
    assert outbox.subjects == ["2 lecciones nuevas en Biology"]


def test_what_waits_elsewhere_is_folded_in(ring: Ring, outbox: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lease takes fifty; the rest of a group must not follow as a second mail."""
    student = only_one_hears(ring)
    monkeypatch.setattr(email, "AT_ONCE", 1)
    publish(ring, 3)
    send(outbox, ring)
    assert len(outbox.subjects) == 1
    assert [state for state, _ in mails(student)].count(DeliveryState.SENT) == 1


def test_one_too_many_from_one_sender_rings_only_the_bell(ring: Ring) -> None:
    limit = kind_of("new_content").sender_limit or 0
    publish(ring, limit + 1)
    student = ring.students[0].id
    assert len(notes_of(ring.students[0])) == limit + 1
    assert [state for state, _ in mails(student)[:limit]] == [DeliveryState.PENDING] * limit
    assert mails(student)[limit] == (DeliveryState.HELD, "sender")
    held = db.session.scalars(select(Delivery).where(Delivery.state == DeliveryState.HELD)).first()
    assert held is not None
    assert held.next_attempt_at == held.notification.event.created_at + senders.WITHIN


def test_after_an_hour_the_sender_is_heard_again(ring: Ring) -> None:
    limit = kind_of("new_content").sender_limit or 0
    with travel(NOON, tick=False) as now:
        publish(ring, limit)
        now.shift(timedelta(hours=1, seconds=1))
        publish(ring, 1)
    assert mails(ring.students[0].id)[-1] == (DeliveryState.PENDING, None)
