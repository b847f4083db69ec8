"""/modules and /lessons."""

from __future__ import annotations

from typing import Any

import pytest

from app.extensions import db
from app.models.classroom import Classroom
from app.models.lesson import Lesson
from app.models.user import User
from tests.api.ringing import hear, notes_of
from tests.support.api import Program
from tests.support.people import make_lesson
from tests.support.queries import counted


@pytest.fixture
def module(by_teacher: Program, classroom: Classroom) -> str:
    """The path of a module."""
    made = by_teacher.post(f"/classrooms/{classroom.public_id}/modules", {"title": "Cells"})
    assert made.status_code == 201
    return f"/modules/{made.json['id']}"


def test_modules(by_teacher: Program, by_student: Program, classroom: Classroom, module: str) -> None:
    path = f"/classrooms/{classroom.public_id}/modules"
    by_teacher.post(path, {"title": "Genes", "description": "What we inherit"})
    assert [each["title"] for each in by_student.get(path).json["items"]] == ["Cells", "Genes"]
    first = by_student.get(path, limit=1).json
    assert [each["title"] for each in by_student.get(path, cursor=first["next_cursor"]).json["items"]] == ["Genes"]
    assert by_student.get(module).json["title"] == "Cells"
    assert by_student.patch(module, {"title": "x"}).status_code == 403
    assert by_teacher.patch(module, {"title": "Cells!"}).json["title"] == "Cells!"
    assert by_teacher.delete(module).status_code == 204
    assert by_teacher.get(module).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "title"),
        ({"title": ""}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"title": "x", "description": "x" * 2001}, "description"),
        ({"title": "x", "position": 1}, "position"),
    ],
)
def test_modules_refused(by_teacher: Program, classroom: Classroom, body: dict[str, Any], field: str) -> None:
    answer = by_teacher.post(f"/classrooms/{classroom.public_id}/modules", body)
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [field]


def test_lesson_from_draft_to_ring(by_teacher: Program, by_student: Program, student: User, module: str) -> None:
    made = by_teacher.post(f"{module}/lessons", {"title": "Mitosis", "body": "**Divide**<script>x</script>"})
    assert made.status_code == 201
    assert (made.json["state"], made.json["body_format"]) == ("draft", "markdown")
    assert "<strong>Divide</strong>" in made.json["body_html"]
    assert "<script" not in made.json["body_html"]
    path = f"/lessons/{made.json['id']}"
    assert by_student.get(path).status_code == 404
    assert by_student.get(f"{module}/lessons").json["items"] == []
    assert by_student.post(f"{path}/publication").status_code == 404
    assert by_teacher.post(f"{path}/publication").json["state"] == "published"
    shown = by_student.get(path).json
    assert (shown["body"], shown["title"]) == (None, "Mitosis")
    assert by_student.patch(path, {"title": "x"}).status_code == 403
    hear()
    assert [note.title for note in notes_of(student)] == ["New lesson: Mitosis"]
    assert by_teacher.delete(f"{path}/publication").status_code == 204
    assert by_student.get(path).status_code == 404
    assert by_teacher.delete(path).status_code == 204
    assert by_teacher.delete(module).status_code == 204


def test_change(by_teacher: Program, module: str) -> None:
    made = by_teacher.post(f"{module}/lessons", {"title": "Old", "body": "a"}).json
    path = f"/lessons/{made['id']}"
    changed = by_teacher.patch(path, {"body": "<p>b</p>", "body_format": "html", "version": made["version"]}).json
    assert (changed["title"], changed["body"], changed["version"]) == ("Old", "<p>b</p>", made["version"] + 1)
    assert by_teacher.patch(path, {"title": "New", "version": made["version"]}).status_code == 409
    assert by_teacher.patch(path, {"title": "New"}).json["title"] == "New"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "title"),
        ({"title": ""}, "title"),
        ({"title": "x" * 161}, "title"),
        ({"title": "x", "body": 5}, "body"),
        ({"title": "x", "body": "x" * 200_001}, "body"),
        ({"title": "x", "body": "<p>" * 10_001, "body_format": "html"}, "body"),
        ({"title": "x", "body_format": "word"}, "body_format"),
        ({"title": "x", "state": "published"}, "state"),
        ({"title": "x", "author_id": "x"}, "author_id"),
        ({"title": "x", "body_html": "<p>"}, "body_html"),
    ],
)
def test_lessons_refused(by_teacher: Program, module: str, body: dict[str, Any], field: str) -> None:
    answer = by_teacher.post(f"{module}/lessons", body)
    assert answer.status_code == 422, answer.text
    assert list(answer.json["errors"]) == [field]
    assert db.session.query(Lesson).count() == 0


def test_old_html_is_cleaned_again(by_student: Program, classroom: Classroom) -> None:
    lesson = make_lesson(classroom, body_html="<p onclick=x>Hi</p>", policy_version=0)
    assert by_student.get(f"/lessons/{lesson.public_id}").json["body_html"] == "<p>Hi</p>"


def test_lists_ask_no_more_for_many(by_student: Program, classroom: Classroom) -> None:
    module = make_lesson(classroom).module
    path = f"/modules/{module.public_id}/lessons"
    with counted() as one:
        by_student.get(path)
    for position in range(2, 20):
        make_lesson(classroom, position=position)
    with counted() as many:
        assert len(by_student.get(path).json["items"]) == 19
    assert len(one) == len(many) <= 4, many


def test_what_a_lesson_said_before(by_teacher: Program, by_student: Program, teacher: User, module: str) -> None:
    lesson = f"/lessons/{by_teacher.post(f'{module}/lessons', {'title': 'One', 'body': '*a*'}).json['id']}"
    by_teacher.patch(lesson, {"title": "Two", "body": "<p>b</p>", "body_format": "html"})
    listed = by_teacher.get(f"{lesson}/revisions", limit=1).json
    assert [(each["version"], each["title"], each["author_id"]) for each in listed["items"]] == [
        (2, "Two", teacher.public_id)
    ]
    rest = by_teacher.get(f"{lesson}/revisions", cursor=listed["next_cursor"]).json["items"]
    assert [each["version"] for each in rest] == [1]
    first = by_teacher.get(f"{lesson}/revisions/1").json
    assert (first["body"], first["body_format"], first["body_html"]) == ("*a*", "markdown", "<p><em>a</em></p>")
    restored = by_teacher.post(f"{lesson}/revisions/1/restoration")
    assert (restored.status_code, restored.json["version"], restored.json["title"]) == (200, 3, "One")
    assert by_teacher.get(lesson).json["body"] == "*a*"
    assert by_teacher.get(f"{lesson}/revisions/9").status_code == 404
    assert by_student.get(f"{lesson}/revisions").status_code == 404


def test_what_makes_a_lesson_done(by_teacher: Program, module: str) -> None:
    made = by_teacher.post(f"{module}/lessons", {"title": "Roots", "finish_rule": "minutes", "finish_minutes": 5})
    assert (made.json["finish_rule"], made.json["finish_minutes"]) == ("minutes", 5)
    path = f"/lessons/{made.json['id']}"
    assert by_teacher.patch(path, {"title": "Roots!"}).json["finish_minutes"] == 5
    assert by_teacher.patch(path, {"finish_minutes": 7}).json["finish_minutes"] == 7
    changed = by_teacher.patch(path, {"finish_rule": "opened"}).json
    assert (changed["finish_rule"], changed["finish_minutes"]) == ("opened", 0)
    refused = by_teacher.patch(path, {"finish_rule": "minutes"})
    assert refused.status_code == 422
    assert "finish_minutes" in refused.json["errors"]
