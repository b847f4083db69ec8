"""/classrooms/<id>/members and /members/<id>."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.extensions import db
from app.models import limits
from app.models.classroom import Classroom, Membership, MemberState
from app.models.user import User
from tests.support.api import Program
from tests.support.people import make_member, make_user
from tests.support.queries import counted


def test_members(app: Flask, by_teacher: Program, by_student: Program, classroom: Classroom, student: User) -> None:
    path = f"/classrooms/{classroom.public_id}/members"
    make_member(classroom, state=MemberState.REQUESTED)
    shown = by_student.get(path)
    assert {item["name"] for item in shown.json["items"]} == {"Tess Teacher", "Sam Student"}
    assert "@" not in shown.text
    assert by_student.get(path, state="requested").status_code == 403
    assert len(by_teacher.get(path, state="requested").json["items"]) == 1
    assert [item["name"] for item in by_teacher.get(path, role="student").json["items"]] == ["Sam Student"]
    first = by_teacher.get(path, limit=1).json
    rest = by_teacher.get(path, limit=1, cursor=first["next_cursor"]).json
    assert len({first["items"][0]["id"], rest["items"][0]["id"]}) == 2


def test_members_ask_no_more_for_many(by_teacher: Program, classroom: Classroom) -> None:
    path = f"/classrooms/{classroom.public_id}/members"
    with counted() as few:
        by_teacher.get(path)
    for _ in range(20):
        make_member(classroom)
    with counted() as many:
        by_teacher.get(path, limit=50)
    assert len(few) == len(many) <= 4, many


def test_whoever_has_an_account_is_seated_at_once(by_teacher: Program, classroom: Classroom) -> None:
    path = f"/classrooms/{classroom.public_id}/members"
    newcomer = make_user(name="Nia")
    made = by_teacher.post(path, {"email": newcomer.email.upper(), "role": "student"})
    assert (made.status_code, made.json["state"], made.json["name"]) == (201, "active", "Nia")
    assert by_teacher.post(path, {"email": newcomer.email}).status_code == 200


def test_whoever_has_none_is_invited(by_teacher: Program, classroom: Classroom) -> None:
    invited = make_user(name="Nia", status="invited", password_hash=None)
    made = by_teacher.post(f"/classrooms/{classroom.public_id}/members", {"email": invited.email})
    assert (made.status_code, made.json["state"]) == (201, "invited")


def test_so_many_a_day(by_teacher: Program, classroom: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "INVITATIONS_A_DAY", 1)
    path = f"/classrooms/{classroom.public_id}/members"
    assert by_teacher.post(path, {"email": make_user().email}).status_code == 201
    answer = by_teacher.post(path, {"email": make_user().email})
    assert (answer.status_code, answer.mimetype) == (429, "application/problem+json")
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "email"),
        ({"email": "nobody@example.org"}, "email"),
        ({"email": "no address"}, "email"),
        ({"email": "a@example.org, b@example.org"}, "email"),
        ({"email": 5}, "email"),
        ({"email": "x@example.org", "role": "owner"}, "role"),
        ({"email": "x@example.org", "role": "boss"}, "role"),
        ({"email": "x@example.org", "state": "active"}, "state"),
    ],
)
def test_invite_refused(by_teacher: Program, classroom: Classroom, body: dict[str, Any], field: str) -> None:
    answer = by_teacher.post(f"/classrooms/{classroom.public_id}/members", body)
    assert answer.status_code == 422, answer.text
    assert list(answer.json["errors"]) == [field]


def test_manage_a_member(by_teacher: Program, by_student: Program, classroom: Classroom, student: User) -> None:
    place = db.session.scalars(Membership.of(classroom, student)).one()
    path = f"/members/{place.public_id}"
    assert by_student.get(path).status_code == 403
    assert by_teacher.patch(path, {"role": "assistant"}).json["role"] == "assistant"
    assert by_teacher.patch(path, {"role": "teacher"}).status_code == 422
    assert by_teacher.patch(path, {}).status_code == 422
    assert by_teacher.post(f"{path}/suspension").json["state"] == "suspended"
    assert by_teacher.post(f"{path}/approval").status_code == 409
    assert by_teacher.delete(f"{path}/suspension").status_code == 204
    assert by_teacher.delete(path).status_code == 204
    assert by_teacher.post(f"{path}/rejection").status_code == 200
    assert by_teacher.post(f"{path}/rejection", {"role": "owner"}).status_code == 422


def test_owners_place_is_fixed(by_teacher: Program, by_admin: Program, classroom: Classroom, teacher: User) -> None:
    place = db.session.scalars(Membership.of(classroom, teacher)).one()
    for program in (by_teacher, by_admin):
        assert program.delete(f"/members/{place.public_id}").status_code == 403
        assert program.patch(f"/members/{place.public_id}", {"role": "student"}).status_code == 403
