"""/classrooms/<id>/quizzes/import, /quizzes/<id>/import and /quizzes/<id>/export."""

from __future__ import annotations

import io

import pytest
from werkzeug.test import TestResponse

from app.formats import question_files
from app.formats.question_files import Format
from app.models import limits
from app.models.classroom import Classroom
from tests.support.api import Program

GIFT = "::Birds:: Which is a bird? {=Wren ~Bat}\n\nBoth {~a ~b}\n\nBats sing.{F}\n"


def send(program: Program, path: str, data: bytes | str = GIFT, **more: str) -> TestResponse:
    file = (io.BytesIO(data.encode() if isinstance(data, str) else data), "questions.txt")
    return program.call("POST", path, data={"file": file, **more}, content_type="multipart/form-data")


def test_a_file_becomes_a_draft_and_every_question_is_told(by_teacher: Program, classroom: Classroom) -> None:
    answer = send(by_teacher, f"/classrooms/{classroom.public_id}/quizzes/import", title="Birds")
    assert answer.status_code == 201
    assert answer.json["format"] == "gift"
    assert [(each["number"], each["status"], each["type"]) for each in answer.json["questions"]] == [
        (1, "imported", "single"), (2, "error", "multichoice"), (3, "imported", "true_false"),
    ]  # fmt: skip
    assert answer.json["questions"][1]["codes"] == ["no_key"]
    assert answer.json["questions"][1]["reason"] == "It does not say what is right for all of the points."
    made = by_teacher.get(f"/quizzes/{answer.json['quiz_id']}").json
    assert (made["title"], made["state"], made["questions"]) == ("Birds", "draft", 2)


def test_more_are_added_to_a_quiz_and_go_out_again(by_teacher: Program, classroom: Classroom) -> None:
    first = send(by_teacher, f"/classrooms/{classroom.public_id}/quizzes/import").json["quiz_id"]
    assert send(by_teacher, f"/quizzes/{first}/import", format="gift").json["quiz_id"] == first
    assert by_teacher.get(f"/quizzes/{first}").json["questions"] == 4
    for format, found in (("gift", Format.GIFT), ("moodle_xml", Format.MOODLE_XML), ("qti22", Format.QTI2)):
        saved = by_teacher.call("GET", f"/quizzes/{first}/export", query_string={"format": format})
        assert saved.headers["Content-Disposition"].startswith("attachment")
        reading = question_files.read(saved.get_data())
        assert (reading.format, len(reading.questions)) == (found, 4)
    report = by_teacher.get(f"/quizzes/{first}/export/report", format="qti22").json
    assert {each["status"] for each in report["questions"]} == {"imported"}


@pytest.mark.parametrize(
    ("data", "more", "field"),
    [
        (b"", {}, "file"),
        (b"Hello", {}, "file"),
        (b"PK\x03\x04broken", {}, "file"),
        ("<quiz><question type='essay'/></quiz>", {"format": "qti12"}, "file"),
        (GIFT, {"format": "word"}, "format"),
        (GIFT, {"title": "x" * (limits.QUIZ_TITLE + 1)}, "title"),
    ],
)
def test_what_cannot_be_read_is_said_by_field(
    by_teacher: Program, classroom: Classroom, data: bytes | str, more: dict[str, str], field: str
) -> None:
    answer = send(by_teacher, f"/classrooms/{classroom.public_id}/quizzes/import", data, **more)
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [field]


def test_without_a_file_or_a_format(by_teacher: Program, classroom: Classroom) -> None:
    path = f"/classrooms/{classroom.public_id}/quizzes/import"
    answer = by_teacher.call("POST", path, data={}, content_type="multipart/form-data")
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["file"])
    quiz = send(by_teacher, path).json["quiz_id"]
    assert by_teacher.get(f"/quizzes/{quiz}/export").status_code == 422
    assert by_teacher.get(f"/quizzes/{quiz}/export", format="aiken").status_code == 422


def test_where_nothing_is_certain_there_is_no_quiz(by_teacher: Program, classroom: Classroom) -> None:
    answer = send(by_teacher, f"/classrooms/{classroom.public_id}/quizzes/import", "Both {~a ~b}")
    assert (answer.status_code, answer.json["quiz_id"]) == (201, None)


def test_students_neither_import_nor_export(by_teacher: Program, by_student: Program, classroom: Classroom) -> None:
    path = f"/classrooms/{classroom.public_id}/quizzes/import"
    assert send(by_student, path).status_code == 403
    quiz = send(by_teacher, path).json["quiz_id"]
    by_teacher.post(f"/quizzes/{quiz}/publication")
    assert send(by_student, f"/quizzes/{quiz}/import").status_code == 403
    assert by_student.get(f"/quizzes/{quiz}/export", format="gift").status_code == 403


def test_a_file_may_be_bigger_than_other_bodies(by_teacher: Program, classroom: Classroom) -> None:
    data = GIFT + "// a long comment\n" * 300_000
    answer = send(by_teacher, f"/classrooms/{classroom.public_id}/quizzes/import", data)
    assert answer.status_code == 201
