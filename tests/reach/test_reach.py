"""Who was told of an event and which way, and why one was not (NOT16)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models.delivery import Delivery, DeliveryState
from app.models.event import Event
from app.models.notification import Channel, PushSubscription
from app.models.user import Role
from app.notifications import fanout, reading
from app.notifications.kinds import EVERYWHERE
from app.reports import proof, reach
from app.reports.reach import Came
from tests.notifications.reached import make_device, publish
from tests.support.browsing import Browser
from tests.support.people import make_member, make_user
from tests.support.queries import counted
from tests.support.ring import Ring, notes_of

KEPT = timedelta(days=30)


def _event() -> Event:
    return db.session.scalars(select(Event).order_by(Event.id.desc())).first()


def test_why_it_did_not_come(ring: Ring) -> None:
    """Every way has its reason, also the ways that have no delivery at all."""
    silent = make_user(email_confirmed_at=None, name="Silent Sue")
    make_member(ring.classroom, silent)
    publish(ring)
    [note] = notes_of(silent)
    push, mail = proof.ways(note, EVERYWHERE, KEPT)
    assert (push.channel, push.delivery, push.reason) == (Channel.PUSH, None, "no_device")
    assert (mail.delivery.state, mail.reason) == (DeliveryState.SUPPRESSED, "no_target")


def test_the_record_may_have_been_cleared(ring: Ring) -> None:
    publish(ring)
    [note] = notes_of(ring.students[0])
    note.created_at = clock.now() - timedelta(days=40)
    db.session.query(Delivery).delete()
    db.session.commit()
    assert [way.reason for way in proof.ways(note, EVERYWHERE, KEPT)] == ["cleared", "cleared"]


def test_each_device_stands_by_its_name(ring: Ring) -> None:
    student = ring.students[0]
    for label in ("Phone", "Tablet"):
        make_device(student)
        db.session.scalars(select(PushSubscription).order_by(PushSubscription.id.desc())).first().label = label
    db.session.commit()
    publish(ring)
    [note] = notes_of(student)
    assert [way.device for way in proof.ways(note, EVERYWHERE, KEPT)] == ["Phone", "Tablet", ""]


def test_how_far_it_came(ring: Ring) -> None:
    first, second = ring.students
    publish(ring)
    event = _event()
    assert reach.counts(event)[Came.WAITING] == 2
    reading.mark_read(first, [notes_of(first)[0].id])
    mail = db.session.scalars(select(Delivery).where(Delivery.user_id == second.id)).one()
    mail.state, mail.error, mail.provider_status = DeliveryState.DEAD, "mailbox full", 550
    db.session.commit()
    assert reach.counts(event) == {Came.READ: 1, Came.ARRIVED: 0, Came.WAITING: 0, Came.FAILED: 1, Came.BELL: 0}


def test_pages_of_a_teacher(client: Browser, ring: Ring) -> None:
    second = ring.students[1]
    publish(ring)
    mail = db.session.scalars(select(Delivery).where(Delivery.user_id == second.id)).one()
    mail.state, mail.error, mail.provider_status = DeliveryState.DEAD, "mailbox full", 550
    db.session.commit()
    client.log_in(ring.teacher)
    page = client.get(f"/reach/{_event().public_id}?show=failed").text
    assert second.name in page
    assert ring.students[0].name not in page
    page = client.get(f"/proof/{notes_of(second)[0].public_id}").text
    assert "550 mailbox full" in page
    assert "No device was subscribed." in page


def test_searched_by_name(client: Browser, ring: Ring) -> None:
    publish(ring)
    client.log_in(ring.teacher)
    page = client.get(f"/reach/{_event().public_id}?q={ring.students[1].name}").text
    assert ring.students[1].name in page
    assert ring.students[0].name not in page


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT])
def test_strangers_see_nothing(client: Browser, ring: Ring, role: Role) -> None:
    publish(ring)
    client.log_in(make_user(role))
    assert client.get(f"/reach/{_event().public_id}").status_code == 404
    assert client.get(f"/proof/{notes_of(ring.students[0])[0].public_id}").status_code == 404


def test_students_see_nothing_of_their_class(client: Browser, ring: Ring) -> None:
    publish(ring)
    client.log_in(ring.students[0])
    assert client.get(f"/reach/{_event().public_id}").status_code == 404
    assert client.get(f"/proof/{notes_of(ring.students[0])[0].public_id}").status_code == 404
    assert client.get(f"/classrooms/{ring.classroom.public_id}/reach").status_code == 403


def test_from_a_lesson(client: Browser, ring: Ring) -> None:
    client.log_in(ring.teacher)
    event = ring.publish()
    lesson = event.facts["lesson"]
    fanout.run(ring.dispatch(event).id)
    answer = client.get(f"/lessons/{lesson}/reach")
    assert answer.headers["Location"] == f"/reach/{event.public_id}"


@pytest.mark.parametrize("number", [50, 10_000])
def test_few_queries_however_many_people(client: Browser, ring: Ring, number: int) -> None:
    ring.crowd(number)
    publish(ring)
    client.log_in(ring.teacher)
    event = _event().public_id
    client.get(f"/reach/{event}")
    with counted() as queries:
        assert client.get(f"/reach/{event}").status_code == 200
    assert len(queries) <= 14, queries
    board = f"/classrooms/{ring.classroom.public_id}/reach"
    client.get(board)
    with counted() as queries:
        assert client.get(board).status_code == 200
    assert len(queries) <= 16, queries
