"""From an event to rows (notifications.md 4.2 and tests 1–8, 37)."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock, events
from app.extensions import db
from app.models.classroom import MemberState
from app.models.delivery import Delivery, DeliveryState
from app.models.event import Dispatch, DispatchState, Event
from app.models.lesson import Lesson, LessonState
from app.models.notification import Notification, NotificationState
from app.models.user import Status
from app.notifications import fanout, hints, sweep
from app.transaction import action
from tests.support.people import make_lesson, make_member, make_user
from tests.support.queries import counted
from tests.support.queue_server import QueueServer
from tests.support.ring import Ring, notes_of


def test_every_member_gets_one_and_the_actor_none(ring: Ring) -> None:
    event = ring.publish(title="Cells")
    fanout.run(ring.dispatch(event).id)
    for student in ring.students:
        [note] = notes_of(student)
        assert note.title == "New lesson: Cells"
        assert note.seq == 1
        assert len(note.public_id) == 32
    assert notes_of(ring.teacher) == []
    assert ring.dispatch(event).state is DispatchState.DONE


@pytest.mark.parametrize("state", [s for s in MemberState if s is not MemberState.ACTIVE])
def test_only_active_members_hear(ring: Ring, state: MemberState) -> None:
    outsider = make_user()
    make_member(ring.classroom, outsider, state=state)
    fanout.run(ring.dispatch(ring.publish()).id)
    assert notes_of(outsider) == []


def test_a_deactivated_person_hears_nothing(ring: Ring) -> None:
    ring.students[0].status = Status.DEACTIVATED
    db.session.commit()
    fanout.run(ring.dispatch(ring.publish()).id)
    assert notes_of(ring.students[0]) == []


def test_each_reads_it_in_his_own_language(ring: Ring) -> None:
    ring.students[0].language = "es"
    db.session.commit()
    fanout.run(ring.dispatch(ring.publish()).id)
    assert notes_of(ring.students[0])[0].text.language == "es"
    assert notes_of(ring.students[1])[0].text.language == "en"


def test_rollback_leaves_no_event_and_wakes_nobody(ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    """Test 1 of notifications.md 5."""
    woken: list[object] = []
    monkeypatch.setattr("app.queue.enqueue", lambda *args: woken.append(args))
    lesson = make_lesson(ring.classroom)

    @action
    def fail() -> None:
        events.announce("lesson.published", lesson, actor=ring.teacher, classroom_id=ring.classroom.id)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert db.session.scalar(select(func.count()).select_from(Event)) == 0
    assert db.session.scalar(select(func.count()).select_from(Dispatch)) == 0
    assert woken == []


def test_queue_server_away_then_the_sweep_hears_it(ring: Ring, queue_process: QueueServer) -> None:
    """Test 2 of notifications.md 5."""
    queue_process.stop()
    try:
        event = ring.publish()
        dispatch = ring.dispatch(event)
        dispatch.not_before = clock.now() - sweep.GRACE
        db.session.commit()
        assert sweep.run() == 1
        assert [len(notes_of(student)) for student in ring.students] == [1, 1]
        assert sweep.run() == 0
    finally:
        queue_process.start()


def test_running_twice_adds_nothing(ring: Ring) -> None:
    event = ring.publish()
    dispatch = ring.dispatch(event)
    fanout.run(dispatch.id)
    dispatch = ring.dispatch(event)
    dispatch.state, dispatch.cursor = DispatchState.EXPANDING, 0
    db.session.commit()
    fanout.run(dispatch.id)
    db.session.expire_all()
    for student in ring.students:
        assert len(notes_of(student)) == 1
        assert db.session.get(NotificationState, student.id).last_seq == 1
    mails = select(func.count()).select_from(Delivery)
    assert db.session.scalar(mails) == len(ring.students)


def test_a_crash_between_batches_goes_on_where_it_was(ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    """Test 4 of notifications.md 5, in one process: the lease runs out and another takes over."""
    ring.crowd(25)
    monkeypatch.setattr(fanout, "BATCH", 10)
    event = ring.publish()
    dispatch_id = ring.dispatch(event).id
    token = fanout.leases.take_dispatch(dispatch_id, fanout.LEASE)
    assert fanout.Hearing(dispatch_id, token).step()
    fanout.run(dispatch_id)
    assert db.session.scalar(select(func.count()).select_from(Notification)) == 10
    ring.dispatch(event).lease_until = clock.now() - fanout.LEASE
    db.session.commit()
    fanout.run(dispatch_id)
    assert db.session.scalar(select(func.count()).select_from(Notification)) == 27
    assert db.session.scalar(select(func.max(NotificationState.last_seq))) == 1


def test_the_queue_server_dies_between_batches(
    ring: Ring, queue_process: QueueServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test 3 of notifications.md 5: away after batch 3 of 40 and back before the last; the counts are exact."""
    ring.crowd(398)
    monkeypatch.setattr(fanout, "BATCH", 10)
    dispatch_id = ring.dispatch(ring.publish()).id
    hearing = fanout.Hearing(dispatch_id, fanout.leases.take_dispatch(dispatch_id, fanout.LEASE))
    for _ in range(3):
        assert hearing.step()
    queue_process.stop()
    try:
        for _ in range(30):
            assert hearing.step()
    finally:
        queue_process.start()
    while hearing.step():
        pass
    assert db.session.scalar(select(func.count()).select_from(Notification)) == 400
    assert db.session.scalar(select(func.count(Notification.user_id.distinct()))) == 400
    positions = select(NotificationState.last_seq, NotificationState.version).distinct()
    assert [tuple(row) for row in db.session.execute(positions)] == [(1, 1)]


