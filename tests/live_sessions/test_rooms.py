"""The room opens once and closes once, whoever does it and however often; nobody is in it who may not be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock, transaction
from app.actions import live_doors, live_rooms, live_visits
from app.actions.live_doors import Door
from app.errors import Conflict, Forbidden, NotFound
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.classroom import Classroom, State
from app.models.event import Event
from app.models.live import LiveSession, LiveState
from app.models.live_people import Entry, LiveVisit
from app.models.user import User
from tests.support.at_once import at_once
from tests.support.live import keep_live
from tests.support.people import make_member, make_user


def _events(kind: str) -> list[Event]:
    return list(db.session.scalars(select(Event).where(Event.type == kind)))


def test_starting_twice_is_as_once(classroom: Classroom) -> None:
    session = keep_live(classroom, state=LiveState.SCHEDULED)
    live_rooms.start(session, actor=classroom.owner)
    first = session.started_at
    live_rooms.start(session, actor=classroom.owner)
    assert session.is_live
    assert session.started_at == first
    [told] = _events("live.started")
    assert told.facts["session"] == session.public_id
    assert [each.deed for each in db.session.scalars(select(AuditEntry))] == ["live.started"]


def test_two_hosts_who_start_at_once_start_it_once(app: Flask, classroom: Classroom) -> None:
    session_id, owner_id = keep_live(classroom, state=LiveState.SCHEDULED).id, classroom.owner_id
    second = make_member(classroom, make_user("teacher", "Cora Co"), "teacher").user_id

    def start(user_id: int) -> object:
        transaction.writes()
        session, actor = db.session.get(LiveSession, session_id), db.session.get(User, user_id)
        assert session is not None
        assert actor is not None
        return live_rooms.start(session, actor=actor).started_at

    found = at_once(app, [lambda each=each: start(each) for each in (owner_id, second)])
    assert found[0] == found[1]
    assert len(_events("live.started")) == 1


@pytest.mark.parametrize("state", [LiveState.CANCELLED, LiveState.COMPLETED])
def test_what_is_over_does_not_start(classroom: Classroom, state: LiveState) -> None:
    with pytest.raises(Conflict):
        live_rooms.start(keep_live(classroom, state=state), actor=classroom.owner)


def test_neither_long_before_nor_long_after_its_time(classroom: Classroom) -> None:
    now = clock.now()
    for starts_at in (now + timedelta(hours=3), now - timedelta(hours=4)):
        with pytest.raises(Conflict):
            live_rooms.start(
                keep_live(classroom, state=LiveState.SCHEDULED, starts_at=starts_at), actor=classroom.owner
            )
    assert live_rooms.start(
        keep_live(classroom, state=LiveState.SCHEDULED, starts_at=now + timedelta(minutes=110)), actor=classroom.owner
    ).is_live


def test_a_class_that_is_put_away_has_no_sessions(classroom: Classroom) -> None:
    session = keep_live(classroom, state=LiveState.SCHEDULED)
    classroom.state = State.ARCHIVED
    db.session.commit()
    with pytest.raises(Conflict):
        live_rooms.start(session, actor=classroom.owner)


def test_the_end_closes_visits_and_comes_once(classroom: Classroom, student: User) -> None:
    session = keep_live(classroom)
    live_visits.joined(session.id, student.id, "a" * 32)
    live_rooms.end(session, actor=classroom.owner)
    live_rooms.end(session, actor=classroom.owner)
    assert session.state is LiveState.COMPLETED
    [visit] = db.session.scalars(select(LiveVisit))
    assert visit.left_at is not None
    assert visit.seen_at == visit.left_at
    assert len(_events("live.ended")) == 1


def test_what_never_began_does_not_end(classroom: Classroom) -> None:
    with pytest.raises(Conflict):
        live_rooms.end(keep_live(classroom, state=LiveState.SCHEDULED), actor=classroom.owner)


def test_the_clock_ends_what_everybody_left(classroom: Classroom, student: User) -> None:
    now = clock.now()
    over = keep_live(classroom, starts_at=now - timedelta(hours=2))
    goes_on = keep_live(classroom, starts_at=now - timedelta(hours=2))
    forgotten = keep_live(classroom, starts_at=now - timedelta(hours=9))
    young = keep_live(classroom)
    for session in (goes_on, forgotten):
        live_visits.joined(session.id, student.id, f"{session.id:032x}")
    assert live_rooms.end_forgotten() == 2
    states = {
        session.id: db.session.get(LiveSession, session.id).state for session in (over, goes_on, forgotten, young)
    }
    assert states == {
        over.id: LiveState.COMPLETED,
        goes_on.id: LiveState.LIVE,
        forgotten.id: LiveState.COMPLETED,
        young.id: LiveState.LIVE,
    }


def test_whoever_is_awaited_waits_for_the_start_and_then_comes_in(classroom: Classroom, student: User) -> None:
    session = keep_live(classroom, state=LiveState.SCHEDULED)
    assert live_doors.ask(session, actor=student, leads=False) is Door.NOT_STARTED
    live_rooms.start(session, actor=classroom.owner)
    assert live_doors.ask(session, actor=student, leads=False) is Door.OPEN


def test_the_waiting_room_lets_in_one_or_all(classroom: Classroom, student: User) -> None:
    others = [make_member(classroom).user for _ in range(3)]
    session = keep_live(classroom, waiting_room=True)
    for person in (student, *others):
        assert live_doors.ask(session, actor=person, leads=False) is Door.WAITING
    assert [entry.user_id for entry in live_doors.waiting(session)] == [student.id, *(each.id for each in others)]
    live_doors.admit(session, student, actor=classroom.owner)
    assert live_doors.ask(session, actor=student, leads=False) is Door.OPEN
    assert live_doors.admit_all(session, actor=classroom.owner) == 3
    assert live_doors.waiting(session) == []
    assert live_doors.ask(session, actor=classroom.owner, leads=True) is Door.OPEN


def test_who_was_put_out_stays_out_until_a_host_lets_him_in_again(classroom: Classroom, student: User) -> None:
    session = keep_live(classroom)
    live_doors.ask(session, actor=student, leads=False)
    live_doors.remove(session, student, actor=classroom.owner)
    with pytest.raises(Forbidden):
        live_doors.ask(session, actor=student, leads=False)
    assert [entry.user_id for entry in live_doors.put_out(session)] == [student.id]
    live_doors.admit(session, student, actor=classroom.owner)
    assert live_doors.ask(session, actor=student, leads=False) is Door.OPEN


def test_nobody_puts_out_the_host_or_lets_in_who_never_asked(classroom: Classroom, student: User) -> None:
    session = keep_live(classroom)
    colleague = make_member(classroom, make_user("teacher"), "teacher").user
    with pytest.raises(Conflict):
        live_doors.remove(session, classroom.owner, actor=colleague)
    with pytest.raises(NotFound):
        live_doors.admit(session, student, actor=colleague)


def test_a_lock_holds_who_comes_later_and_nobody_who_was_in(classroom: Classroom, student: User) -> None:
    session = keep_live(classroom)
    late = make_member(classroom).user
    live_doors.ask(session, actor=student, leads=False)
    live_rooms.set_locked(session, True, actor=classroom.owner)
    assert live_doors.ask(session, actor=student, leads=False) is Door.OPEN
    assert live_doors.ask(session, actor=late, leads=False) is Door.LOCKED
    live_rooms.set_locked(session, False, actor=classroom.owner)
    assert live_doors.ask(session, actor=late, leads=False) is Door.OPEN


def test_what_may_be_recorded_is_read_before_coming_in(classroom: Classroom, student: User) -> None:
    session = keep_live(classroom, may_record=True)
    assert live_doors.ask(session, actor=student, leads=False) is Door.CONSENT
    assert live_doors.ask(session, actor=student, leads=False, consents=True) is Door.OPEN
    assert live_doors.ask(session, actor=student, leads=False) is Door.OPEN
    entry = live_doors.entry_of(session, student)
    assert entry is not None
    assert entry.state is Entry.ADMITTED


def test_asking_again_writes_nothing(classroom: Classroom, student: User) -> None:
    session = keep_live(classroom)
    live_doors.ask(session, actor=student, leads=False)
    first = live_doors.entry_of(session, student).asked_at  # type: ignore[union-attr]
    live_doors.ask(session, actor=student, leads=False)
    assert live_doors.entry_of(session, student).asked_at == first  # type: ignore[union-attr]


@pytest.mark.parametrize("state", [LiveState.CANCELLED, LiveState.COMPLETED])
def test_the_room_of_what_is_over_stays_shut(classroom: Classroom, student: User, state: LiveState) -> None:
    session = keep_live(classroom, state=state)
    with pytest.raises(Conflict):
        live_doors.ask(session, actor=student, leads=False)
    with pytest.raises(Conflict):
        live_doors.ask(session, actor=classroom.owner, leads=True)


def test_instants_of_a_visit_only_widen(classroom: Classroom, student: User) -> None:
    session = keep_live(classroom)
    name = "c" * 32
    live_visits.joined(session.id, student.id, name)
    live_visits.joined(session.id, student.id, name)
    live_visits.seen([name])
    live_visits.left(name)
    [visit] = db.session.scalars(select(LiveVisit))
    left = visit.left_at
    live_visits.left(name)
    live_visits.seen([name])
    live_visits.left_unnoticed(name)
    db.session.refresh(visit)
    assert visit.left_at == left
    assert visit.joined_at <= visit.seen_at
