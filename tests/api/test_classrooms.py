"""/classrooms, and coming in."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.extensions import db
from app.models.classroom import Classroom, JoinPolicy, State
from app.models.user import User
from tests.support.api import Program
from tests.support.people import make_classroom, make_member, make_user
from tests.support.queries import counted


def test_make_and_read(by_teacher: Program, teacher: User) -> None:
    made = by_teacher.post(
        "/classrooms", {"title": " Biology ", "subject": "Science", "colour": 3, "join_policy": "open"}
    )
    assert made.status_code == 201
    assert (made.json["title"], made.json["state"], made.json["my_role"]) == ("Biology", "published", "owner")
    assert len(made.json["join_code"]) == 8
    assert by_teacher.get(f"/classrooms/{made.json['id']}").json == made.json
    assert by_teacher.get("/classrooms", mine="true").json["items"] == [made.json]


def test_draft(by_teacher: Program, by_student: Program) -> None:
    made = by_teacher.post("/classrooms", {"title": "Later", "state": "draft"}).json
    path = f"/classrooms/{made['id']}"
    assert by_student.get(path).status_code == 404
    assert by_teacher.post(f"{path}/publication").json["state"] == "published"
    assert by_student.get(path).status_code == 200
    assert by_teacher.delete(f"{path}/publication").status_code == 204
    assert by_student.get(path).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "title"),
        ({"title": ""}, "title"),
        ({"title": "   "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"title": 5}, "title"),
        ({"title": "x", "subject": "x" * 61}, "subject"),
        ({"title": "x", "description": "x" * 2001}, "description"),
        ({"title": "x", "colour": 11}, "colour"),
        ({"title": "x", "colour": "1"}, "colour"),
        ({"title": "x", "colour": True}, "colour"),
        ({"title": "x", "colour": 1.5}, "colour"),
        ({"title": "x", "emoji": "x" * 9}, "emoji"),
        ({"title": "x", "join_policy": "anybody"}, "join_policy"),
        ({"title": "x", "state": "archived"}, "state"),
        ({"title": "x", "owner_id": "0" * 32}, "owner_id"),
        ({"title": "x", "join_code": "ABCDEFGH"}, "join_code"),
        ({"title": "x", "school_id": 1}, "school_id"),
    ],
)
def test_refused(by_teacher: Program, body: dict[str, Any], field: str) -> None:
    answer = by_teacher.post("/classrooms", body)
    assert answer.status_code == 422, answer.text
    assert list(answer.json["errors"]) == [field]
    assert db.session.query(Classroom).count() == 0


def test_students_make_none(by_student: Program) -> None:
    assert by_student.post("/classrooms", {"title": "x"}).status_code == 403


def test_admin_makes_one_for_a_teacher(by_admin: Program, by_teacher: Program, teacher: User, student: User) -> None:
    made = by_admin.post("/classrooms", {"title": "x", "owner_id": teacher.public_id})
    assert made.json["teacher_name"] == teacher.name
    assert by_teacher.get(f"/classrooms/{made.json['id']}").json["my_role"] == "owner"
    assert by_admin.post("/classrooms", {"title": "x", "owner_id": student.public_id}).status_code == 422


def test_change_state_and_title(by_teacher: Program, classroom: Classroom) -> None:
    path = f"/classrooms/{classroom.public_id}"
    changed = by_teacher.patch(path, {"title": "New", "state": "archived"}).json
    assert (changed["title"], changed["state"]) == ("New", "archived")
    assert by_teacher.patch(path, {"title": "Newer"}).status_code == 409
    assert by_teacher.post(f"{path}/publication").status_code == 409
    back = by_teacher.patch(path, {"title": "Newer", "state": "draft"}).json
    assert (back["title"], back["state"]) == ("Newer", "draft")
    assert by_teacher.patch(path, {"state": "published"}).json["state"] == "published"
    assert by_teacher.patch(path, {"owner_id": "x"}).status_code == 422


def test_delete_puts_away(by_teacher: Program, by_student: Program, classroom: Classroom) -> None:
    path = f"/classrooms/{classroom.public_id}"
    assert by_student.delete(path).status_code == 403
    assert by_teacher.delete(path).status_code == 204
    assert by_student.get(path).json["state"] == "archived"


def test_code_is_for_those_who_teach(
    app: Flask, by_teacher: Program, by_student: Program, classroom: Classroom
) -> None:
    path = f"/classrooms/{classroom.public_id}"
    assert by_student.get(path).json["join_code"] is None
    assert Program(app, make_user("teacher")).get(path).json["join_code"] is None
    assistant = make_user("teacher")
    make_member(classroom, assistant, "assistant")
    assert Program(app, assistant).get(path).json["join_code"] is None
    old = by_teacher.get(path).json["join_code"]
    assert by_teacher.post(f"{path}/join-code").json["join_code"] not in (None, old)
    assert by_teacher.delete(f"{path}/join-code").status_code == 204
    assert by_teacher.get(path).json["join_code"] is None
    assert by_student.post(f"{path}/join-code").status_code == 403


def test_join_with_code(app: Flask, classroom: Classroom) -> None:
    newcomer = Program(app, make_user())
    path = f"/classrooms/{classroom.public_id}/join"
    other = make_classroom()
    assert newcomer.post(path, {"code": other.join_code}).status_code == 404
    assert newcomer.post(path, {"code": "AAAAAAAA"}).status_code == 404
    assert newcomer.post(path).status_code == 403
    joined = newcomer.post(path, {"code": classroom.join_code.lower()})
    assert (joined.status_code, joined.json["state"], joined.json["role"]) == (200, "active", "student")
    assert newcomer.post(path, {"code": classroom.join_code}).json["id"] == joined.json["id"]
    assert newcomer.post(f"/classrooms/{classroom.public_id}/leave").status_code == 204
    assert newcomer.post(f"/classrooms/{classroom.public_id}/leave").status_code == 404
    assert newcomer.get(f"/classrooms/{classroom.public_id}/members").status_code == 404


def test_guessing_codes_is_slow(app: Flask, classroom: Classroom) -> None:
    newcomer = Program(app, make_user())
    path = f"/classrooms/{classroom.public_id}/join"
    answers = [newcomer.post(path, {"code": f"AAAAAAA{number}"}).status_code for number in range(12)]
    assert answers == [404] * 10 + [429] * 2
    assert newcomer.post(path, {"code": classroom.join_code}).status_code == 429


def test_join_open_and_by_request(app: Flask, by_teacher: Program, classroom: Classroom) -> None:
    path = f"/classrooms/{classroom.public_id}"
    by_teacher.patch(path, {"join_policy": "request"})
    newcomer = Program(app, make_user())
    asked = newcomer.post(f"{path}/join", {})
    assert asked.json["state"] == "requested"
    assert newcomer.get(path).json["my_state"] == "requested"
    assert by_teacher.post(f"/members/{asked.json['id']}/approval").json["state"] == "active"
    by_teacher.patch(path, {"join_policy": "open"})
    assert Program(app, make_user()).post(f"{path}/join").json["state"] == "active"
    by_teacher.patch(path, {"join_policy": "closed"})
    assert Program(app, make_user()).post(f"{path}/join").status_code == 403
    assert Program(app, make_user()).post(f"{path}/join", {"code": classroom.join_code}).status_code == 404


def test_the_owner_stays(by_teacher: Program, classroom: Classroom) -> None:
    assert by_teacher.post(f"/classrooms/{classroom.public_id}/leave").status_code == 403


def test_list_filters(by_student: Program, by_teacher: Program, classroom: Classroom, teacher: User) -> None:
    make_classroom(teacher, title="Draft", state=State.DRAFT, published_at=None)
    open_ = make_classroom(title="History of art")
    assert len(by_teacher.get("/classrooms").json["items"]) == 3
    assert len(by_teacher.get("/classrooms", state="draft").json["items"]) == 1
    assert [each["id"] for each in by_student.get("/classrooms", mine="true").json["items"]] == [classroom.public_id]
    assert [each["id"] for each in by_student.get("/classrooms", q="history").json["items"]] == [open_.public_id]
    assert by_student.get("/classrooms", state="draft").json["items"] == []
    assert by_student.get("/classrooms", q="a\0b").status_code == 422
    assert by_student.get("/classrooms", state="x").status_code == 422


def test_list_asks_no_more_for_many(by_teacher: Program, teacher: User) -> None:
    make_classroom(teacher)
    with counted() as one:
        by_teacher.get("/classrooms")
    for _ in range(20):
        make_classroom()
    with counted() as many:
        assert len(by_teacher.get("/classrooms", limit=50).json["items"]) == 21
    assert len(one) == len(many) <= 4, many


def test_policies_are_those_of_the_model() -> None:
    assert set(JoinPolicy) == {"open", "request", "code", "closed"}
