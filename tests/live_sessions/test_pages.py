"""The pages of live sessions: what each role sees of them, and what their forms do."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models.classroom import Classroom
from app.models.live import Doors, LiveKind, LiveSession, LiveState, Provider, Registration
from app.models.live_people import Seat
from app.models.user import User
from tests.support.browsing import Browser
from tests.support.live import make_live, make_participant, make_student
from tests.support.people import make_classroom, make_member, make_user
from tests.support.queries import counted

SOON = clock.now().replace(hour=9, minute=0) + timedelta(days=7)
TYPED: dict[str, Any] = {
    "title": "Cells under the microscope",
    "kind": "class",
    "day": f"{SOON:%Y-%m-%d}",
    "minute": "09:00",
    "minutes": "45",
    "zone": "UTC",
    "repeats": "",
    "ends": "count",
    "count": "3",
    "provider": "mesh",
    "doors": "members",
    "registration": "open",
    "reminders": ["0", "3"],
    "absent_minutes": "",
    "late_minutes": "5",
}


@pytest.fixture
def student(classroom: Classroom) -> User:
    return make_student(classroom, "Ina In")


def new(classroom: Classroom) -> str:
    return f"/classrooms/{classroom.public_id}/live/new"


def at(session: LiveSession, end: str = "") -> str:
    return f"/sessions/{session.public_id}{end}"


def sessions() -> list[LiveSession]:
    db.session.expire_all()
    return list(db.session.scalars(select(LiveSession).order_by(LiveSession.starts_at)))


def test_scheduled_once(client: Browser, classroom: Classroom, teacher: User, student: User) -> None:
    client.log_in(teacher)
    assert "Schedule a session" in client.get(f"/classrooms/{classroom.public_id}/live").text
    shown = client.get(new(classroom)).text
    assert "Tess Okonkwo" in shown
    assert "Ina In" in shown
    answer = client.post(new(classroom), data=TYPED | {"host": teacher.public_id})
    (made,) = sessions()
    assert answer.status_code == 303
    assert answer.location == at(made)
    assert (made.starts_at, made.minutes, made.reminders) == (SOON.replace(second=0, microsecond=0), 45, 0b1001)
    assert (made.absent_minutes, made.late_minutes) == (None, 5)
    client.log_in(student)
    page = client.get(at(made)).text
    assert "Cells under the microscope" in page
    assert "Change" not in page
    assert "Cells under the microscope" in client.get(f"/classrooms/{classroom.public_id}/live").text


def test_a_series_of_weekdays(client: Browser, classroom: Classroom, teacher: User) -> None:
    client.log_in(teacher)
    weekly = {"repeats": "WEEKLY", "every": "2", "weekdays": ["0", "3"], "ends": "count", "count": "4"}
    assert client.post(new(classroom), data=TYPED | weekly).status_code == 303
    made = sessions()
    assert [each.starts_at.weekday() in (0, 3) for each in made] == [True] * 4
    assert made[0].series is not None
    assert made[0].series.rule == "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=4"
    assert "Every 2 weeks on Monday and Thursday, 4 times" in client.get(at(made[0])).text
    form = client.get(at(made[1], "/edit")).text
    assert "This one and those that follow" in form
    changed = TYPED | weekly | {"title": "Only words", "scope": "all", "day": f"{made[1].starts_at:%Y-%m-%d}"}
    assert client.post(at(made[1], "/edit"), data=changed | {"version": str(made[1].version)}).status_code == 303
    assert {each.title for each in sessions()} == {"Only words"}
    assert [each.starts_at for each in sessions()] == [each.starts_at for each in made]


def test_what_cannot_be_is_said_and_what_was_typed_stays(client: Browser, classroom: Classroom, teacher: User) -> None:
    client.log_in(teacher)
    for wrong in (
        {"title": ""},
        {"day": "2020-01-01"},
        {"minute": "25:00"},
        {"minutes": "0"},
        {"zone": "Nowhere"},
        {"provider": "link", "link_url": "ftp://example.org"},
        {"kind": "one_to_one"},
        {"kind": "nothing"},
        {"repeats": "DAILY", "ends": "until", "until": ""},
        {"repeats": "DAILY", "count": ""},
        {"repeats": "DAILY", "ends": "until", "until": "2020-01-01"},
        {"repeats": "DAILY", "every": "99"},
    ):
        answer = client.post(new(classroom), data=TYPED | {"description": "About cells"} | wrong)
        assert answer.status_code == 422, wrong
        assert "About cells" in answer.text
    assert sessions() == []


def test_a_webinar_with_seats(client: Browser, classroom: Classroom, teacher: User) -> None:
    client.log_in(teacher)
    webinar = {"kind": "webinar", "doors": "public", "registration": "approved", "seats": "20", "provider": "link"}
    client.post(new(classroom), data=TYPED | webinar | {"link_url": "https://meet.example.org/cells"})
    (made,) = sessions()
    assert (made.kind, made.doors, made.registration) == (LiveKind.WEBINAR, Doors.PUBLIC, Registration.APPROVED)
    assert (made.seats, made.provider, made.for_class) == (20, Provider.LINK, False)


def test_what_is_at_the_same_time_is_shown_and_may_be(client: Browser, classroom: Classroom, teacher: User) -> None:
    client.log_in(teacher)
    other = make_live(make_classroom(teacher), title="Parents' evening", starts_at=SOON + timedelta(minutes=10))
    db.session.commit()
    daily = {"repeats": "DAILY", "count": "2", "day": f"{SOON - timedelta(days=1):%Y-%m-%d}"}
    answer = client.post(new(classroom), data=TYPED | daily)
    assert answer.status_code == 409
    assert "Parents&#39; evening" in answer.text
    assert client.post(new(classroom), data=TYPED | daily | {"anyway": "y"}).status_code == 303
    assert len(sessions()) == 3
    assert "You are awaited elsewhere" in client.get(at(other)).text


def test_changed_by_somebody_else_meanwhile(client: Browser, classroom: Classroom, teacher: User) -> None:
    client.log_in(teacher)
    session = make_live(classroom)
    db.session.commit()
    answer = client.post(at(session, "/edit"), data=TYPED | {"version": "9"})
    assert answer.status_code == 409
    assert "Somebody else changed this session" in answer.text
    assert re.search(r'<input[^>]*name="version"[^>]*value="1"', answer.text)
    assert client.post(at(session, "/edit"), data=TYPED | {"version": "1"}).status_code == 303


def test_called_off_with_the_reason(client: Browser, classroom: Classroom, teacher: User, student: User) -> None:
    session = make_live(classroom)
    db.session.commit()
    client.log_in(teacher)
    assert "Those who were awaited read it." in client.get(at(session, "/cancellation")).text
    assert client.post(at(session, "/cancellation"), data={"reason": "Snow"}).status_code == 303
    client.log_in(student)
    assert "This session is cancelled: Snow" in client.get(at(session)).text
    assert "Cells under" in client.get(f"/classrooms/{classroom.public_id}/live?show=past").text


def test_what_goes_on_is_not_called_off_and_the_reason_stays(
    client: Browser, classroom: Classroom, teacher: User
) -> None:
    session = make_live(classroom, state=LiveState.LIVE)
    db.session.commit()
    answer = client.log_in(teacher).post(at(session, "/cancellation"), data={"reason": "Snow on all roads"})
    assert answer.status_code == 409
    assert "<li>This session goes on just now. End it instead.</li>" in answer.text
    assert "Snow on all roads" in answer.text


def test_people_are_added_and_taken_out(client: Browser, classroom: Classroom, teacher: User, student: User) -> None:
    guest = make_user("student", "Gus Guest")
    make_member(make_classroom(teacher, title="Chess club"), guest)
    session = make_live(classroom)
    db.session.commit()
    client.log_in(teacher)
    page = client.get(at(session, "/people?q=chess")).text
    assert "Gus Guest" in page
    assert client.post(at(session, "/people"), data={"people": [guest.public_id]}).status_code == 303
    client.post(at(session, "/people/removal"), data={"people": [student.public_id]})
    assert "Taken out" in client.get(at(session, "/people")).text
    assert set(db.session.scalars(session.people())) == {teacher.id, guest.id}
    stranger = make_user("student", "Sue Stranger")
    assert client.post(at(session, "/people"), data={"people": [stranger.public_id]}).status_code == 422
    client.post(at(session, "/people"), data={"people": [student.public_id]})
    assert student.id in set(db.session.scalars(session.people()))


def test_lists_and_pages_ask_the_same_however_long_they_are(
    client: Browser, classroom: Classroom, teacher: User, student: User
) -> None:
    session = make_live(classroom)
    make_participant(session, make_user("student", "Gus Guest"), Seat.GUEST)
    db.session.commit()
    places = (f"/classrooms/{classroom.public_id}/live", at(session), at(session, "/people"))
    client.log_in(teacher)
    for place in places:
        client.get(place)

    def asked() -> list[int]:
        numbers = []
        for place in places:
            with counted() as queries:
                client.get(place)
            numbers.append(len(queries))
        return numbers

    few = asked()
    for number in range(15):
        make_live(classroom, title=f"Session {number}", starts_at=datetime.now(UTC) + timedelta(days=number + 1))
        make_member(classroom)
    db.session.commit()
    assert asked() == few
    assert max(few) <= 14


def test_others_see_nothing_and_students_change_nothing(client: Browser, classroom: Classroom, student: User) -> None:
    session = make_live(classroom, state=LiveState.SCHEDULED)
    db.session.commit()
    client.log_in(student)
    assert client.get(at(session, "/edit")).status_code == 403
    assert session.room not in client.get(at(session)).text
    client.log_in(make_user("student", "Sue Stranger"))
    assert client.get(at(session)).status_code == 404
