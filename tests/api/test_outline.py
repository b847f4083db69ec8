"""Order, copies, times, rules, groups and the bin, through the API."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import clock
from app.models.classroom import Classroom
from app.models.lesson import Lesson
from app.models.user import User
from tests.support.api import Program
from tests.support.people import make_classroom, make_lesson
from tests.support.queries import counted


@pytest.fixture
def lessons(classroom: Classroom) -> list[Lesson]:
    return [make_lesson(classroom, title=title, position=number) for number, title in enumerate("abc", 1)]


def line(program: Program, lesson: Lesson) -> str:
    shown = program.get(f"/modules/{lesson.module.public_id}/lessons").json["items"]
    return "".join(each["title"] for each in shown)


def test_put_beside_another(by_teacher: Program, by_student: Program, lessons: list[Lesson]) -> None:
    a, b, c = (each.public_id for each in lessons)
    assert by_teacher.put(f"/lessons/{a}/position", {"after_id": b}).json["position"] == 2
    assert line(by_student, lessons[0]) == "bac"
    by_teacher.put(f"/lessons/{c}/position", {"before_id": b})
    assert line(by_student, lessons[0]) == "cba"
    by_teacher.put(f"/lessons/{c}/position", {})
    assert line(by_student, lessons[0]) == "bac"
    assert by_student.put(f"/lessons/{a}/position", {}).status_code == 403


def test_modules_are_put_and_lessons_go_between_them(
    by_teacher: Program, classroom: Classroom, lessons: list[Lesson]
) -> None:
    path = f"/classrooms/{classroom.public_id}/modules"
    made = by_teacher.post(path, {"title": "First"}).json
    by_teacher.put(f"/modules/{made['id']}/position", {"before_id": lessons[0].module.public_id})
    assert [each["title"] for each in by_teacher.get(path).json["items"]] == ["First", "Cells"]
    moved = by_teacher.put(f"/lessons/{lessons[1].public_id}/position", {"module_id": made["id"]})
    assert moved.json["module_id"] == made["id"]
    assert line(by_teacher, lessons[0]) == "ac"


@pytest.mark.parametrize(
    "body",
    [{"before_id": "0" * 32}, {"module_id": "x"}, {"before_id": 7}, {"place": 1}, {"module_id": "0" * 40}],
)
def test_places_that_there_are_not(by_teacher: Program, lessons: list[Lesson], body: dict[str, object]) -> None:
    answer = by_teacher.put(f"/lessons/{lessons[0].public_id}/position", body)
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == list(body)


def test_both_neighbours_at_once(by_teacher: Program, lessons: list[Lesson]) -> None:
    both = {"before_id": lessons[1].public_id, "after_id": lessons[2].public_id}
    assert by_teacher.put(f"/lessons/{lessons[0].public_id}/position", both).status_code == 422


def test_a_neighbour_of_another_class(by_teacher: Program, teacher: User, lessons: list[Lesson]) -> None:
    other = make_lesson(make_classroom(teacher))
    answer = by_teacher.put(f"/lessons/{lessons[0].public_id}/position", {"before_id": other.public_id})
    assert list(answer.json["errors"]) == ["before"]


def test_copies_are_drafts(by_teacher: Program, lessons: list[Lesson]) -> None:
    copy = by_teacher.post(f"/lessons/{lessons[0].public_id}/duplicate")
    assert (copy.status_code, copy.json["state"], copy.json["title"]) == (201, "draft", "a (copy)")
    room = by_teacher.post(f"/modules/{lessons[0].module.public_id}/duplicate")
    inside = by_teacher.get(f"/modules/{room.json['id']}/lessons").json["items"]
    assert {each["state"] for each in inside} == {"draft"}
    assert len(inside) == 4


def test_published_at_a_time(by_teacher: Program, classroom: Classroom) -> None:
    path = f"/lessons/{make_lesson(classroom, published=False).public_id}/publication"
    at = (clock.now() + timedelta(days=1)).replace(microsecond=0, second=0)
    said = by_teacher.post(path, {"publish_at": at.isoformat()}).json
    assert (said["state"], said["publish_at"]) == ("scheduled", at.isoformat().replace("+00:00", "Z"))
    assert by_teacher.delete(path).status_code == 204
    assert by_teacher.post(path).json["state"] == "published"
    assert by_teacher.post(path, {"publish_at": at.isoformat()}).status_code == 409
    assert by_teacher.post(path, {"publish_at": "2001-01-01T00:00:00Z"}).status_code == 409
    assert by_teacher.post(path, {"publish_at": "tomorrow"}).status_code == 422


def test_deleted_and_restored(by_teacher: Program, by_student: Program, lessons: list[Lesson]) -> None:
    lesson, module = f"/lessons/{lessons[0].public_id}", f"/modules/{lessons[0].module.public_id}"
    bin_ = f"/classrooms/{lessons[0].classroom.public_id}/deleted"
    assert by_teacher.delete(lesson).status_code == 204
    assert by_teacher.delete(lesson).status_code == 404
    assert by_teacher.patch(lesson, {"title": "x"}).status_code == 404
    assert [each["title"] for each in by_teacher.get(bin_).json["lessons"]] == ["a"]
    assert by_student.get(bin_).status_code == 403
    by_teacher.delete(module)
    assert by_teacher.post(f"{lesson}/restoration").status_code == 409
    assert by_student.post(f"{lesson}/restoration").status_code == 404
    assert by_teacher.post(f"{module}/restoration").status_code == 200
    assert by_teacher.post(f"{lesson}/restoration").json["title"] == "a"
    assert by_student.get(lesson).status_code == 200


def test_rules(by_teacher: Program, by_student: Program, student: User, lessons: list[Lesson]) -> None:
    a, b = (f"/lessons/{each.public_id}" for each in lessons[:2])
    room = f"/classrooms/{lessons[0].classroom.public_id}/groups"
    group = by_teacher.post(room, {"name": "Blue", "people": [student.public_id]}).json
    none = {"opens_at": None, "after_lesson_id": None, "after_module_id": None, "group_id": None}
    assert by_teacher.get(f"{b}/release").json == none
    rule = {"opens_at": "2026-01-01T08:00:00Z", "after_lesson_id": lessons[0].public_id, "group_id": group["id"]}
    assert by_teacher.put(f"{b}/release", rule).json == {**none, **rule}
    assert by_student.get(b).status_code == 404
    assert by_student.get(f"{b}/release").status_code == 404
    circle = by_teacher.put(f"{a}/release", {"after_lesson_id": lessons[1].public_id})
    assert (circle.status_code, list(circle.json["errors"])) == (422, ["after"])
    assert by_teacher.delete(f"/groups/{group['id']}").status_code == 409
    assert by_teacher.put(f"{b}/release", {}).json == none
    assert by_student.get(b).status_code == 200
    module = f"/modules/{lessons[0].module.public_id}"
    assert by_teacher.put(f"{module}/release", {"group_id": group["id"]}).json["group_id"] == group["id"]
    by_teacher.patch(f"/groups/{group['id']}", {"people": []})
    assert by_student.get(module).status_code == 404
    assert by_student.get(a).status_code == 404


def test_groups(by_teacher: Program, by_student: Program, student: User, classroom: Classroom) -> None:
    path = f"/classrooms/{classroom.public_id}/groups"
    made = by_teacher.post(path, {"name": "Blue"}).json
    assert (made["name"], made["people"]) == ("Blue", [])
    changed = by_teacher.patch(f"/groups/{made['id']}", {"name": "Red", "people": [student.public_id]}).json
    assert (changed["name"], changed["people"]) == ("Red", [student.public_id])
    assert by_teacher.get(path).json["items"] == [changed]
    assert by_teacher.get(f"/groups/{made['id']}").json == changed
    assert by_student.get(f"/groups/{made['id']}").status_code == 404
    assert by_student.get(path).status_code == 403
    for wrong in ({}, {"name": ""}, {"name": "Red"}, {"name": "x", "people": ["0" * 32]}, {"name": "x", "people": 5}):
        assert by_teacher.post(path, wrong).status_code == 422
    assert by_teacher.delete(f"/groups/{made['id']}").status_code == 204


def test_many_groups_cost_no_more(by_teacher: Program, student: User, classroom: Classroom) -> None:
    path = f"/classrooms/{classroom.public_id}/groups"
    by_teacher.post(path, {"name": "0", "people": [student.public_id]})
    with counted() as few:
        by_teacher.get(path)
    for number in range(10):
        by_teacher.post(path, {"name": f"Group {number}", "people": [student.public_id]})
    with counted() as many:
        by_teacher.get(path)
    assert len(many) == len(few), many
