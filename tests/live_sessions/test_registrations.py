"""Seats of a webinar: asked for, given, waited for, given back, and what is sent to whom has one."""

from __future__ import annotations

from datetime import UTC, datetime
from email import policy
from email.parser import BytesParser
from typing import Any

import pytest
import vobject
from flask import Flask
from sqlalchemy import func, select
from time_machine import travel

from app import clock, transaction
from app.actions import live_registrations
from app.actions.live_registrations import approve, approve_all, decline, move_up_due, register, withdraw
from app.errors import Conflict, NotFound
from app.extensions import db
from app.models.classroom import State
from app.models.event import Event
from app.models.live import Doors, LiveKind, LiveSession, LiveState, Registration
from app.models.live_people import LiveParticipant, Seat
from app.models.user import Status, User
from app.notifications import sweep
from app.notifications.audience import audience
from app.notifications.channels import email
from app.notifications.kinds import kind_of
from tests.support.at_once import at_once
from tests.support.live import make_live, make_participant
from tests.support.people import make_user
from tests.support.post import Box
from tests.support.ring import Ring


def webinar(ring: Ring, **settings: Any) -> LiveSession:
    usual = {"for_class": False, "doors": Doors.MEMBERS, "registration": Registration.OPEN, "seats": 2}
    session = make_live(ring.classroom, **({"kind": LiveKind.WEBINAR} | usual | settings))
    db.session.commit()
    return session


def seats(session: LiveSession) -> dict[str, list[str]]:
    """Names by seat, in the order in which they asked."""
    found = select(LiveParticipant).join(LiveParticipant.user).where(LiveParticipant.session_id == session.id)
    shown: dict[str, list[str]] = {}
    for each in db.session.scalars(found.order_by(LiveParticipant.registered_at, LiveParticipant.user_id)):
        shown.setdefault(each.seat.value, []).append(each.user.name)
    return shown


def people(*names: str) -> list[User]:
    return [make_user(name=name) for name in names]


def welcomed() -> list[tuple[str, set[str]]]:
    """How, and who hears of it, as it stands now."""
    kind = kind_of("registration_approved")
    found = db.session.scalars(select(Event).where(Event.type == live_registrations.SEATED).order_by(Event.id))
    names = {user.id: user.name for user in db.session.scalars(select(User))}
    return [
        (event.facts["how"], {names[each] for each in db.session.scalars(audience(event, kind))}) for event in found
    ]


def test_first_come_first_served_and_the_next_moves_up(ring: Ring) -> None:
    session = webinar(ring)
    ann, bob, cai, dee = people("Ann", "Bob", "Cai", "Dee")
    for person in (ann, bob, cai, dee, ann):
        register(session, actor=person)
    assert seats(session) == {"guest": ["Ann", "Bob"], "waiting": ["Cai", "Dee"]}
    withdraw(session, actor=bob)
    withdraw(session, actor=bob)
    assert seats(session) == {"guest": ["Ann", "Cai"], "waiting": ["Dee"]}
    assert welcomed() == [("registered", {"Ann"}), ("registered", set()), ("moved_up", {"Cai"})]
    register(session, actor=bob)
    withdraw(session, actor=dee)
    assert seats(session) == {"guest": ["Ann", "Cai"], "waiting": ["Bob"]}


def test_the_host_decides_and_the_others_wait(ring: Ring) -> None:
    session = webinar(ring, registration=Registration.APPROVED)
    ann, bob, cai, dee = people("Ann", "Bob", "Cai", "Dee")
    for person in (ann, bob, cai, dee):
        register(session, actor=person)
    assert welcomed() == []
    approve(session, bob, actor=ring.teacher)
    approve(session, bob, actor=ring.teacher)
    decline(session, cai, actor=ring.teacher)
    assert approve_all(session, actor=ring.teacher) == 2
    assert seats(session) == {"guest": ["Ann", "Bob"], "waiting": ["Dee"], "declined": ["Cai"]}
    decline(session, ann, actor=ring.teacher)
    assert seats(session)["guest"] == ["Bob", "Dee"]
    with pytest.raises(Conflict):
        register(session, actor=ann)
    approve(session, cai, actor=ring.teacher)
    assert seats(session)["waiting"] == ["Cai"]
    assert welcomed() == [("approved", {"Bob"}), ("approved", set()), ("moved_up", {"Dee"})]


def test_who_waits_is_before_who_is_let_in_later(ring: Ring) -> None:
    session = webinar(ring, registration=Registration.APPROVED, seats=1)
    ann, bob, cai = people("Ann", "Bob", "Cai")
    for person in (ann, bob, cai):
        register(session, actor=person)
    for person in (ann, cai):
        approve(session, person, actor=ring.teacher)
    session.seats = 2
    db.session.commit()
    approve(session, bob, actor=ring.teacher)
    assert seats(session) == {"guest": ["Ann", "Cai"], "waiting": ["Bob"]}


