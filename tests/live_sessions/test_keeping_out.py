"""Whoever lost his place, or has none yet, gets nothing of a live session by any door."""

from __future__ import annotations

import pytest

from app.actions import live_doors, live_rights
from app.extensions import db
from app.models.base import new_public_id
from app.models.classroom import ClassRole, Classroom, MemberState
from app.models.live import Doors, LiveKind, LiveSession, LiveState, Provider, Registration
from app.models.user import Role, User
from tests.live_sessions.conftest import Visit
from tests.support.browsing import Browser
from tests.support.live import keep_live
from tests.support.people import make_member, make_user


@pytest.mark.parametrize("state", [MemberState.REMOVED, MemberState.LEFT, MemberState.SUSPENDED])
def test_a_host_who_lost_the_class_hosts_nothing_there(classroom: Classroom, visit: Visit, state: MemberState) -> None:
    host = make_member(classroom, make_user("teacher", "Cora Co"), ClassRole.TEACHER)
    session = keep_live(classroom, host=host.user)
    assert live_rights.of(session, [host.user_id])[host.user_id].leads
    host.state = state
    db.session.commit()
    standing = live_rights.of(session, [host.user_id])[host.user_id]
    assert (standing.leads, standing.door) == (False, None)
    assert host.user_id not in set(db.session.scalars(session.people()))
    browser = visit(host.user)
    for door in ("", "/room", "/door", "/chat", "/attendance"):
        assert browser.get(f"/sessions/{session.public_id}{door}").status_code == 404, door
    assert browser.post(f"/sessions/{session.public_id}/end").status_code == 404
    assert session.public_id not in browser.get("/sessions").text


def test_a_host_who_became_a_student_is_one(classroom: Classroom, visit: Visit) -> None:
    host = make_member(classroom, make_user("teacher", "Cora Co"), ClassRole.TEACHER)
    session = keep_live(classroom, host=host.user)
    host.role = ClassRole.STUDENT
    db.session.commit()
    standing = live_rights.of(session, [host.user_id])[host.user_id]
    assert (standing.leads, standing.door is not None) == (False, True)
    browser = visit(host.user)
    assert browser.post(f"/sessions/{session.public_id}/attendance").status_code == 403
    assert browser.post(f"/sessions/{session.public_id}/end").status_code == 403


def test_an_admin_hosts_in_a_class_that_he_is_no_member_of(classroom: Classroom) -> None:
    admin = make_user("admin", "Ada Admin")
    session = keep_live(classroom, host=admin)
    assert live_rights.of(session, [admin.id])[admin.id].leads
    assert admin.id in set(db.session.scalars(session.people()))
    admin.role = Role.TEACHER
    db.session.commit()
    assert not live_rights.of(session, [admin.id])[admin.id].leads
    assert db.session.scalars(LiveSession.visible_to(admin)).all() == []


def _chats(browser: Browser, session: LiveSession) -> set[int]:
    """What reading and writing the chat is answered with."""
    chat, said = f"/sessions/{session.public_id}/chat", {"client_id": new_public_id(), "body": "Me again"}
    return {
        browser.get(chat).status_code,
        browser.get(f"{chat}?part=1").status_code,
        browser.post(chat, data=said).status_code,
    }


def test_who_was_put_out_has_no_part_in_the_chat(classroom: Classroom, student: User, visit: Visit) -> None:
    session, browser = keep_live(classroom), visit(student)
    assert _chats(browser, session) == {200, 303}
    live_doors.remove(session, student, actor=classroom.owner)
    assert _chats(browser, session) == {403}
    session.state, session.ended_at = LiveState.COMPLETED, session.ends_at
    db.session.commit()
    assert _chats(browser, session) == {403}
    live_doors.admit(session, student, actor=classroom.owner)
    assert _chats(browser, session) == {200, 303}


@pytest.mark.parametrize("how", ["waiting_room", "is_locked"])
def test_who_is_not_let_in_yet_has_no_part_in_the_chat(
    classroom: Classroom, student: User, visit: Visit, how: str
) -> None:
    session, browser = keep_live(classroom, **{how: True}), visit(student)
    assert _chats(browser, session) == {403}
    browser.post(f"/sessions/{session.public_id}/join")
    assert _chats(browser, session) == {403}
    assert _chats(visit(classroom.owner), session) == {200, 303}
    live_doors.admit(session, student, actor=classroom.owner)
    assert _chats(browser, session) == {200, 303}


def test_hosts_put_nobody_out_whom_the_session_is_nothing_to(classroom: Classroom, visit: Visit) -> None:
    """Else the list of those who are out would name anybody of the school whose id they know."""
    session, stranger = keep_live(classroom), make_user("student", "Sue Stranger")
    door = f"/sessions/{session.public_id}/door"
    assert visit(classroom.owner).post(door, data={"deed": "remove", "user": stranger.public_id}).status_code == 404
    assert stranger.name not in visit(classroom.owner).get(door).text


def test_what_postgresql_holds_in_no_text_is_no_error(classroom: Classroom, visit: Visit) -> None:
    session, open_to_all = keep_live(classroom), {"for_class": False, "doors": Doors.PUBLIC}
    webinar = keep_live(classroom, kind=LiveKind.WEBINAR, registration=Registration.OPEN, **open_to_all)
    browser, place = visit(classroom.owner), f"/sessions/{session.public_id}"
    sent: dict[str, dict[str, str]] = {
        f"{place}/door": {"deed": "remove", "user": "\0"},
        f"{place}/chat/%00/deletion": {},
        f"{place}/attendance": {"was-\0": "", "status-\0": "present"},
        f"{place}/people": {"people": "\0"},
        f"{place}/people/removal": {"people": "\0"},
        f"/webinars/{webinar.public_id}/registrations/approval": {"person": "\0"},
        f"/webinars/{webinar.public_id}/registrations/refusal": {"person": "\0"},
    }
    for address, given in sent.items():
        assert browser.post(address, data=given).status_code < 500, address
    assert browser.get("/webinars/%00").status_code == 404


def test_a_link_in_any_writing_leads_to_its_meeting(classroom: Classroom, visit: Visit) -> None:
    """What a header holds is Latin-1, else nobody gets an answer at all."""
    session = keep_live(classroom, provider=Provider.LINK, link_url="https://例え.example/あ")
    answer = visit(classroom.owner).get(f"/sessions/{session.public_id}/room")
    assert answer.headers["Refresh"].encode("ascii").startswith(b"0; url=https://xn--")
