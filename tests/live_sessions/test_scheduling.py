"""Sessions are scheduled, once or as a series, at the hour that clocks of their place show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from app import clock, events
from app.actions import class_copies, live_series, live_sessions
from app.errors import Invalid
from app.extensions import db
from app.models.classroom import Classroom
from app.models.group import Group
from app.models.live import Doors, LiveKind, LiveSession, LiveState, Provider, Registration
from app.models.live_people import LiveParticipant, Seat
from app.models.user import User
from tests.support.live import of_series
from tests.support.people import make_classroom, make_member, make_user

BERLIN = "Europe/Berlin"


def at(text: str, zone: str = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def shown(sessions: list[LiveSession]) -> list[str]:
    return [f"{each.starts_at.astimezone(ZoneInfo(each.zone)):%Y-%m-%d %H:%M}" for each in sessions]


def schedule(classroom: Classroom, starts: str = "2026-03-23T08:00", **settings: object) -> LiveSession:
    said = {"title": "Cells", "minutes": 60, "zone": BERLIN} | settings
    with clock.pretend(at("2026-03-01T12:00")):
        return live_sessions.create(classroom, actor=classroom.owner, starts_at=at(starts), **said)  # type: ignore[arg-type]


def test_once(classroom: Classroom) -> None:
    session = schedule(classroom)
    assert (session.series_id, session.state, session.host_id) == (None, LiveState.SCHEDULED, classroom.owner_id)
    assert session.ends_at - session.starts_at == timedelta(minutes=60)
    (told,) = events.of(session)
    assert (told.type, told.facts["session"], told.facts["count"]) == ("live.scheduled", session.public_id, 1)


def test_a_series_keeps_its_hour_over_the_change_of_clocks(classroom: Classroom) -> None:
    session = schedule(classroom, rule="FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4")
    made = of_series(session)
    assert shown(made) == ["2026-03-23 08:00", "2026-03-25 08:00", "2026-03-30 08:00", "2026-04-01 08:00"]
    assert len({each.room for each in made} | {each.room_secret for each in made}) == 8
    (told,) = [event for each in made for event in events.of(each)]
    assert (told.facts["series"], told.facts["count"]) == (True, 4)


def test_it_begins_with_the_first_time_that_the_rule_names(classroom: Classroom) -> None:
    session = schedule(classroom, "2026-03-24T08:00", rule="FREQ=WEEKLY;BYDAY=MO,WE;COUNT=2")
    assert shown(of_series(session)) == ["2026-03-25 08:00", "2026-03-30 08:00"]


def test_the_clock_makes_what_comes_near_of_a_series_without_end(classroom: Classroom) -> None:
    chosen = make_user("student", "Cho Chosen")
    make_member(classroom, chosen)
    session = schedule(classroom, rule="FREQ=WEEKLY", people=[chosen.public_id], may_record=True)
    first = of_series(session)
    assert len(first) == 27
    assert session.series is not None
    assert session.series.made_until == session.starts_at + live_series.AHEAD
    with clock.pretend(at("2026-03-24T12:00")):
        assert live_series.make_due() == 0
    with clock.pretend(at("2026-04-20T12:00")):
        assert live_series.make_due() == 4
        assert live_series.make_due() == 0
    last = of_series(session)[-1]
    assert shown([last]) == ["2026-10-19 08:00"]
    assert (last.may_record, last.room != session.room) == (True, True)
    seats = select(LiveParticipant.seat).where(LiveParticipant.session_id == last.id)
    assert db.session.scalars(seats).all() == [Seat.INVITED]
    assert events.of(last) == []


def test_what_does_not_fit_together_is_said(classroom: Classroom) -> None:
    def refused(starts: str = "2026-03-23T08:00", **settings: object) -> set[str]:
        with pytest.raises(Invalid) as refusal:
            schedule(classroom, starts, **settings)
        return set(refusal.value.fields)

    assert refused(title=" ") == {"title"}
    assert refused("2026-02-23T08:00") == {"starts_at"}
    assert refused("2029-02-23T08:00") == {"starts_at"}
    assert refused(minutes=0, zone="Mars/Olympus") == {"minutes", "zone"}
    assert refused(rule="FREQ=MONTHLY") == refused(rule="often") == refused(rule="FREQ=DAILY;COUNT=2000") == {"rule"}
    assert refused(rule="FREQ=DAILY;UNTIL=20260310") == refused(rule="FREQ=DAILY;COUNT=2;UNTIL=20261212") == {"rule"}
    assert refused(provider=Provider.LINK, link_url="javascript:alert(1)") == {"link_url"}
    assert refused(kind=LiveKind.ONE_TO_ONE) == refused(kind=LiveKind.GROUP) == {"people"}
    assert refused(people=[make_user("student", "Sue Stranger").public_id]) == {"people"}
    assert refused(kind=LiveKind.WEBINAR, doors=Doors.PUBLIC) == {"registration"}
    assert refused(host=make_user("teacher", "Otto Other")) == {"host"}
    elsewhere = Group(classroom=make_classroom(make_user("teacher", "Eve Elsewhere")), name="Others")
    db.session.add(elsewhere)
    db.session.commit()
    assert refused(kind=LiveKind.GROUP, group=elsewhere) == {"group"}
    assert db.session.scalars(select(LiveSession)).all() == []


def test_what_a_kind_cannot_have_goes(classroom: Classroom) -> None:
    session = schedule(classroom, for_class=False, doors=Doors.PUBLIC, registration=Registration.OPEN, seats=3)
    assert (session.for_class, session.doors, session.seats) == (True, Doors.INVITED, None)


def test_a_student_of_another_class_of_the_teacher_is_a_guest(classroom: Classroom, teacher: User) -> None:
    guest = make_user("student", "Gus Guest")
    make_member(make_classroom(teacher, title="Another"), guest)
    session = schedule(classroom, kind=LiveKind.ONE_TO_ONE, people=[guest.public_id])
    assert set(db.session.scalars(session.people())) == {teacher.id, guest.id}


def test_a_copy_of_a_class_has_no_sessions(classroom: Classroom, teacher: User) -> None:
    schedule(classroom, rule="FREQ=WEEKLY;COUNT=3")
    copy = class_copies.copy(classroom, actor=teacher, title="Next year")
    of_copy = select(LiveSession).where(LiveSession.classroom_id == copy.id)
    assert db.session.scalars(of_copy).all() == []
