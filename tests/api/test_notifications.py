"""/notifications: the names that outside clients use."""

from __future__ import annotations

import pytest

from app.extensions import db
from app.models.audit import AuditEntry
from app.models.classroom import Classroom
from app.models.user import Status, User
from tests.api.ringing import hear, notes_of, publish
from tests.support.api import Program
from tests.support.people import make_user
from tests.support.queries import counted

FIELDS = {
    "id",
    "type",
    "level",
    "priority",
    "title",
    "body",
    "data",
    "related_object_type",
    "related_object_id",
    "redirect_url",
    "is_read",
    "read_at",
    "sent_push",
    "sent_email",
    "created_at",
    "updated_at",
}


def test_item(by_student: Program, classroom: Classroom) -> None:
    publish(classroom)
    item = by_student.get("/notifications").json["items"][0]
    assert set(item) == FIELDS | {"seq"}
    assert (item["type"], item["level"], item["priority"]) == ("new_content", "info", "medium")
    assert item["title"] == "New lesson: Lesson 0"
    assert item["redirect_url"] == f"/lessons/{item['related_object_id']}"
    assert (item["related_object_type"], item["is_read"], item["read_at"]) == ("lesson", False, None)
    assert by_student.get(f"/notifications/{item['id']}").json == item


def test_newest_first_in_slices_that_stay_true(by_student: Program, classroom: Classroom) -> None:
    publish(classroom, 5)
    first = by_student.get("/notifications", limit=2).json
    assert [item["seq"] for item in first["items"]] == [5, 4]
    publish(classroom)
    second = by_student.get("/notifications", limit=2, cursor=first["next_cursor"]).json
    third = by_student.get("/notifications", limit=2, cursor=second["next_cursor"]).json
    assert [item["seq"] for item in second["items"]] == [3, 2]
    assert [item["seq"] for item in third["items"]] == [1]
    assert third["next_cursor"] is None


@pytest.mark.parametrize("limit", ["0", "-1", "101", "x", "", "1.5", "²", "9" * 30])
def test_wrong_limit(by_student: Program, limit: str) -> None:
    answer = by_student.get("/notifications", limit=limit)
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == ["limit"]


def test_wrong_cursor(by_student: Program, classroom: Classroom) -> None:
    publish(classroom, 2)
    good = by_student.get("/notifications", limit=1).json["next_cursor"]
    for wrong in ("x", good[:-1], good + "x", "WzFd.abc", "x" * 600, ""):
        answer = by_student.get("/notifications", cursor=wrong)
        assert answer.status_code == 422, wrong
        assert list(answer.json["errors"]) == ["cursor"]
    assert by_student.get("/devices", cursor=good).status_code == 422


def test_unread_type_recent_count(by_student: Program, classroom: Classroom, student: User) -> None:
    publish(classroom, 12)
    newest = notes_of(student)[0]
    assert by_student.get("/notifications/unread-count").json == {"unread": 12, "version": 12, "last_seq": 12}
    by_student.post(f"/notifications/{newest.public_id}/mark-read")
    assert by_student.get("/notifications/unread-count").json["unread"] == 11
    assert len(by_student.get("/notifications", unread="true").json["items"]) == 11
    assert len(by_student.get("/notifications/unread").json["items"]) == 11
    assert len(by_student.get("/notifications/recent").json["items"]) == 10
    assert len(by_student.get("/notifications", type="new_content").json["items"]) == 12
    assert by_student.get("/notifications", type="system").json["items"] == []
    assert by_student.get("/notifications", unread="perhaps").status_code == 422


def test_change_one(by_student: Program, classroom: Classroom, student: User) -> None:
    publish(classroom)
    path = f"/notifications/{notes_of(student)[0].public_id}"
    read = by_student.put(path, {"is_read": True})
    assert read.status_code == 200
    assert read.json["is_read"] is True
    assert read.json["read_at"].endswith("Z")
    assert by_student.patch(path, {}).json["is_read"] is True
    assert by_student.patch(path, {"is_read": False}).json["read_at"] is None
    assert by_student.put(path, {}).json["errors"].keys() == {"is_read"}
    assert by_student.patch(path, {"title": "x"}).json["errors"].keys() == {"title"}
    assert by_student.post(f"{path}/mark-read", {}).json["is_read"] is True
    assert by_student.post(f"{path}/mark-read", {"user_id": "x"}).status_code == 422
    assert by_student.delete(path).status_code == 204
    assert by_student.get(path).status_code == 404
    assert by_student.delete(path).status_code == 404


def test_mark_several(by_student: Program, by_admin: Program, classroom: Classroom, student: User) -> None:
    publish(classroom, 3)
    ids = [note.public_id for note in notes_of(student)]
    answer = by_student.post("/notifications/mark-read", {"ids": [*ids[:2], "0" * 32]})
    assert (answer.json["marked"], answer.json["unread"]) == (2, 1)
    assert by_admin.post("/notifications/mark-read", {"ids": ids}).json["marked"] == 0
    assert by_student.get("/notifications/unread-count").json["unread"] == 1


@pytest.mark.parametrize("ids", [None, "x", [], [1], [None], ["x" * 33], ["a"] * 101, [["a"]], {"a": 1}])
def test_mark_several_refuses(by_student: Program, ids: object) -> None:
    answer = by_student.post("/notifications/mark-read", {"ids": ids})
    assert answer.status_code == 422
    assert next(iter(answer.json["errors"])).startswith("ids")


