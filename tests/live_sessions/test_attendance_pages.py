"""The list of who was there: read, corrected and taken along by its teacher; what each student reads of himself."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from zipfile import ZipFile

from app import clock
from app.actions import live_rooms
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.classroom import Classroom
from app.models.live import LiveSession, LiveState, Provider
from app.models.live_people import LiveAttendance, LiveVisit, Presence
from app.models.user import User
from tests.support.browsing import Browser
from tests.support.live import attendance_of, make_live, make_student
from tests.support.queries import counted

LINK = "https://meet.example.org/biology"


def _over(classroom: Classroom, *there: User, **settings: object) -> LiveSession:
    """An hour that is over, in which these were for forty minutes."""
    began = clock.now() - timedelta(minutes=60)
    session = make_live(classroom, state=LiveState.LIVE, starts_at=began, **settings)
    for number, user in enumerate(there):
        visit = LiveVisit(session_id=session.id, user_id=user.id, connection=f"{number:032x}", joined_at=began)
        visit.seen_at = visit.left_at = began + timedelta(minutes=40)
        db.session.add(visit)
    db.session.commit()
    live_rooms.end(session, actor=session.host)
    return session


def _path(session: LiveSession, ending: str = "") -> str:
    return f"/sessions/{session.public_id}/attendance{ending}"


def _counts(session: LiveSession, user: User) -> Presence:
    return attendance_of(session, user).counts


def test_the_list_names_everybody_with_minutes_and_can_be_narrowed(client: Browser, classroom: Classroom) -> None:
    ina, abe = make_student(classroom, "Ina In"), make_student(classroom, "Abe Absent")
    session = _over(classroom, ina)
    client.log_in(classroom.owner)
    page = client.get(_path(session))
    assert [name in page.text for name in ("Ina In", "Abe Absent", "Tess Okonkwo</th>")] == [True, True, False]
    assert re.search(r">\s*40\s*<", page.text)
    narrowed = client.get(_path(session, "?show=absent"))
    assert ("Ina In" in narrowed.text, "Abe Absent" in narrowed.text) == (False, True)
    found = client.get(_path(session, "?q=ina"))
    assert ("Ina In" in found.text, "Abe Absent" in found.text) == (True, False)
    assert abe.name not in client.get(_path(session, "?show=present&q=abe")).text


def test_only_what_was_changed_is_noted(client: Browser, classroom: Classroom) -> None:
    ina, abe = make_student(classroom, "Ina In"), make_student(classroom, "Abe Absent")
    session = _over(classroom, ina)
    client.log_in(classroom.owner)
    sent = {f"was-{ina.public_id}": "", f"status-{ina.public_id}": "", f"was-{abe.public_id}": ""}
    answer = client.post(_path(session, "?q=a&page=1"), data={**sent, f"status-{abe.public_id}": "excused"})
    assert (answer.status_code, answer.location) == (303, f"{_path(session)}?q=a&page=1")
    assert (_counts(session, ina), _counts(session, abe)) == (Presence.LEFT_EARLY, Presence.EXCUSED)
    row = db.session.get(LiveAttendance, (session.id, ina.id))
    assert row
    assert row.corrected_at is None
    page = client.get(_path(session)).text
    assert "One entry is changed." in page
    assert "by hand" in page


def test_a_status_that_is_none_is_refused_in_words(client: Browser, classroom: Classroom) -> None:
    """And what was noted of everybody else stands there still."""
    ina, abe = make_student(classroom, "Ina In"), make_student(classroom, "Abe Absent")
    session = _over(classroom, ina)
    client.log_in(classroom.owner)
    sent = {f"{what}-{user.public_id}": "" for user in (ina, abe) for what in ("was", "noted")}
    sent |= {f"status-{ina.public_id}": "asleep", f"note-{ina.public_id}": "Was tired"}
    sent |= {f"status-{abe.public_id}": "excused", f"note-{abe.public_id}": "At the dentist"}
    answer = client.post(_path(session, "?sort=-name"), data=sent)
    assert answer.status_code == 422
    for kept in ("Load this page again", "Was tired", "At the dentist", 'value="excused" selected', "sort=-name"):
        assert kept in answer.text
    assert _counts(session, abe) is Presence.ABSENT


def test_of_an_outside_link_the_rest_of_the_page_is_noted_at_once(client: Browser, classroom: Classroom) -> None:
    ina, abe = make_student(classroom, "Ina In"), make_student(classroom, "Abe Absent")
    session = _over(classroom, provider=Provider.LINK, link_url=LINK)
    client.log_in(classroom.owner)
    assert client.get(_path(session)).text.count("Not noted") >= 2
    sent = {
        f"{field}-{user.public_id}": value for user in (ina, abe) for field, value in (("was", ""), ("open", "yes"))
    }
    client.post(_path(session), data={**sent, f"status-{abe.public_id}": "absent", "rest": "yes"})
    assert (_counts(session, ina), _counts(session, abe)) == (Presence.PRESENT, Presence.ABSENT)


def test_beforehand_people_can_only_be_excused(client: Browser, classroom: Classroom) -> None:
    ina = make_student(classroom, "Ina In")
    session = make_live(classroom)
    db.session.commit()
    client.log_in(classroom.owner)
    page = client.get(_path(session)).text
    assert ("Awaited" in page, "Excused" in page, "Left early" in page) == (True, True, False)
    client.post(_path(session), data={f"was-{ina.public_id}": "", f"status-{ina.public_id}": "excused"})
    assert _counts(session, ina) is Presence.EXCUSED


def test_while_it_goes_on_the_list_says_who_is_there_so_far(client: Browser, classroom: Classroom) -> None:
    ina = make_student(classroom, "Ina In")
    make_student(classroom, "Abe Absent")
    began = clock.now() - timedelta(minutes=20)
    session = make_live(classroom, state=LiveState.LIVE, starts_at=began)
    visit = LiveVisit(session_id=session.id, user_id=ina.id, connection="0" * 32, joined_at=began, seen_at=clock.now())
    db.session.add(visit)
    db.session.commit()
    client.log_in(classroom.owner)
    page = client.get(_path(session)).text
    assert ("Present" in page, "Not here yet" in page) == (True, True)
    assert db.session.query(LiveAttendance).count() == 0, "nothing is written down by looking"


def test_the_table_goes_along_and_that_is_written_down(client: Browser, classroom: Classroom) -> None:
    ina = make_student(classroom, "=Ina In")
    session = _over(classroom, ina, attend_minutes=30)
    client.log_in(classroom.owner)
    answer = client.post(_path(session, ".csv"))
    head, line = answer.text.splitlines()
    assert head.endswith("name,username,status,counted_as,attended,minutes,joined_at,left_at,note")
    assert line.startswith(f"'=Ina In,{ina.username},left_early,left_early,true,40,")
    sheet = client.post(_path(session, ".xlsx"))
    assert "=Ina In" in ZipFile(io.BytesIO(sheet.data)).read("xl/sharedStrings.xml").decode()
    assert db.session.query(AuditEntry).filter_by(deed="live.attendance_exported").count() == 2


def test_students_read_their_own_and_nobody_elses(client: Browser, classroom: Classroom) -> None:
    ina, abe = make_student(classroom, "Ina In"), make_student(classroom, "Abe Absent")
    session = _over(classroom, ina)
    client.log_in(abe)
    page = client.get(f"/sessions/{session.public_id}").text
    assert "You were not there." in page
    assert "Ina In" not in page
    assert client.get(_path(session)).status_code == 403
    client.log_in(ina)
    page = client.get(f"/sessions/{session.public_id}").text
    assert "You were there, and left early." in page
    assert "40 minutes." in page


def test_a_long_list_takes_no_more_queries(client: Browser, classroom: Classroom) -> None:
    make_student(classroom, "Ina In")
    session = make_live(classroom, state=LiveState.LIVE, starts_at=clock.now() - timedelta(minutes=60))
    db.session.commit()
    client.log_in(classroom.owner)
    client.get(_path(session))
    with counted() as few:
        client.get(_path(session))
    for number in range(30):
        make_student(classroom, f"Student {number}")
    with counted() as many:
        client.get(_path(session))
    assert len(many) <= len(few), many
    with counted() as settled:
        live_rooms.end(session, actor=session.host)
    assert len(settled) <= 25, settled
