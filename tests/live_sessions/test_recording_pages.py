"""Recordings on pages: found by class, words and days, played, brought, changed; and the doors of a host's browser."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta

import pytest

from app import clock
from app.actions import recording_joins, recordings
from app.extensions import db
from app.models.classroom import ClassRole, Classroom
from app.models.live import LiveSession, LiveState
from app.models.recording import Recording, RecordingPiece, RecordingShown, RecordingSource, RecordingState
from app.models.user import User
from tests.support.browsing import Browser
from tests.support.live import keep_live, make_live
from tests.support.people import make_classroom, make_member, make_user
from tests.support.queries import counted
from tests.support.recordings import make_recording, pieces, webm

LINK = "https://videos.example.org/cells"


@pytest.fixture
def classroom(teacher: User) -> Classroom:
    return make_classroom(teacher, title="Biology 7b")


def _over(classroom: Classroom, title: str, days: int = 0) -> LiveSession:
    """A session of so many days ago."""
    starts = clock.now() - timedelta(days=days, hours=2)
    return make_live(classroom, state=LiveState.COMPLETED, title=title, starts_at=starts)


def _of(session: LiveSession) -> list[Recording]:
    db.session.expire_all()
    return db.session.query(Recording).filter_by(session_id=session.id).order_by(Recording.id).all()


def test_recordings_are_found_by_class_words_and_days(client: Browser, classroom: Classroom, student: User) -> None:
    other = make_classroom(classroom.owner, title="Chemistry 8a")
    make_member(other, student)
    make_recording(_over(classroom, "Cells"))
    make_recording(_over(classroom, "Roots", days=10))
    make_recording(_over(other, "Acids"))
    client.log_in(student)

    def found(query: str) -> list[bool]:
        page = client.get(f"/recordings{query}").text
        return [f">{title}</a>" in page for title in ("Cells", "Roots", "Acids")]

    assert found("") == [True, True, True]
    assert found("?q=CELL") == [True, False, False]
    assert found(f"?class={other.public_id}") == [False, False, True]
    border = (clock.now() - timedelta(days=5)).date().isoformat()
    assert found(f"?from={border}") == [True, False, True]
    assert found(f"?to={border}") == [False, True, False]
    assert found("?from=yesterday&to=9999-12-31") == [True, True, True]
    assert "No recording found" in client.get("/recordings?q=nothing").text


def test_a_student_sees_what_is_shown_to_him_on_the_page_of_the_session(
    client: Browser, classroom: Classroom, student: User
) -> None:
    session = _over(classroom, "Cells")
    shown = make_recording(session, title="The lesson", link_url=LINK)
    hidden = make_recording(session, title="The talk afterwards", shown=RecordingShown.STAFF)
    client.log_in(student)
    page = client.get(f"/recordings/{shown.public_id}").text
    assert LINK in page
    assert "Delete" not in page
    assert client.get(f"/recordings/{hidden.public_id}").status_code == 404
    assert client.get(f"/recordings/{shown.public_id}/edit").status_code == 403
    listed = client.get("/recordings").text
    assert ("The lesson" in listed, "The talk afterwards" in listed) == (True, False)


def test_a_teacher_brings_a_link_and_a_file(client: Browser, classroom: Classroom) -> None:
    session = _over(classroom, "Cells")
    client.log_in(classroom.owner)
    path = f"/sessions/{session.public_id}/recordings"
    assert client.get(f"{path}/new").status_code == 200
    sent = {"title": "", "shown": "class", "days": "30"}
    assert client.post(path, data={**sent, "url": "nowhere"}).status_code == 422
    assert client.post(path, data=sent).status_code == 422, "neither a file nor an address"
    answer = client.post(path, data={**sent, "url": LINK})
    assert answer.status_code == 303
    film = {"file": (io.BytesIO(webm()), "cells.webm")}
    assert client.post(path, data={**sent, **film}, content_type="multipart/form-data").status_code == 303
    paper = {"file": (io.BytesIO(b"%PDF-1.4"), "cells.pdf")}
    refused = client.post(path, data={**sent, **paper}, content_type="multipart/form-data")
    assert (refused.status_code, "neither a video nor a sound" in refused.text) == (422, True)
    link, file = _of(session)
    assert (link.source, link.title, link.shown) == (RecordingSource.LINK, "Cells", RecordingShown.CLASS)
    assert (file.source, file.state, file.file is not None) == (RecordingSource.UPLOAD, RecordingState.READY, True)
    page = client.get(f"/recordings/{file.public_id}").text
    assert "is being made ready" in page


def test_a_teacher_changes_and_deletes(client: Browser, classroom: Classroom) -> None:
    recording = make_recording(_over(classroom, "Cells"), expires_at=clock.now() + timedelta(days=3))
    client.log_in(classroom.owner)
    path = f"/recordings/{recording.public_id}"
    assert client.get(f"{path}/edit").status_code == 200
    before = recording.expires_at
    client.post(f"{path}/edit", data={"title": "Mitosis", "shown": "staff", "days": "as_it_is"})
    db.session.refresh(recording)
    assert (recording.title, recording.shown, recording.expires_at) == ("Mitosis", RecordingShown.STAFF, before)
    assert client.post(f"{path}/edit", data={"title": "", "shown": "staff", "days": ""}).status_code == 422
    client.post(f"{path}/edit", data={"title": "Mitosis", "shown": "staff", "days": ""})
    db.session.refresh(recording)
    assert recording.expires_at is None
    assert client.post(f"{path}/deletion").status_code == 303
    assert client.get(path).status_code == 404


def test_the_browser_of_the_host_brings_pieces_and_closes(client: Browser, classroom: Classroom) -> None:
    session = keep_live(classroom, may_record=True)
    client.log_in(classroom.owner)
    answer = client.post(f"/sessions/{session.public_id}/recordings/room", json={"media_type": "video/webm"})
    assert (answer.status_code, answer.json["user"]) == (201, classroom.owner.public_id)
    path = f"/recordings/{answer.json['id']}"
    for number, data in enumerate(pieces(3)):
        headers = {"X-Piece-SHA256": hashlib.sha256(data).hexdigest()}
        for _time in range(2):
            sent = client.post(f"{path}/pieces/{number}", data=data, headers=headers, content_type="video/webm")
            assert sent.status_code == 204
    wrong = client.post(f"{path}/pieces/9", data=b"x", headers={"X-Piece-SHA256": "0" * 64})
    assert wrong.status_code == 422
    assert "being recorded" in client.get(path).text
    assert client.post(f"{path}/completion", json={}).status_code == 204
    assert client.post(f"{path}/pieces/3", data=b"late", content_type="video/webm").status_code == 409
    recording_joins.join(_of(session)[0].id)
    assert _of(session)[0].state is RecordingState.READY
    assert client.get(path).status_code == 200


def test_a_piece_may_be_bigger_than_a_form_and_no_bigger_than_a_piece(client: Browser, classroom: Classroom) -> None:
    session = keep_live(classroom, may_record=True)
    client.log_in(classroom.owner)
    answer = client.post(f"/sessions/{session.public_id}/recordings/room", json={"media_type": "video/webm"})
    path = f"/recordings/{answer.json['id']}/pieces"
    assert client.post(f"{path}/0", data=b"x" * 8_000_000, content_type="video/webm").status_code == 204
    assert client.post(f"{path}/1", data=b"x" * 8_000_001, content_type="video/webm").status_code == 422
    assert client.post(f"{path}/1", data=b"x" * 10_000_001, content_type="video/webm").status_code == 413
    assert db.session.query(RecordingPiece).count() == 1


def test_only_who_leads_begins_and_only_who_began_brings_pieces(
    client: Browser, classroom: Classroom, student: User
) -> None:
    session, helper = keep_live(classroom, may_record=True), make_user("student")
    make_member(classroom, helper, ClassRole.ASSISTANT)
    begin = f"/sessions/{session.public_id}/recordings/room"
    client.log_in(student)
    assert client.post(begin, json={"media_type": "video/webm"}).status_code == 403
    client.log_in(classroom.owner)
    mine = client.post(begin, json={"media_type": "video/webm"}).json["id"]
    client.log_in(helper)
    assert client.post(f"/recordings/{mine}/pieces/0", data=b"x").status_code == 403
    assert client.post(begin, json={"media_type": "video/webm"}).status_code == 201
    client.log_in(student)
    assert client.post(f"/recordings/{mine}/pieces/0", data=b"x").status_code == 404


def test_who_closed_the_tab_closes_the_recording_by_a_button(client: Browser, classroom: Classroom) -> None:
    session = keep_live(classroom, may_record=True)
    client.log_in(classroom.owner)
    begun = client.post(f"/sessions/{session.public_id}/recordings/room", json={"media_type": "video/webm"}).json
    client.post(f"/recordings/{begun['id']}/pieces/0", data=pieces(1)[0], content_type="video/webm")
    answer = client.post(f"/recordings/{begun['id']}/completion")
    assert (answer.status_code, _of(session)[0].state) == (303, RecordingState.JOINING)


def test_a_full_list_takes_no_more_queries(client: Browser, classroom: Classroom, student: User) -> None:
    make_recording(_over(classroom, "Cells"))
    client.log_in(student)
    client.get("/recordings")
    with counted() as few:
        client.get("/recordings")
    for number in range(15):
        make_recording(_over(classroom, f"Part {number}", days=number))
    with counted() as many:
        client.get("/recordings")
    assert len(many) <= len(few), many


def test_what_is_deleted_by_the_clock_is_gone_from_the_list(
    client: Browser, classroom: Classroom, student: User
) -> None:
    make_recording(_over(classroom, "Cells"), expires_at=clock.now() - timedelta(seconds=1))
    recordings.expire_due()
    client.log_in(student)
    assert "No recordings yet" in client.get("/recordings").text
