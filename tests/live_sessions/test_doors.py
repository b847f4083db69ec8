"""The doors of a room: what pages and programs meet there, and what only the page of a room may do."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app import clock
from app.actions import live_chat, live_doors, live_rights
from app.extensions import db
from app.models.base import new_public_id
from app.models.classroom import ClassRole, Classroom, MemberState, State
from app.models.live import Doors, LiveKind, LiveSession, LiveState, Provider
from app.models.live_people import Entry, LiveEntry, LiveMessage, Seat
from app.models.user import User, Visibility
from app.permissions import Can, allowed
from tests.live_sessions.conftest import Visit
from tests.support.api import Program
from tests.support.live import keep_live, make_participant
from tests.support.people import make_member, make_user


def test_the_host_starts_enters_and_ends(classroom: Classroom, student: User, visit: Visit) -> None:
    session = keep_live(classroom, state=LiveState.SCHEDULED)
    host = visit(classroom.owner)
    assert "Start" in host.get(f"/sessions/{session.public_id}").text
    answer = host.post(f"/sessions/{session.public_id}/start")
    assert answer.location.endswith(f"/sessions/{session.public_id}/room")
    assert visit(student).post(f"/sessions/{session.public_id}/start").status_code == 403
    assert visit(student).post(f"/sessions/{session.public_id}/end").status_code == 403
    host.post(f"/sessions/{session.public_id}/end")
    kept = db.session.get(LiveSession, session.id, populate_existing=True)
    assert kept is not None
    assert kept.state is LiveState.COMPLETED
    gone = visit(student).get(f"/sessions/{session.public_id}/room")
    assert gone.location.endswith(f"/sessions/{session.public_id}")


def test_joining_is_one_press(classroom: Classroom, student: User, visit: Visit) -> None:
    session = keep_live(classroom)
    answer = visit(student).post(f"/sessions/{session.public_id}/join")
    assert (answer.status_code, answer.location) == (303, f"/sessions/{session.public_id}/room")
    assert db.session.scalars(select(LiveEntry)).one().state is Entry.ADMITTED


def test_only_the_room_sees_hears_and_speaks_to_a_media_server(
    classroom: Classroom, student: User, visit: Visit
) -> None:
    session = keep_live(classroom)
    page = visit(student).get(f"/sessions/{session.public_id}/room")
    assert "camera=(self), microphone=(self)" in page.headers["Permissions-Policy"]
    elsewhere = visit(student).get(f"/sessions/{session.public_id}")
    assert "camera=(), microphone=()" in elsewhere.headers["Permissions-Policy"]
    for secret in (session.room, session.room_secret):
        assert secret not in page.text + elsewhere.text


def test_the_address_of_a_meeting_elsewhere_is_given_at_its_open_door_alone(
    classroom: Classroom, student: User, visit: Visit
) -> None:
    link = "https://meet.example.org/cells"
    session = keep_live(classroom, state=LiveState.SCHEDULED, provider=Provider.LINK, link_url=link)
    browser, room = visit(student), f"/sessions/{session.public_id}/room"
    browser.post(f"/sessions/{session.public_id}/join")
    waits = browser.get(room)
    assert link not in waits.text + browser.get(f"/sessions/{session.public_id}").text
    assert waits.headers["Refresh"] == "10"
    visit(classroom.owner).post(f"/sessions/{session.public_id}/start")
    comes = browser.get(room)
    assert link in comes.text
    assert comes.headers["Refresh"] == f"0; url={link}"
    assert comes.headers["Referrer-Policy"] == "no-referrer"


def test_the_notice_of_recording_is_agreed_to_first(classroom: Classroom, student: User, visit: Visit) -> None:
    link = "https://meet.example.org/cells"
    session = keep_live(classroom, provider=Provider.LINK, link_url=link, may_record=True)
    browser = visit(student)
    browser.post(f"/sessions/{session.public_id}/join")
    page = browser.get(f"/sessions/{session.public_id}/room")
    assert "may be recorded" in page.text
    assert link not in page.text
    browser.post(f"/sessions/{session.public_id}/join", data={"consent": "1"})
    assert link in browser.get(f"/sessions/{session.public_id}/room").text


def test_hosts_keep_the_door_without_scripts(classroom: Classroom, student: User, visit: Visit) -> None:
    session = keep_live(classroom, waiting_room=True)
    other = make_member(classroom, make_user("student", "Olga Other")).user
    for person in (student, other):
        visit(person).post(f"/sessions/{session.public_id}/join")
    host, door = visit(classroom.owner), f"/sessions/{session.public_id}/door"
    assert student.name in host.get(door).text
    host.post(door, data={"deed": "admit", "user": student.public_id})
    host.post(door, data={"deed": "remove", "user": other.public_id})
    states = {each.user_id: each.state for each in db.session.scalars(select(LiveEntry))}
    assert states == {student.id: Entry.ADMITTED, other.id: Entry.REMOVED}
    refused = visit(other).get(f"/sessions/{session.public_id}/room")
    assert refused.status_code == 403
    assert "did not let you in" in refused.text
    assert "Let in again" in host.get(door).text
    host.post(door, data={"deed": "lock"})
    assert db.session.get(LiveSession, session.id, populate_existing=True).is_locked  # type: ignore[union-attr]
    assert host.post(door, data={"deed": "fly"}).status_code == 422


def test_the_chat_works_as_a_page_before_and_after(classroom: Classroom, student: User, visit: Visit) -> None:
    for state in (LiveState.SCHEDULED, LiveState.COMPLETED):
        session = keep_live(classroom, state=state)
        browser, chat = visit(student), f"/sessions/{session.public_id}/chat"
        said = {"client_id": new_public_id(), "body": "Is <b>this</b> on?"}
        assert browser.post(chat, data=said).status_code == 303
        browser.post(chat, data=said)
        page = browser.get(chat).text
        assert page.count("Is &lt;b&gt;this&lt;/b&gt; on?") == 1
        [part] = browser.get(f"{chat}?part=1").get_json()["messages"]
        assert (part["body"], part["name"]) == (said["body"], student.name)
        assert browser.post(chat, data={"client_id": new_public_id(), "body": " "}).status_code == 422
        assert browser.post(f"{chat}/{part['id']}/deletion").status_code == 403
        visit(classroom.owner).post(f"{chat}/{part['id']}/deletion")
        assert browser.get(f"{chat}?part=1").get_json()["messages"] == []


def test_earlier_messages_are_a_page_away(classroom: Classroom, student: User) -> None:
    session = keep_live(classroom)
    now = clock.now() - timedelta(hours=1)
    for number in range(live_chat.PAGE + 5):
        row = {"session_id": session.id, "author_id": student.id, "client_id": new_public_id()}
        db.session.add(LiveMessage(**row, body=f"No {number}", written_at=now))
    db.session.commit()
    latest, earlier = live_chat.page_of(session)
    assert (len(latest), earlier) == (live_chat.PAGE, True)
    first, more = live_chat.page_of(session, latest[0].public_id)
    assert ([each.body for each in first], more) == ([f"No {number}" for number in range(5)], False)


def test_the_chat_names_only_whom_its_reader_may_see(classroom: Classroom, student: User, visit: Visit) -> None:
    session = keep_live(classroom)
    other = make_member(classroom).user
    student.profile_visibility = Visibility.TEACHERS
    db.session.commit()
    live_chat.say(session, actor=student, client_id=new_public_id(), body="Me again")
    chat = f"/sessions/{session.public_id}/chat"
    assert student.name in visit(classroom.owner).get(chat).text
    assert student.name not in visit(other).get(chat).text
    assert visit(other).get(f"{chat}?part=1").get_json()["messages"][0]["name"] == ""


def test_what_is_asked_of_many_is_what_the_rules_say_of_each(classroom: Classroom) -> None:
    """`live_rights` for sockets, `live_rules` for pages: the same people enter, the same people lead."""
    people = [classroom.owner, make_user("admin"), make_user("student"), make_user("teacher")]
    for role in (ClassRole.TEACHER, ClassRole.ASSISTANT, ClassRole.STUDENT):
        for state in (MemberState.ACTIVE, MemberState.SUSPENDED, MemberState.REQUESTED):
            people.append(
                make_member(classroom, make_user("teacher" if role in "teacher" else "student"), role, state).user
            )
    guest, removed = make_user("student"), make_member(classroom).user
    sessions = [
        keep_live(classroom),
        keep_live(classroom, for_class=False, kind=LiveKind.GROUP),
        keep_live(classroom, for_class=False, kind=LiveKind.WEBINAR, doors=Doors.MEMBERS),
        keep_live(classroom, host=make_user("teacher")),
    ]
    for session in sessions:
        make_participant(session, guest, Seat.GUEST)
        make_participant(session, removed, Seat.REMOVED)
    db.session.commit()
    people += [guest, removed]
    for state in (State.PUBLISHED, State.DRAFT, State.ARCHIVED):
        classroom.state = state
        db.session.commit()
        for session in sessions:
            standings = live_rights.of(session, [person.id for person in people])
            for person in people:
                sees = db.session.scalar(LiveSession.visible_to(person).where(LiveSession.id == session.id)) is not None
                enters = sees and allowed(person, Can.LIVE_ENTER, session)
                leads = sees and allowed(person, Can.LIVE_LEAD, session)
                met = standings[person.id]
                assert ((met.door is not None), met.leads) == (enters, leads), (state, session.kind, person.role)


def test_programs_start_enter_and_end(app: Flask, classroom: Classroom, student: User) -> None:
    session = keep_live(classroom, state=LiveState.SCHEDULED)
    place = f"/sessions/{session.public_id}"
    teacher, pupil = Program(app, classroom.owner), Program(app, student)
    assert pupil.post(f"{place}/join").get_json() == {"state": "not_started", "provider": "mesh", "url": None}
    assert pupil.post(f"{place}/start").status_code == 403
    assert teacher.post(f"{place}/start").get_json()["status"] == "live"
    joined = pupil.post(f"{place}/join").get_json()
    assert joined["state"] == "open"
    assert joined["url"].endswith(f"/sessions/{session.public_id}/room")
    live_doors.remove(session, student, actor=classroom.owner)
    db.session.commit()
    assert pupil.post(f"{place}/join").status_code == 403
    assert teacher.post(f"{place}/end").get_json()["status"] == "completed"
    assert teacher.post(f"{place}/start").status_code == 409
    assert pupil.post(f"{place}/join", {"consent": "yes"}).status_code in (409, 422)
