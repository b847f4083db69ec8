"""The school and its calendar: /school."""

from __future__ import annotations

from typing import Any

import pytest

from app.extensions import db
from app.models.school import School
from tests.support.api import Program

SUMMER = {"name": "Summer", "starts_on": "2027-07-01", "ends_on": "2027-08-09"}
AUTUMN = {"name": "Autumn", "starts_on": "2027-10-04", "ends_on": "2027-10-04"}


def without_ids(answer: Any) -> list[dict[str, str]]:
    return [{name: value for name, value in each.items() if name != "id"} for each in answer.json["holidays"]]


def test_everybody_reads_it(by_student: Program) -> None:
    found = by_student.get("/school").json
    assert found["name"] == "Hill School"
    assert found["school_days"] == ["monday", "tuesday", "wednesday", "thursday", "friday"]
    assert found["holidays"] == []


def test_admins_change_it(by_admin: Program, by_student: Program) -> None:
    answer = by_admin.patch("/school", {"school_days": ["saturday"], "holidays": [AUTUMN, SUMMER]})
    assert answer.status_code == 200, answer.text
    assert without_ids(answer) == [SUMMER, AUTUMN]
    assert by_student.get("/school").json["school_days"] == ["saturday"]
    assert without_ids(by_admin.patch("/school", {"holidays": [AUTUMN]})) == [AUTUMN]
    assert without_ids(by_admin.patch("/school", {})) == [AUTUMN]


def test_nobody_else_does(by_student: Program, by_teacher: Program) -> None:
    for program in (by_student, by_teacher):
        assert program.patch("/school", {"holidays": []}).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {"school_days": []},
        {"school_days": ["someday"]},
        {"school_days": "monday"},
        {"holidays": {}},
        {"holidays": [{"name": "x"}]},
        {"holidays": [{**SUMMER, "name": ""}]},
        {"holidays": [{**SUMMER, "id": "x"}]},
        {"holidays": [{**SUMMER, "ends_on": "2027-06-30"}]},
        {"holidays": [{**SUMMER, "ends_on": "2029-06-30"}]},
        {"holidays": [{**SUMMER, "ends_on": "July"}]},
        {"holidays": [SUMMER] * 201},
        {"name": "Lake School"},
        [],
    ],
)
def test_a_refused_part_leaves_nothing_changed(by_admin: Program, body: Any) -> None:
    good = {"school_days": ["sunday"]}
    assert by_admin.patch("/school", {**good, **body} if isinstance(body, dict) else body).status_code == 422
    assert db.session.scalars(School.the()).one().school_days == 0b11111
    assert by_admin.get("/school").json["holidays"] == []
