"""/sessions/<id>/attendance."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import clock
from app.actions import live_rooms
from app.extensions import db
from app.models.classroom import Classroom
from app.models.live import LiveSession, LiveState
from app.models.live_people import LiveVisit
from app.models.user import User
from tests.support.api import Program
from tests.support.live import make_live
from tests.support.people import make_member, make_user
from tests.support.queries import counted


@pytest.fixture
def over(classroom: Classroom, student: User) -> LiveSession:
    """An hour in which the student was for forty minutes."""
    began = clock.now() - timedelta(minutes=60)
    session = make_live(classroom, state=LiveState.LIVE, starts_at=began, attend_minutes=30)
    visit = LiveVisit(session_id=session.id, user_id=student.id, connection="0" * 32, joined_at=began)
    visit.seen_at = visit.left_at = began + timedelta(minutes=40)
    db.session.add(visit)
    db.session.commit()
    return live_rooms.end(session, actor=session.host)


def _path(session: LiveSession) -> str:
    return f"/sessions/{session.public_id}/attendance"


def test_teachers_read_all_and_students_themselves(
    by_teacher: Program, by_student: Program, student: User, over: LiveSession
) -> None:
    mine = by_student.get(_path(over)).json["items"]
    assert [(each["user_id"], each["status"], each["seconds"]) for each in mine] == [
        (student.public_id, "left_early", 2400)
    ]
    assert (mine[0]["attended"], mine[0]["note"], mine[0]["corrected"]) == (True, None, False)
    absent = make_user("student", "Abe Absent")
    make_member(over.classroom, absent)
    assert by_teacher.get(_path(over)).json["items"] == [{**mine[0], "note": ""}], (
        "who came to the class since is not absent"
    )


def test_a_teacher_notes_one_and_several(by_teacher: Program, classroom: Classroom, student: User) -> None:
    others = [make_member(classroom).user for _ in range(3)]
    session = make_live(classroom, state=LiveState.LIVE)
    db.session.commit()
    noted = by_teacher.post(_path(session), {"user_id": student.public_id, "status": "late", "note": "By phone"})
    assert noted.status_code == 200
    assert (noted.json["status"], noted.json["corrected"], noted.json["note"]) == ("late", True, "By phone")
    several = [{"user_id": user.public_id, "status": "present"} for user in others]
    answer = by_teacher.patch(_path(session), {"items": [*several, {"user_id": student.public_id, "status": None}]})
    assert {each["user_id"]: each["status"] for each in answer.json["items"]} == {
        **{user.public_id: "present" for user in others},
        student.public_id: "unknown",
    }


def test_before_it_begins_people_are_excused_only(
    by_teacher: Program, by_student: Program, classroom: Classroom, student: User
) -> None:
    session = make_live(classroom)
    cancelled = make_live(classroom, state=LiveState.CANCELLED)
    db.session.commit()
    excuse = {"user_id": student.public_id, "status": "excused"}
    assert by_teacher.post(_path(session), excuse).json["status"] == "excused"
    assert by_teacher.post(_path(session), {**excuse, "status": "present"}).status_code == 422
    assert by_teacher.post(_path(cancelled), excuse).status_code == 409
    assert by_student.post(_path(session), excuse).status_code == 403


def test_nobody_is_noted_when_one_of_them_is_not_awaited(
    by_teacher: Program, classroom: Classroom, student: User
) -> None:
    session = make_live(classroom, state=LiveState.LIVE)
    db.session.commit()
    for stranger in (make_user("student").public_id, "0" * 32):
        given = [{"user_id": name, "status": "present"} for name in (student.public_id, stranger)]
        assert by_teacher.patch(_path(session), {"items": given}).status_code == 422
    assert [each["corrected"] for each in by_teacher.get(_path(session)).json["items"]] == [False]


def test_a_list_in_slices_takes_no_more_queries(by_teacher: Program, classroom: Classroom, student: User) -> None:
    others = [make_member(classroom).user for _ in range(6)]
    session = make_live(classroom, state=LiveState.LIVE)
    db.session.commit()
    first = by_teacher.get(_path(session), limit=3).json
    second = by_teacher.get(_path(session), limit=20, cursor=first["next_cursor"]).json
    seen = [each["user_id"] for each in [*first["items"], *second["items"]]]
    assert sorted(seen) == sorted(user.public_id for user in (student, *others))
    with counted() as queries:
        by_teacher.get(_path(session))
    assert len(queries) <= 7, queries
