"""/announcements."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models import limits
from app.models.announcement import Announcement
from app.models.classroom import Classroom
from app.models.user import User
from tests.api.ringing import hear, notes_of
from tests.support.api import Program
from tests.support.people import make_classroom, make_member, make_user
from tests.support.queries import counted

PATH = "/announcements"


@pytest.fixture
def to_class(classroom: Classroom) -> dict[str, Any]:
    """The body of an announcement for the class."""
    return {
        "audience": "classroom",
        "classroom_id": classroom.public_id,
        "title": "Bring a leaf",
        "body": "A **green** one",
    }


def soon(**passed: float) -> str:
    return (clock.now() + timedelta(**passed)).isoformat()


def test_from_draft_to_ring_to_reach(
    by_teacher: Program, by_student: Program, student: User, to_class: dict[str, Any]
) -> None:
    made = by_teacher.post(PATH, to_class)
    assert made.status_code == 201
    assert (made.json["state"], made.json["reach"], made.json["body"]) == ("draft", None, "A **green** one")
    path = f"{PATH}/{made.json['id']}"
    assert by_student.get(path).status_code == 404
    assert by_student.get(PATH).json["items"] == []
    published = by_teacher.post(f"{path}/publication").json
    assert (published["state"], published["reach"]["people"]) == ("published", 1)
    shown = by_student.get(path).json
    assert (shown["body"], shown["reach"], shown["author_name"]) == (None, None, "Tess Teacher")
    assert "<strong>green</strong>" in shown["body_html"]
    assert by_student.patch(path, {"title": "x"}).status_code == 403
    hear()
    [note] = notes_of(student)
    item = by_student.get("/notifications").json["items"][0]
    assert (item["type"], item["redirect_url"]) == ("announcement", f"/announcements/{made.json['id']}")
    assert (item["related_object_type"], item["related_object_id"]) == ("announcement", made.json["id"])
    by_student.post(f"/notifications/{note.public_id}/mark-read")
    assert by_teacher.get(path).json["reach"] == {
        "people": 1,
        "read": 1,
        "reached": 0,
        "waiting": 0,
        "unreachable": 0,
    }
    assert by_teacher.post(f"{path}/nudge").status_code == 409
    assert by_teacher.delete(path).status_code == 409
    assert by_teacher.delete(f"{path}/publication").status_code == 204
    assert by_student.get(path).status_code == 404
    assert by_teacher.delete(path).status_code == 204
    assert by_teacher.get(path).status_code == 404


def test_with_a_time_and_a_rhythm(by_teacher: Program, to_class: dict[str, Any]) -> None:
    path = f"{PATH}/{by_teacher.post(PATH, to_class).json['id']}/publication"
    at = (clock.now() + timedelta(days=1)).replace(second=0, microsecond=0)
    last = (at + timedelta(days=30)).date().isoformat()
    answer = by_teacher.post(path, {"publish_at": at.isoformat(), "repeats": "weekly", "repeat_until": last}).json
    assert (answer["state"], answer["repeats"], answer["repeat_until"]) == ("scheduled", "weekly", last)
    assert answer["publish_at"] == at.isoformat().replace("+00:00", "Z")
    assert by_teacher.delete(path).status_code == 204
    assert by_teacher.post(path).json["state"] == "published"
    assert by_teacher.post(path, {"publish_at": soon(days=1)}).status_code == 409


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"publish_at": "2020-01-01T00:00:00Z"}, "publish_at"),
        ({"publish_at": "2090-01-01T00:00:00Z"}, "publish_at"),
        ({"publish_at": "2026-12-01T00:00:00"}, "publish_at"),
        ({"publish_at": "0001-01-01T00:00:00+14:00"}, "publish_at"),
        ({"publish_at": 5}, "publish_at"),
        ({"publish_at": None}, "publish_at"),
        ({"repeats": "daily"}, "publish_at"),
        ({"repeats": "hourly"}, "repeats"),
        ({"repeat_until": "soon"}, "repeat_until"),
        ({"repeat_until": 7}, "repeat_until"),
        ({"repeat_until": "9999-01-01"}, "repeat_until"),
        ({"when": "now"}, "when"),
    ],
)
def test_times_refused(by_teacher: Program, to_class: dict[str, Any], body: dict[str, Any], field: str) -> None:
    made = by_teacher.post(PATH, to_class).json["id"]
    answer = by_teacher.post(f"{PATH}/{made}/publication", body)
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [field]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": None}, "title"),
        ({"title": ""}, "title"),
        ({"title": "x" * (limits.ANNOUNCEMENT_TITLE + 1)}, "title"),
        ({"audience": "everybody"}, "audience"),
        ({"audience": "chosen"}, "people"),
        ({"audience": "chosen", "people": []}, "people"),
        ({"audience": "chosen", "people": ["0" * 32]}, "people"),
        ({"classroom_id": ""}, "classroom_id"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
        ({"urgent": True}, "urgent"),
        ({"urgent": 1}, "urgent"),
        ({"body": "x" * (limits.ANNOUNCEMENT_BODY + 1)}, "body"),
        ({"body": "<b>" * 11_000, "body_format": "html"}, "body"),
        ({"state": "published"}, "state"),
    ],
)
def test_drafts_refused(by_teacher: Program, to_class: dict[str, Any], change: dict[str, Any], field: str) -> None:
    answer = by_teacher.post(PATH, {**to_class, **change})
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [field]
    assert db.session.scalars(select(Announcement)).all() == []


def test_a_class_must_be_named(by_teacher: Program) -> None:
    answer = by_teacher.post(PATH, {"audience": "classroom", "title": "x"})
    assert list(answer.json["errors"]) == ["classroom_id"]


def test_whose_classes(by_teacher: Program, by_student: Program, app: Flask, to_class: dict[str, Any]) -> None:
    elsewhere = make_classroom(title="Chess")
    unknown = by_teacher.post(PATH, {**to_class, "classroom_id": elsewhere.public_id})
    assert list(unknown.json["errors"]) == ["classroom_id"]
    assert by_student.post(PATH, to_class).status_code == 403
    assistant = make_user("teacher")
    make_member(db.session.scalars(select(Classroom).where(Classroom.title != "Chess")).one(), assistant, "assistant")
    assert Program(app, assistant).post(PATH, to_class).status_code == 403


def test_the_school_is_for_admins_with_that_scope(
    by_teacher: Program, by_admin: Program, by_student: Program, admin: User, app: Flask
) -> None:
    body = {"audience": "school", "title": "Holidays", "urgent": True}
    narrow = Program(app, admin, "read write")
    assert by_teacher.post(PATH, body).status_code == 403
    assert narrow.post(PATH, body).status_code == 403
    made = by_admin.post(PATH, body)
    assert made.status_code == 201
    assert (made.json["classroom_id"], made.json["urgent"]) == (None, True)
    path = f"{PATH}/{made.json['id']}"
    assert narrow.post(f"{path}/publication").status_code == 403
    assert narrow.delete(path).status_code == 403
    assert by_teacher.get(path).status_code == 404
    assert by_admin.post(f"{path}/publication").json["reach"]["people"] == 2
    assert by_student.get(path).json["title"] == "Holidays"
    role = by_admin.post(PATH, {"audience": "role", "title": "Meeting"})
    assert list(role.json["errors"]) == ["role"]
    teachers = by_admin.post(PATH, {"audience": "role", "role": "teacher", "title": "Meeting"}).json["id"]
    by_admin.post(f"{PATH}/{teachers}/publication")
    assert by_teacher.get(f"{PATH}/{teachers}").status_code == 200
    assert by_student.get(f"{PATH}/{teachers}").status_code == 404


def test_changed(by_teacher: Program, student: User, to_class: dict[str, Any]) -> None:
    path = f"{PATH}/{by_teacher.post(PATH, to_class).json['id']}"
    chosen = by_teacher.patch(path, {"audience": "chosen", "people": [student.public_id], "pinned": True}).json
    assert (chosen["audience"], chosen["pinned"], chosen["edited_at"]) == ("chosen", True, None)
    assert list(by_teacher.patch(path, {"people": [student.public_id]}).json["errors"]) == ["people"]
    assert list(by_teacher.patch(path, {"audience": "school"}).json["errors"]) == ["audience"]
    over = by_teacher.patch(path, {"expires_at": soon(days=1)}).json
    assert over["expires_at"] is not None
    assert by_teacher.patch(path, {"expires_at": None}).json["expires_at"] is None
    by_teacher.post(f"{path}/publication")
    assert by_teacher.patch(path, {"body": "Two"}).json["edited_at"] is not None
    assert list(by_teacher.patch(path, {"audience": "classroom"}).json["errors"]) == ["audience"]


def test_nobody_to_hear_it(by_teacher: Program, teacher: User) -> None:
    empty = make_classroom(teacher)
    made = by_teacher.post(PATH, {"audience": "classroom", "classroom_id": empty.public_id, "title": "x"}).json["id"]
    answer = by_teacher.post(f"{PATH}/{made}/publication")
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == ["audience"]


def test_reminded_once(by_teacher: Program, student: User, to_class: dict[str, Any]) -> None:
    path = f"{PATH}/{by_teacher.post(PATH, to_class).json['id']}"
    assert by_teacher.post(f"{path}/nudge").status_code == 409
    by_teacher.post(f"{path}/publication")
    hear()
    assert by_teacher.post(f"{path}/nudge").json["nudged_at"] is not None
    hear()
    assert [note.kind for note in notes_of(student)] == ["announcement_nudge", "announcement"]
    assert by_teacher.post(f"{path}/nudge").status_code == 409


def test_too_many(by_teacher: Program, to_class: dict[str, Any]) -> None:
    for index in range(limits.ANNOUNCEMENTS_AN_HOUR + 1):
        path = f"{PATH}/{by_teacher.post(PATH, {**to_class, 'title': f'Number {index}'}).json['id']}"
        answer = by_teacher.post(f"{path}/publication")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 3000
    assert by_teacher.get(path).json["state"] == "draft"


def test_listed(by_teacher: Program, by_student: Program, classroom: Classroom, to_class: dict[str, Any]) -> None:
    for index in range(3):
        made = by_teacher.post(PATH, {**to_class, "title": f"Number {index}"}).json["id"]
        if index:
            by_teacher.post(f"{PATH}/{made}/publication")
    assert [each["title"] for each in by_teacher.get(PATH).json["items"]] == ["Number 2", "Number 1", "Number 0"]
    assert [each["title"] for each in by_teacher.get(PATH, state="draft").json["items"]] == ["Number 0"]
    first = by_student.get(PATH, limit=1, classroom_id=classroom.public_id).json
    assert [each["title"] for each in first["items"]] == ["Number 2"]
    rest = by_student.get(PATH, cursor=first["next_cursor"], classroom_id=classroom.public_id).json
    assert [each["title"] for each in rest["items"]] == ["Number 1"]
    assert by_student.get(PATH, classroom_id="0" * 32).json["items"] == []
    assert by_student.get(PATH, state="lost").status_code == 422


def test_a_list_keeps_its_budget(by_teacher: Program, to_class: dict[str, Any]) -> None:
    by_teacher.post(PATH, to_class)
    by_teacher.get(PATH)
    with counted() as few:
        by_teacher.get(PATH)
    for index in range(20):
        by_teacher.post(PATH, {**to_class, "title": f"Number {index}"})
    with counted() as many:
        by_teacher.get(PATH, limit=50)
    assert len(many) == len(few) <= 3, many
