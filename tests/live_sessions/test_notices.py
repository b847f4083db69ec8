"""Who hears what of a live session, and of what nobody hears any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from time_machine import travel

from app import clock, events
from app.actions import live_absences, live_facts
from app.extensions import db
from app.models.classroom import State
from app.models.event import Event
from app.models.live import LiveSeries, LiveSession, LiveState, Provider
from app.models.live_people import Entry, LiveAttendance, LiveEntry, LiveVisit, Presence, Seat
from app.models.recording import Recording, RecordingShown, RecordingSource, RecordingState
from app.models.user import User
from app.notifications import sweep
from app.notifications.audience import audience
from app.notifications.kinds import Kind, kind_of
from app.transaction import action
from tests.support.live import make_live, make_participant
from tests.support.people import make_member, make_user
from tests.support.ring import Ring, notes_of


@action
def tell(event_type: str, session: LiveSession, actor: User | None = None, **more: Any) -> Event:
    return live_facts.tell(event_type, session, actor=actor, **more)


def concerned(kind: Kind, event: Event) -> set[int]:
    return set(db.session.scalars(audience(event, kind)))


def ids(*people: User) -> set[int]:
    return {user.id for user in people}


KINDS = {
    "session_scheduled": ("live.scheduled", LiveState.SCHEDULED),
    "session_rescheduled": ("live.rescheduled", LiveState.SCHEDULED),
    "session_cancelled": ("live.cancelled", LiveState.CANCELLED),
    "session_live": ("live.started", LiveState.LIVE),
    "session_ended": ("live.ended", LiveState.COMPLETED),
}


@pytest.mark.parametrize("name", list(KINDS))
def test_all_but_the_actor_hear_it_while_it_is_true(name: str, ring: Ring) -> None:
    event_type, state = KINDS[name]
    guest, removed = make_user(name="Gus Guest"), make_user(name="Rob Removed")
    make_member(ring.classroom, removed)
    session = make_live(ring.classroom, state=state)
    make_participant(session, guest, Seat.GUEST)
    make_participant(session, removed, Seat.REMOVED)
    event, kind = tell(event_type, session, actor=ring.teacher), kind_of(name)
    assert concerned(kind, event) == ids(*ring.students, guest)
    assert kind.is_due(event)
    assert kind.title(event).endswith("Cells under the microscope")
    assert "Biology" in kind.body(event)
    for other in set(LiveState) - {state}:
        session.state, session.started_at = other, session.starts_at
        session.ended_at, session.cancelled_at = session.ends_at, session.starts_at
        db.session.commit()
        assert not kind.is_due(event), other
    session.state = state
    ring.classroom.state = State.ARCHIVED
    db.session.commit()
    assert not kind.is_due(event)


def test_moved_again_only_the_last_word_is_told(ring: Ring) -> None:
    session = make_live(ring.classroom)
    scheduled, before = tell("live.scheduled", session), session.starts_at
    session.starts_at += timedelta(days=1)
    session.ends_at += timedelta(days=1)
    moved = tell("live.rescheduled", session, was_starts_at=before.isoformat())
    assert not kind_of("session_scheduled").is_due(scheduled)
    assert kind_of("session_rescheduled").is_due(moved)
    assert " was " in kind_of("session_rescheduled").body(moved)
    sweep_later()
    assert [note.kind for note in notes_of(ring.students[0])] == ["session_rescheduled"]


def sweep_later() -> None:
    with travel(datetime.now(UTC) + timedelta(seconds=5), tick=False):
        sweep.run()


def in_series(ring: Ring, number: int = 3) -> list[LiveSession]:
    first = clock.now() + timedelta(days=1)
    series = LiveSeries(classroom_id=ring.classroom.id, rule="FREQ=DAILY", zone="UTC", first_at=first, minutes=60)
    db.session.add(series)
    db.session.flush()
    days = [first + timedelta(days=day) for day in range(number)]
    return [make_live(ring.classroom, starts_at=day, recurs_at=day, series_id=series.id) for day in days]


def test_a_series_is_one_notice_until_all_of_it_is_moved(ring: Ring) -> None:
    first, second, _third = in_series(ring)
    scheduled = tell("live.scheduled", first, series=True, count=3)
    kind = kind_of("session_scheduled")
    assert kind.title(scheduled) == "3 live sessions: Cells under the microscope"
    first.state, first.cancelled_at = LiveState.CANCELLED, clock.now()
    second.starts_at += timedelta(minutes=5)
    tell("live.rescheduled", second)
    assert kind.is_due(scheduled)
    moved = tell("live.rescheduled", second, series=True, count=2)
    assert not kind.is_due(scheduled)
    assert kind_of("session_rescheduled").is_due(moved)
    assert kind_of("session_rescheduled").title(moved).startswith("2 sessions moved")


def test_a_series_that_is_over_is_not_announced(ring: Ring) -> None:
    first, *others = in_series(ring)
    scheduled = tell("live.scheduled", first, series=True, count=3)
    for session in (first, *others):
        session.state, session.cancelled_at = LiveState.CANCELLED, clock.now()
    cancelled = tell("live.cancelled", first, series=True, count=3, reason="The school is closed")
    assert not kind_of("session_scheduled").is_due(scheduled)
    assert kind_of("session_cancelled").body(cancelled).endswith("The reason: The school is closed")


def test_who_is_added_or_removed_hears_it_alone(ring: Ring) -> None:
    added, removed = make_user(name="Ann Added"), make_user(name="Rob Removed")
    session = make_live(ring.classroom, for_class=False)
    make_participant(session, added, Seat.GUEST)
    make_participant(session, removed, Seat.REMOVED)
    came = tell("live.participants_added", session, actor=ring.teacher, user_ids=[added.id, ring.students[0].id])
    gone = tell("live.participants_removed", session, actor=ring.teacher, user_ids=[removed.id, added.id])
    assert concerned(kind_of("session_scheduled"), came) == ids(added)
    assert concerned(kind_of("session_cancelled"), gone) == ids(removed)
    assert kind_of("session_scheduled").title(came).startswith("You are invited")
    assert kind_of("session_cancelled").path(gone) == "/calendar"


def test_who_was_in_the_room_is_not_told_that_it_began(ring: Ring) -> None:
    session = make_live(ring.classroom, state=LiveState.LIVE)
    event = tell("live.started", session, actor=ring.teacher)
    visit(session, ring.students[0])
    assert concerned(kind_of("session_live"), event) == ids(ring.students[1])
    assert kind_of("session_live").path(event) == f"/sessions/{session.public_id}/room"
    session.provider, session.link_url = Provider.LINK, "https://meet.example.org/x"
    db.session.commit()
    assert kind_of("session_live").path(event) == f"/sessions/{session.public_id}"


def visit(session: LiveSession, user: User, *, left: bool = False) -> None:
    now = clock.now()
    row = LiveVisit(session_id=session.id, user_id=user.id, connection=f"{user.id:032}", joined_at=now, seen_at=now)
    row.left_at = now if left else None
    db.session.add(row)
    db.session.commit()


def missed() -> list[Event]:
    return list(db.session.scalars(select(Event).where(Event.type == live_absences.MISSED).order_by(Event.id)))


def test_absentees_are_told_once_and_nobody_else(ring: Ring) -> None:
    names = ("here", "back", "excused", "corrected", "waits", "put_out", "let_in", "assistant")
    people = {name: make_user(name=f"Sam {name}") for name in names}
    for name, user in people.items():
        make_member(ring.classroom, user, "assistant" if name == "assistant" else "student")
    guest = make_user(name="Gus Guest")
    session = make_live(ring.classroom, state=LiveState.LIVE, starts_at=clock.now() - timedelta(minutes=11))
    make_participant(session, guest, Seat.GUEST)
    visit(session, people["here"])
    visit(session, people["back"], left=True)
    notes = {"excused": {"status": Presence.EXCUSED}, "corrected": {"corrected": Presence.PRESENT}}
    for name, row in notes.items():
        db.session.add(LiveAttendance(session_id=session.id, user_id=people[name].id, **row))
    doors = {"waits": Entry.WAITING, "put_out": Entry.REMOVED, "let_in": Entry.ADMITTED}
    for name, entry in doors.items():
        db.session.add(LiveEntry(session_id=session.id, user_id=people[name].id, state=entry, asked_at=clock.now()))
    db.session.commit()
    assert live_absences.tell_due() == 1
    assert live_absences.tell_due() == 0
    [event] = missed()
    assert concerned(kind_of("not_in_class"), event) == ids(*ring.students, people["let_in"], guest)
    visit(session, ring.students[0])
    assert ring.students[0].id not in concerned(kind_of("not_in_class"), event)
    sweep_later()
    assert [note.kind for note in notes_of(ring.students[1])] == ["not_in_class"]
    session.state, session.ended_at = LiveState.COMPLETED, clock.now()
    db.session.commit()
    assert not kind_of("not_in_class").is_due(event)


@pytest.mark.parametrize(
    ("minutes", "chosen", "found"),
    [
        (9, {}, 0),
        (10, {}, 1),
        (59, {}, 1),
        (61, {}, 0),
        (30, {"absent_minutes": None}, 0),
        (30, {"absent_minutes": 31}, 0),
        (30, {"provider": Provider.LINK, "link_url": "https://meet.example.org/x"}, 0),
    ],
)
def test_when_absentees_are_told(minutes: int, chosen: dict[str, Any], found: int, ring: Ring) -> None:
    make_live(ring.classroom, state=LiveState.LIVE, starts_at=clock.now() - timedelta(minutes=minutes), **chosen)
    db.session.commit()
    assert live_absences.tell_due() == found


@pytest.mark.parametrize(("early", "found"), [(timedelta(minutes=8), 0), (-timedelta(minutes=8), 0)])
def test_minutes_count_from_the_later_of_plan_and_start(early: timedelta, found: int, ring: Ring) -> None:
    planned = clock.now() - timedelta(minutes=5 if early > timedelta(0) else 15)
    session = make_live(ring.classroom, state=LiveState.LIVE, starts_at=planned)
    session.started_at = planned - early
    db.session.commit()
    assert live_absences.tell_due() == found


def test_a_recording_is_told_to_whom_its_teacher_shows_it(ring: Ring) -> None:
    session = make_live(ring.classroom, state=LiveState.COMPLETED, for_class=False)
    make_participant(session, ring.students[0])
    recording = Recording(session=session, title="Cells", source=RecordingSource.LINK, state=RecordingState.READY)
    recording.link_url = "https://video.example.org/1"
    db.session.add(recording)
    db.session.commit()
    event = published(recording)
    kind = kind_of("new_recording")
    assert kind.is_due(event)
    assert kind.title(event) == "New recording: Cells"
    heard = {}
    for shown in RecordingShown:
        recording.shown = shown
        db.session.commit()
        heard[shown] = concerned(kind, event)
    awaited = ids(ring.teacher, ring.students[0])
    whole = awaited | ids(ring.students[1])
    assert heard == {
        RecordingShown.STAFF: set(),
        RecordingShown.PARTICIPANTS: awaited,
        RecordingShown.CLASS: whole,
    }
    recording.deleted_at = clock.now()
    db.session.commit()
    assert not kind.is_due(event)


@action
def published(recording: Recording) -> Event:
    facts = {**live_facts.facts(recording.session), "recording": recording.public_id, "name": recording.title}
    classroom_id = recording.session.classroom_id
    return events.announce("recording.published", recording, actor=None, classroom_id=classroom_id, **facts)
