"""/recordings and /sessions/<id>/recordings."""

from __future__ import annotations

from datetime import timedelta

from app import clock
from app.extensions import db
from app.models.classroom import Classroom
from app.models.live import LiveState
from app.models.recording import RecordingShown
from app.models.user import User
from tests.support.api import Program
from tests.support.live import make_live
from tests.support.people import make_classroom
from tests.support.queries import counted
from tests.support.recordings import make_recording

LINK = "https://videos.example.org/cells"


def test_a_link_is_added_shown_changed_and_deleted(
    by_teacher: Program, by_student: Program, classroom: Classroom
) -> None:
    session = make_live(classroom, state=LiveState.COMPLETED)
    db.session.commit()
    path = f"/sessions/{session.public_id}/recordings"
    made = by_teacher.post(path, {"url": LINK, "shown": "staff"})
    assert made.status_code == 201
    assert (made.json["title"], made.json["source"], made.json["file_id"]) == (session.title, "link", None)
    one = f"/recordings/{made.json['id']}"
    assert by_student.get(one).status_code == 404
    changed = by_teacher.patch(one, {"shown": "class", "title": "Mitosis", "days": None})
    assert (changed.json["shown"], changed.json["title"], changed.json["expires_at"]) == ("class", "Mitosis", None)
    assert by_student.get(one).json["url"] == LINK
    assert by_student.patch(one, {"title": "Mine"}).status_code == 403
    assert [each["id"] for each in by_student.get(path).json["items"]] == [made.json["id"]]
    assert by_teacher.delete(one).status_code == 204
    assert by_teacher.get(one).status_code == 404


def test_what_cannot_be_is_refused(by_teacher: Program, by_student: Program, classroom: Classroom) -> None:
    session = make_live(classroom, state=LiveState.COMPLETED)
    db.session.commit()
    path = f"/sessions/{session.public_id}/recordings"
    for given in ({}, {"url": LINK, "file_id": "0" * 32}, {"url": "nowhere"}, {"url": LINK, "days": 7}):
        assert by_teacher.post(path, given).status_code == 422
    assert by_teacher.post(path, {"file_id": "0" * 32}).status_code == 404
    assert by_student.post(path, {"url": LINK}).status_code == 403


def test_recordings_are_found_in_slices(by_student: Program, classroom: Classroom, student: User) -> None:
    starts = clock.now() - timedelta(days=9)
    old = make_live(classroom, state=LiveState.COMPLETED, title="Roots", starts_at=starts)
    new = make_live(classroom, state=LiveState.COMPLETED)
    elsewhere = make_live(make_classroom(), state=LiveState.COMPLETED)
    made = [make_recording(session).public_id for session in (old, new, new)]
    make_recording(elsewhere, shown=RecordingShown.CLASS)

    def found(**query: object) -> list[str]:
        return [each["id"] for each in by_student.get("/recordings", **query).json["items"]]

    assert found() == made[::-1]
    assert found(q="roots") == made[:1]
    assert found(classroom_id=elsewhere.classroom.public_id) == []
    assert found(**{"from": (starts + timedelta(days=1)).isoformat()}) == made[:0:-1]
    assert found(to=(starts + timedelta(days=1)).isoformat()) == made[:1]
    first = by_student.get("/recordings", limit=2).json
    assert [each["id"] for each in by_student.get("/recordings", cursor=first["next_cursor"]).json["items"]] == made[:1]
    with counted() as queries:
        by_student.get("/recordings")
    assert len(queries) <= 4, queries
