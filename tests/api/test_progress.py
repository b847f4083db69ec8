"""/classrooms/<id>/progress and /lessons/<id>/completion."""

from __future__ import annotations

from app.extensions import db
from app.models.classroom import Classroom
from app.models.progress import FinishRule
from app.models.user import User
from tests.progress.conftest import recount
from tests.support.api import Program
from tests.support.people import make_lesson, make_member
from tests.support.queries import counted


def test_a_student_finishes_and_takes_back(by_student: Program, student: User, classroom: Classroom) -> None:
    lesson = make_lesson(classroom)
    make_lesson(classroom)
    path = f"/lessons/{lesson.public_id}/completion"
    done = by_student.post(path)
    assert done.status_code == 200
    assert done.json["lesson_id"] == lesson.public_id
    assert done.json["done_at"]
    whole = done.json["progress"]
    assert (whole["done"], whole["total"], whole["percent"], whole["completed_at"]) == (1, 2, 50.0, None)
    assert (whole["user_id"], whole["classroom_id"]) == (student.public_id, classroom.public_id)
    assert by_student.post(path).json["done_at"] == done.json["done_at"]
    assert by_student.delete(path).status_code == 204
    mine = by_student.get(f"/classrooms/{classroom.public_id}/progress").json["items"]
    assert [(each["done"], each["percent"]) for each in mine] == [(0, 0.0)]


def test_too_early_and_done_by_opening(by_student: Program, classroom: Classroom) -> None:
    early, opened = make_lesson(classroom), make_lesson(classroom)
    early.finish_rule, early.finish_minutes = FinishRule.MINUTES, 5
    opened.finish_rule = FinishRule.OPENED
    db.session.commit()
    refused = by_student.post(f"/lessons/{early.public_id}/completion")
    assert refused.status_code == 409
    assert "5 minutes" in refused.json["detail"]
    assert by_student.post(f"/lessons/{opened.public_id}/completion").status_code == 200
    assert by_student.delete(f"/lessons/{opened.public_id}/completion").status_code == 409


def test_who_sees_whose(by_teacher: Program, by_student: Program, student: User, classroom: Classroom) -> None:
    make_lesson(classroom)
    others = [make_member(classroom).user for _ in range(4)]
    recount(classroom)
    path = f"/classrooms/{classroom.public_id}/progress"
    assert [each["user_id"] for each in by_student.get(path).json["items"]] == [student.public_id]
    first = by_teacher.get(path, limit=2).json
    second = by_teacher.get(path, limit=20, cursor=first["next_cursor"]).json
    seen = {each["user_id"] for each in [*first["items"], *second["items"]]}
    assert seen == {each.public_id for each in (student, *others)}
    assert second["next_cursor"] is None
    with counted() as queries:
        by_teacher.get(path)
    assert len(queries) <= 5, queries


def test_staff_finishes_nothing(by_teacher: Program, classroom: Classroom) -> None:
    assert by_teacher.post(f"/lessons/{make_lesson(classroom).public_id}/completion").status_code == 403
