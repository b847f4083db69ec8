"""/quizzes, /questions and /quiz-exceptions."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app import clock
from app.actions import groups, quiz_sections, quizzes
from app.models.classroom import Classroom
from app.models.quiz import Quiz
from app.models.user import User
from tests.support.api import Program
from tests.support.queries import counted
from tests.support.quizzes import make_quiz, questions_of, single

SINGLE: dict[str, Any] = {
    "type": "single",
    "text": "Which is a bird?",
    "points": "3/2",
    "tags": ["air"],
    "content": {"choices": [{"text": "Bat"}, {"text": "marker-key Wren", "worth": 1, "feedback": "marker-told"}]},
}


@pytest.fixture
def quiz(by_teacher: Program, classroom: Classroom) -> str:
    """The path of a draft."""
    made = by_teacher.post(f"/classrooms/{classroom.public_id}/quizzes", {"title": "Birds"})
    assert made.status_code == 201
    assert (made.json["state"], made.json["attempts_allowed"], made.json["time_limit"]) == ("draft", 1, None)
    return f"/quizzes/{made.json['id']}"


def test_a_quiz_from_draft_to_class(by_teacher: Program, by_student: Program, classroom: Classroom, quiz: str) -> None:
    listed = f"/classrooms/{classroom.public_id}/quizzes"
    assert by_student.get(listed).json["items"] == []
    assert by_student.get(quiz).status_code == 404
    settings = {
        "intro": {"source": "Read **well**", "format": "markdown"},
        "time_limit": 600,
        "password": "marker-password",
        "reveal": {"after": ["score"], "closed": ["key", "marks"]},
        "counts": "last",
        "closes_at": "2027-03-01T09:00:00Z",
    }
    changed = by_teacher.patch(quiz, settings).json
    assert (changed["time_limit"], changed["password"], changed["version"]) == (600, "marker-password", 2)
    assert changed["reveal"] == {"during": [], "after": ["score"], "closed": ["key", "marks"]}
    assert changed["intro"] == settings["intro"]
    by_teacher.post(f"{quiz}/questions", SINGLE)
    assert by_teacher.post(f"{quiz}/publication").json["state"] == "published"
    assert by_teacher.post(f"{quiz}/publication", {"publish_at": "2027-01-01T09:00:00Z"}).status_code == 409
    seen = by_student.get(quiz).json
    assert (seen["questions"], seen["points"], seen["has_password"]) == (1, 1.5, True)
    assert (seen["password"], seen["intro"]) == (None, None)
    assert "<strong>well</strong>" in seen["intro_html"]
    assert "marker" not in json.dumps([seen, by_student.get(listed).json])
    assert by_student.patch(quiz, {"title": "x"}).status_code == 403
    assert by_student.get(f"{quiz}/questions").status_code == 403
    assert by_teacher.delete(f"{quiz}/publication").status_code == 204
    assert by_student.get(quiz).status_code == 404
    assert by_teacher.delete(quiz).status_code == 204
    assert by_teacher.get(quiz).status_code == 404
    assert by_teacher.post(f"{quiz}/restoration").json["title"] == "Birds"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"title": ""}, "title"),
        ({"time_limit": 0}, "time_limit"),
        ({"reveal": {"during": ["score"]}}, "reveal"),
        ({"reveal": {"later": []}}, "reveal"),
        ({"reveal": {"after": ["secrets"]}}, "reveal"),
        ({"reveal": {"after": [[]]}}, "reveal"),
        ({"intro": 5}, "intro"),
        ({"intro": {"source": "x", "format": "word"}}, "intro.format"),
        ({"opens_at": "2027-03-02T09:00:00Z", "closes_at": "2027-03-01T09:00:00Z"}, "closes_at"),
        ({"state": "published"}, "state"),
        ({"questions": 5}, "questions"),
        ({"pass_percent": 101}, "pass_percent"),
    ],
)
def test_settings_refused(by_teacher: Program, quiz: str, body: dict[str, Any], field: str) -> None:
    answer = by_teacher.patch(quiz, body)
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [field]


def test_who_was_slower_is_told(by_teacher: Program, quiz: str) -> None:
    assert by_teacher.patch(quiz, {"title": "One", "version": 1}).status_code == 200
    assert by_teacher.patch(quiz, {"title": "Two", "version": 1}).status_code == 409


def test_questions_are_made_changed_and_taken_away(by_teacher: Program, quiz: str) -> None:
    made = by_teacher.post(f"{quiz}/questions", SINGLE).json
    path = f"/questions/{made['id']}"
    assert (made["points"], made["tags"], made["version"]) == ("3/2", ["air"], 1)
    assert [choice["worth"] for choice in made["content"]["choices"]] == ["0", "1"]
    assert by_teacher.get(path).json == made
    changed = by_teacher.patch(path, {"text": {"source": "Which **flies**?", "format": "markdown"}, "version": 1}).json
    assert (changed["version"], changed["content"]) == (2, made["content"])
    assert by_teacher.patch(path, {"text": "x", "version": 1}).status_code == 409
    assert by_teacher.patch(path, {"points": 4}).json["points"] == "4"
    assert by_teacher.get(quiz).json["points"] == 4
    assert [each["id"] for each in by_teacher.get(f"{quiz}/questions").json["items"]] == [made["id"]]
    assert by_teacher.delete(path).status_code == 204
    assert by_teacher.get(path).status_code == 404
    assert by_teacher.get(f"{quiz}/questions").json["items"] == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"type": "riddle"}, "type"),
        ({"text": ""}, "text"),
        ({"points": "many"}, "points"),
        ({"content": {"choices": []}}, "content.choices"),
        ({"content": {"choices": [{"text": "a"}, {"text": "b"}]}}, "content.choices"),
        ({"content": {**SINGLE["content"], "right": 1}}, "content"),
        ({"section_id": "0" * 32}, "section_id"),
        ({"answer": 1}, "answer"),
    ],
)
def test_questions_refused(by_teacher: Program, quiz: str, changes: dict[str, Any], field: str) -> None:
    answer = by_teacher.post(f"{quiz}/questions", {**SINGLE, **changes})
    assert answer.status_code == 422, answer.json
    assert list(answer.json["errors"]) == [field]


def test_sections_pools_and_places(by_teacher: Program, quiz: str) -> None:
    first, second = (by_teacher.post(f"{quiz}/questions", {**SINGLE, "text": text}).json for text in ("One?", "Two?"))
    pool = by_teacher.post(f"{quiz}/sections", {"title": "Any", "text": "Look.", "draws": 1, "points": "1/2"}).json
    assert (pool["draws"], pool["points"], pool["text"]["source"]) == (1, "1/2", "Look.")
    moved = by_teacher.put(f"/questions/{second['id']}/position", {"section_id": pool["id"]}).json
    assert moved["section_id"] == pool["id"]
    assert by_teacher.get(quiz).json["points"] == 2
    refused = by_teacher.put(f"/questions/{first['id']}/position", {"before_id": second["id"]})
    assert refused.status_code == 422
    there = {"section_id": pool["id"], "before_id": second["id"]}
    assert by_teacher.put(f"/questions/{first['id']}/position", there).json["position"] == 1
    path = f"{quiz}/sections/{pool['id']}"
    assert by_teacher.patch(path, {"draws": None}).json["points"] is None
    assert by_teacher.patch(path, {"points": "x"}).status_code == 422
    assert len(by_teacher.get(f"{quiz}/sections").json["items"]) == 2
    assert by_teacher.delete(path).status_code == 204
    (left,) = by_teacher.get(f"{quiz}/sections").json["items"]
    assert by_teacher.delete(f"{quiz}/sections/{left['id']}").status_code == 409
    assert len(by_teacher.get(f"{quiz}/questions").json["items"]) == 2


def test_the_bank(by_teacher: Program, by_student: Program, quiz: str) -> None:
    made = by_teacher.post(f"{quiz}/questions", SINGLE).json
    by_teacher.post(f"{quiz}/questions", {**SINGLE, "text": "Which swims?", "tags": []})
    found = by_teacher.get("/questions", q="bird", type="single", tag="air").json["items"]
    assert [each["id"] for each in found] == [made["id"]]
    assert len(by_teacher.get("/questions").json["items"]) == 2
    copy = by_teacher.post(f"{quiz}/questions/copies", {"question_ids": [made["id"]]}).json["items"][0]
    assert (copy["content"], copy["id"] != made["id"]) == (made["content"], True)
    assert by_teacher.post(f"{quiz}/questions/copies", {"question_ids": []}).status_code == 422
    assert by_student.get("/questions").status_code == 403


def test_exceptions(by_teacher: Program, by_student: Program, student: User, classroom: Classroom, quiz: str) -> None:
    by_teacher.patch(quiz, {"time_limit": 600})
    made = by_teacher.post(f"{quiz}/exceptions", {"user_id": student.public_id, "time_percent": 150})
    assert made.status_code == 201
    assert (made.json["user_id"], made.json["group_id"], made.json["time_percent"]) == (student.public_id, None, 150)
    by_teacher.post(f"{quiz}/publication")
    assert by_student.get(quiz).json["time_limit"] == 900
    assert by_teacher.get(quiz).json["time_limit"] == 600
    path = f"/quiz-exceptions/{made.json['id']}"
    assert by_teacher.patch(path, {"attempts_allowed": 3}).json["time_percent"] == 150
    assert by_student.get(quiz).json["attempts_allowed"] == 3
    assert by_student.get(path).status_code == 404
    assert by_student.get(f"{quiz}/exceptions").status_code == 403
    group = groups.create(classroom, actor=classroom.owner, name="Blue")
    by_teacher.post(f"{quiz}/exceptions", {"group_id": group.public_id, "attempts_allowed": 0})
    listed = by_teacher.get(f"{quiz}/exceptions").json["items"]
    assert [each["group_id"] for each in listed] == [None, group.public_id]
    for wrong in ({}, {"user_id": "0" * 32, "time_percent": 150}, {"user_id": student.public_id}):
        assert by_teacher.post(f"{quiz}/exceptions", wrong).status_code == 422
    assert by_teacher.delete(path).status_code == 204
    assert by_teacher.get(path).status_code == 404


def test_lists_ask_as_much_for_many_as_for_one(by_teacher: Program, by_student: Program, classroom: Classroom) -> None:
    for number in range(12):
        make_quiz(classroom, [single(f"Question {each}?") for each in range(3)], title=f"Quiz {number}")
    quiz = make_quiz(classroom, [single(f"Number {number}?") for number in range(60)])
    for program, path, most in (
        (by_teacher, f"/classrooms/{classroom.public_id}/quizzes", 6),
        (by_student, f"/classrooms/{classroom.public_id}/quizzes", 6),
        (by_teacher, f"/quizzes/{quiz.public_id}/questions", 8),
        (by_teacher, "/questions", 6),
    ):
        program.get(path)
        with counted() as queries:
            program.get(path)
        assert len(queries) <= most, (path, str(queries))


def test_a_student_reads_nothing_of_what_is_asked(by_student: Program, classroom: Classroom) -> None:
    """Markers in every place where a teacher writes what is right or told."""
    marked = {**SINGLE["content"]["choices"][1]}
    assert "marker" in json.dumps(marked)
    quiz: Quiz = make_quiz(classroom, [single("marker-text", name="marker-name", tags=("marker-tag",))])
    quizzes.update(quiz, actor=classroom.owner, password="marker-password", closes_at=clock.now())
    room = quiz_sections.of(quiz)[0]
    quiz_sections.change(room, actor=classroom.owner, title="marker-section", text=quiz_sections.Words("marker-text"))
    told = [by_student.get(f"/quizzes/{quiz.public_id}"), by_student.get(f"/classrooms/{classroom.public_id}/quizzes")]
    told += [by_student.get(f"/classrooms/{classroom.public_id}/stream"), by_student.get("/notifications")]
    assert all("marker" not in answer.get_data(as_text=True) for answer in told)
    for question in questions_of(quiz):
        assert by_student.get(f"/questions/{question.public_id}").status_code == 404