def test_the_same_key_in_parallel_is_one_dispatch(ring: Ring, app: Flask) -> None:
    """Test 5 of notifications.md 5."""
    lesson = make_lesson(ring.classroom)
    lesson_id, classroom_id = lesson.id, ring.classroom.id
    db.session.commit()

    def announce() -> None:
        with app.app_context():

            @action
            def verb() -> None:
                again = db.session.get(Lesson, lesson_id)
                facts = {"title": "Once", "classroom": "Biology", "lesson": again.public_id}
                events.announce(
                    "lesson.published", again, actor=None, classroom_id=classroom_id, key="the same", **facts
                )

            verb()

    threads = [threading.Thread(target=announce) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [dispatch] = db.session.scalars(select(Dispatch)).all()
    db.session.commit()
    fanout.run(dispatch.id)
    assert [len(notes_of(student)) for student in ring.students] == [1, 1]
    assert set(db.session.scalars(select(NotificationState.last_seq))) == {1}


def test_overlapping_fan_outs_keep_counts_and_order(ring: Ring, app: Flask) -> None:
    """Test 6 of notifications.md 5."""
    ring.crowd(40)
    ids = [ring.dispatch(ring.publish()).id for _ in range(8)]
    db.session.commit()

    def run(dispatch_id: int) -> None:
        with app.app_context():
            fanout.run(dispatch_id)

    threads = [threading.Thread(target=run, args=(dispatch_id,)) for dispatch_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {(d.state, d.error) for d in db.session.scalars(select(Dispatch))} == {(DispatchState.DONE, None)}
    student = ring.students[0]
    assert sorted(note.seq for note in notes_of(student)) == list(range(1, 9))
    assert db.session.get(NotificationState, student.id).last_seq == 8
    position = hints.position(student.id)
    assert (position["unread"], position["version"]) == (8, 8)
    assert db.session.scalar(select(func.count()).select_from(Notification)) == 8 * 42


def test_whoever_joins_between_batches_may_miss_it_and_nobody_gets_two(
    ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test 8 of notifications.md 5, joining."""
    monkeypatch.setattr(fanout, "BATCH", 1)
    event = ring.publish()
    dispatch_id = ring.dispatch(event).id
    hearing = fanout.Hearing(dispatch_id, fanout.leases.take_dispatch(dispatch_id, fanout.LEASE))
    hearing.step()
    late = make_user()
    make_member(ring.classroom, late)
    while hearing.step():
        pass
    assert len(notes_of(late)) == 1
    assert [len(notes_of(student)) for student in ring.students] == [1, 1]


def test_withdrawn_before_it_was_heard_rings_nobody(ring: Ring) -> None:
    event = ring.publish()
    db.session.get(Lesson, event.subject_id).state = LessonState.DRAFT
    db.session.commit()
    fanout.run(ring.dispatch(event).id)
    assert ring.dispatch(event).state is DispatchState.CANCELLED
    assert notes_of(ring.students[0]) == []


def test_poison_is_set_aside_with_its_reason(ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    event = ring.publish()

    def explode(*_: object) -> None:
        raise RuntimeError("this kind is broken")

    monkeypatch.setattr(fanout.Hearing, "write", explode)
    for _ in range(fanout.TRIES):
        dispatch = ring.dispatch(event)
        dispatch.next_attempt_at = None
        db.session.commit()
        fanout.run(dispatch.id)
        db.session.expire_all()
    dispatch = ring.dispatch(event)
    assert dispatch.state is DispatchState.FAILED
    assert "this kind is broken" in dispatch.error
    assert sweep.run() == 0


def test_mail_only_to_confirmed_addresses_that_want_it(ring: Ring) -> None:
    unconfirmed, unwilling = make_user(email_confirmed_at=None), make_user(email_on=False)
    nowhere = make_user(email=None)
    for person in (unconfirmed, unwilling, nowhere):
        make_member(ring.classroom, person)
    fanout.run(ring.dispatch(ring.publish()).id)
    found = {d.user_id: (d.state, d.reason) for d in db.session.scalars(select(Delivery))}
    assert found[unconfirmed.id] == (DeliveryState.SUPPRESSED, "no_target")
    assert found[nowhere.id] == (DeliveryState.SUPPRESSED, "no_target")
    assert found[unwilling.id] == (DeliveryState.SUPPRESSED, "preference")
    assert found[ring.students[0].id] == (DeliveryState.PENDING, None)


def test_a_batch_of_500_takes_a_fixed_number_of_statements(ring: Ring) -> None:
    """Test 37 of notifications.md 5: people are never looped over, and only the first batch asks what holds for all."""
    ring.crowd(998)
    dispatch_id = ring.dispatch(ring.publish()).id
    hearing = fanout.Hearing(dispatch_id, fanout.leases.take_dispatch(dispatch_id, fanout.LEASE))
    with counted() as queries:
        assert hearing.step()
    assert len(queries) <= 15, queries  # the texts, what the sender said before, the quiet hours
    with counted() as queries:
        assert hearing.step()
    assert len(queries) <= 8, queries  # with the locks of PostgreSQL
    assert db.session.scalar(select(func.count()).select_from(Notification)) == 1000


def test_whoever_lost_the_lease_writes_nothing(ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fanout, "BATCH", 1)
    dispatch = ring.dispatch(ring.publish())
    slow = fanout.Hearing(dispatch.id, fanout.leases.take_dispatch(dispatch.id, fanout.LEASE))
    assert slow.step()
    dispatch.lease_until = clock.now() - fanout.LEASE
    db.session.commit()
    assert fanout.leases.take_dispatch(dispatch.id, fanout.LEASE) is not None
    assert not slow.step()
    assert [len(notes_of(student)) for student in ring.students] == [1, 0]