def test_mark_all_read_up_to_what_was_seen(by_student: Program, classroom: Classroom) -> None:
    publish(classroom, 4)
    assert by_student.post("/notifications/mark-all-read", {"up_to_seq": 3}).json["marked"] == 3
    assert by_student.post("/notifications/mark-all-read").json == {
        "marked": 1,
        "unread": 0,
        "version": 6,
        "last_seq": 4,
    }
    for wrong in (-1, "3", 2**63, 1.5, True, None):
        assert by_student.post("/notifications/mark-all-read", {"up_to_seq": wrong}).status_code == 422


def test_sync(by_student: Program, classroom: Classroom) -> None:
    publish(classroom, 3)
    found = by_student.get("/notifications/sync", since=1).json
    assert [item["seq"] for item in found["items"]] == [2, 3]
    assert (found["last_seq"], found["unread"], found["reset"]) == (3, 3, False)
    assert by_student.get("/notifications/sync", since=99).json["reset"] is True
    assert by_student.get("/notifications/sync", since="99999999999999999999").status_code == 422


def test_another_persons_is_not_there(
    by_teacher: Program, by_admin: Program, classroom: Classroom, student: User
) -> None:
    publish(classroom)
    path = f"/notifications/{notes_of(student)[0].public_id}"
    for program in (by_teacher, by_admin):
        assert program.get(path).status_code == 404
        assert program.put(path, {"is_read": True}).status_code == 404
        assert program.patch(path, {"is_read": True}).status_code == 404
        assert program.post(f"{path}/mark-read").status_code == 404
        assert program.delete(path).status_code == 404
    assert notes_of(student)[0].read_at is None


def test_by_hand(by_admin: Program, admin: User, student: User, by_student: Program) -> None:
    title = "Fire drill " * 23
    body = {
        "user_ids": [student.public_id, admin.public_id],
        "title": title,
        "body": "At ten.",
        "level": "warning",
        "redirect_url": "/classrooms",
        "data": {"bell": [1, {"x": None}]},
    }
    sent = by_admin.post("/notifications", body)
    assert (sent.status_code, sent.json["recipients"]) == (202, 2)
    hear()
    item = by_student.get("/notifications", type="system").json["items"][0]
    assert (item["title"], item["body"], item["level"]) == (title.strip(), "At ten.", "warning")
    assert (item["redirect_url"], item["data"]) == ("/classrooms", {"bell": [1, {"x": None}]})
    assert len(by_admin.get("/notifications").json["items"]) == 1
    assert db.session.query(AuditEntry).filter_by(actor_id=admin.id).count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": None}, "title"),
        ({"title": ""}, "title"),
        ({"title": "x" * 256}, "title"),
        ({"body": "x" * 1001}, "body"),
        ({"user_id": "0" * 32}, "user_ids"),
        ({"user_id": 1}, "user_id"),
        ({"user_ids": []}, "user_ids"),
        ({"user_ids": ["x"], "user_id": "x"}, "user_id"),
        ({"type": "new_content"}, "type"),
        ({"level": "loud"}, "level"),
        ({"redirect_url": "https://elsewhere.example"}, "redirect_url"),
        ({"redirect_url": "//elsewhere.example"}, "redirect_url"),
        ({"data": []}, "data"),
        ({"data": {"x": "y" * 4000}}, "data"),
        ({"is_read": True}, "is_read"),
    ],
)
def test_by_hand_refuses(by_admin: Program, student: User, change: dict[str, object], field: str) -> None:
    whom = {} if "user_ids" in change else {"user_id": student.public_id}
    answer = by_admin.post("/notifications", {**whom, "title": "Hello", **change})
    assert answer.status_code == 422, answer.text
    assert next(iter(answer.json["errors"])) == field
    hear()
    assert notes_of(student) == []


def test_by_hand_for_many(by_admin: Program, classroom: Classroom, student: User) -> None:
    """The count before is the number told, for a class, a role and everybody."""
    for whom in ({"classroom_id": classroom.public_id}, {"role": "student"}, {"everybody": True}):
        count = by_admin.post("/notifications/rehearsal", whom)
        assert count.status_code == 200, count.text
        assert set(count.json) == {"people", "push", "email"}
        sent = by_admin.post("/notifications", {**whom, "title": "Hello"})
        assert (sent.status_code, sent.json["recipients"]) == (202, count.json["people"])
    hear()
    assert len(notes_of(student)) == 3


@pytest.mark.parametrize(
    "whom",
    [
        {},
        {"everybody": False},
        {"role": "pirate"},
        {"role": "student", "everybody": True},
        {"classroom_id": "0" * 32},
        {"everybody": "true"},
    ],
)
def test_by_hand_refuses_whom(by_admin: Program, student: User, whom: dict[str, object]) -> None:
    assert by_admin.post("/notifications/rehearsal", whom).status_code == 422
    assert by_admin.post("/notifications", {**whom, "title": "Hello"}).status_code == 422


def test_by_hand_is_for_admins(by_teacher: Program, admin: User, app: object, student: User) -> None:
    body = {"user_id": student.public_id, "title": "Hello"}
    assert by_teacher.post("/notifications", body).status_code == 403
    assert Program(app, admin, "read write").post("/notifications", body).status_code == 403  # type: ignore[arg-type]


def test_by_hand_reaches_active_people_only(by_admin: Program) -> None:
    gone = make_user(status=Status.DEACTIVATED)
    assert by_admin.post("/notifications", {"user_id": gone.public_id, "title": "Hello"}).status_code == 422


def test_list_asks_no_more_for_many(by_student: Program, classroom: Classroom) -> None:
    publish(classroom)
    with counted() as one:
        by_student.get("/notifications")
    publish(classroom, 30)
    with counted() as many:
        assert len(by_student.get("/notifications", limit=100).json["items"]) == 31
    assert len(one) == len(many) <= 5, many
