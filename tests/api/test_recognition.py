"""Achievements and certificates: /achievements, /certificates."""

from __future__ import annotations

import pytest

from app.actions import class_recognition, progress
from app.extensions import db
from app.models.certificate import Certificate
from app.models.classroom import Classroom
from app.models.user import User
from tests.support.api import Program
from tests.support.people import make_lesson


@pytest.fixture
def made(classroom: Classroom, teacher: User, student: User) -> Certificate:
    class_recognition.choose(classroom, actor=teacher, recognises=True, certifies=True)
    progress.finish(make_lesson(classroom), student)
    return db.session.scalars(Certificate.of(student)).one()


def test_my_achievements(by_student: Program, by_teacher: Program, made: Certificate, classroom: Classroom) -> None:
    found = by_student.get("/achievements").json["items"]
    assert {each["name"] for each in found} == {"first_lesson", "module_done", "class_done"}
    of_class = next(each for each in found if each["name"] == "class_done")
    assert of_class["about"] == classroom.title
    assert of_class["classroom_id"] == classroom.public_id
    assert by_teacher.get("/achievements").json["items"] == []
    first = by_student.get("/achievements", limit=2).json
    rest = by_student.get("/achievements", limit=2, cursor=first["next_cursor"]).json
    assert len(first["items"]) + len(rest["items"]) == 3
    assert rest["next_cursor"] is None


def test_my_certificates(by_student: Program, made: Certificate, classroom: Classroom) -> None:
    (found,) = by_student.get("/certificates").json["items"]
    assert found == by_student.get(f"/certificates/{made.public_id}").json
    assert (found["holder"], found["code"]) == ("Sam Student", made.code_shown)
    assert by_student.get("/certificates", classroom_id=classroom.public_id).json["items"] == [found]
    assert by_student.get("/certificates", classroom_id="nobody").json["items"] == []


def test_checked_by_its_code(by_student: Program, by_teacher: Program, made: Certificate) -> None:
    good = by_teacher.get(f"/certificates/verification/{made.code_shown}").json
    assert set(good) == {"holder", "title", "school", "issued_at", "valid"}
    assert good["valid"] is True
    assert by_teacher.get("/certificates/verification/AAAAA-AAAAA-AAAAA-AAAAA").status_code == 404


def test_revoked_by_who_teaches_it(by_student: Program, by_teacher: Program, made: Certificate) -> None:
    url = f"/certificates/{made.public_id}/revocation"
    assert by_student.post(url, {"reason": "x"}).status_code == 403
    for body in ({}, {"reason": ""}, {"reason": " "}, {"reason": "x" * 501}, {"reason": None}, {"why": "x"}):
        assert by_teacher.post(url, body).status_code == 422
    answer = by_teacher.post(url, {"reason": "Mistake"})
    assert answer.status_code == 200
    assert answer.json["revocation_reason"] == "Mistake"
    assert by_teacher.post(url, {"reason": "Mistake"}).status_code == 409
    assert by_teacher.get(f"/certificates/verification/{made.code}").json["valid"] is False