def test_seats_that_became_free_elsewhere_are_given_by_the_clock(ring: Ring) -> None:
    session = webinar(ring, seats=1)
    ann, bob, cai, dee = people("Ann", "Bob", "Cai", "Dee")
    for person in (ann, bob, cai, dee):
        register(session, actor=person)
    bob.status = Status.DEACTIVATED
    session.seats = 2
    db.session.commit()
    assert move_up_due() == 1
    assert seats(session) == {"guest": ["Ann", "Cai"], "waiting": ["Bob", "Dee"]}
    session.state, session.started_at, session.ended_at = LiveState.COMPLETED, clock.now(), clock.now()
    session.seats = 9
    db.session.commit()
    assert move_up_due() == 0
    assert seats(session)["guest"] == ["Ann", "Cai"]


@pytest.mark.parametrize(
    "chosen",
    [
        {"registration": Registration.NONE, "doors": Doors.INVITED},
        {"kind": LiveKind.CLASS},
        {"state": LiveState.CANCELLED},
        {"state": LiveState.COMPLETED},
    ],
    ids=["no names", "no webinar", "cancelled", "over"],
)
def test_nobody_registers_where_there_is_nothing_to_register_for(chosen: dict[str, Any], ring: Ring) -> None:
    session, person = webinar(ring, **chosen), make_user(name="Ann")
    with pytest.raises(Conflict):
        register(session, actor=person)
    assert seats(session) == {}


def test_who_is_awaited_or_was_removed_does_not_register(ring: Ring) -> None:
    session = webinar(ring, for_class=True)
    removed = make_user(name="Rob Removed")
    make_participant(session, removed, Seat.REMOVED)
    db.session.commit()
    for person in (ring.students[0], removed):
        with pytest.raises(Conflict):
            register(session, actor=person)
    with pytest.raises(NotFound):
        approve(session, removed, actor=ring.teacher)
    ring.classroom.state = State.ARCHIVED
    db.session.commit()
    with pytest.raises(Conflict):
        register(session, actor=make_user(name="Ann"))


def test_what_was_given_with_the_class_is_not_given_back(ring: Ring) -> None:
    session = webinar(ring)
    make_participant(session, ring.students[0], Seat.INVITED)
    with pytest.raises(Conflict):
        withdraw(session, actor=ring.students[0])


def test_any_number_at_once_get_no_more_seats_than_there_are(app: Flask, ring: Ring) -> None:
    session = webinar(ring, seats=3)
    crowd = people(*(f"P{number}" for number in range(9)))
    session_id, ids = session.id, [person.id for person in crowd]

    def one(user_id: int) -> Seat:
        transaction.read_only()
        found, person = db.session.get_one(LiveSession, session_id), db.session.get_one(User, user_id)
        transaction.turn_to_writing()
        return register(found, actor=person).seat

    got = at_once(app, [lambda user_id=user_id: one(user_id) for user_id in (*ids, *ids[:3])])
    assert [each for each in got if isinstance(each, Exception)] == []
    taken = db.session.execute(select(LiveParticipant.seat, func.count()).group_by(LiveParticipant.seat))
    assert {seat: number for seat, number in taken} == {Seat.GUEST: 3, Seat.WAITING: 6}  # noqa: C416


def test_the_mail_brings_a_file_for_the_calendar(ring: Ring) -> None:
    """Written by one library and read by another."""
    session = webinar(ring, title="Ärger, mit; Kommas", starts_at=datetime(2026, 3, 5, 10, tzinfo=UTC))
    ann = make_user(name="Ann", email="ann@example.org", email_confirmed_at=clock.now(), email_consent=True)
    box = Box()
    with travel(datetime(2026, 3, 4, 12, tzinfo=UTC), tick=False) as now:
        register(session, actor=ann)
        now.shift(10)
        sweep.run()
        assert email.send_due(box) == 1
    message = BytesParser(policy=policy.default).parsebytes(box.messages[0].as_bytes())
    assert message["Subject"].startswith("You are registered: Ärger")
    [file] = message.iter_attachments()
    assert (file.get_content_type(), file.get_filename()) == ("text/calendar", "session.ics")
    assert file.get_param("method") == "PUBLISH"
    event = vobject.readOne(file.get_payload(decode=True).decode()).vevent
    assert (event.summary.value, event.dtstart.value) == (session.title, session.starts_at)
    assert session.room not in box.messages[0].as_bytes().decode()
    assert event.uid.value == f"{session.public_id}@localhost"
