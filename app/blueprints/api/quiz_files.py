"""Quizzes in the files of other programs: imported, exported, and what became of each question."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from flask import Response, request
from flask_babel import gettext as _

from app.actions import quiz_exports, quiz_imports
from app.actions.quiz_imports import Imported
from app.blueprints.api.resource import Resource
from app.blueprints.api.schemas.quiz_files import ExportQuery, ExportReportSchema, ImportSchema
from app.blueprints.quizzes.exporting import file_of
from app.errors import Invalid
from app.formats.question_files import Format, Reading, ReadQuestion, WrittenQuestion
from app.models import limits
from app.models.classroom import Classroom
from app.models.quiz import Quiz
from app.permissions import Can, requires
from app.web.question_file_words import sentences
from app.web.visitors import viewer

blueprint = Resource("quiz_files", __name__, "Files of quizzes", "Questions from and for other programs")
FILE = {"type": "string", "format": "binary", "description": "15 MB at most."}
FORMAT = {
    "type": "string",
    "enum": [each.value for each in Format],
    "description": "Found by itself where left out.",
}
TITLE = {"type": "string", "maxLength": limits.QUIZ_TITLE, "description": "Else the quiz is named as the file is."}


def _form(**fields: dict[str, Any]) -> dict[str, Any]:
    schema = {"type": "object", "properties": {"file": FILE, "format": FORMAT, **fields}, "required": ["file"]}
    return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}


BYTES = {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
SAVED = {"200": {"description": "The file", **BYTES}}


@blueprint.post("/classrooms/<id>/quizzes/import")
@requires(Can.QUIZ_WRITE, Classroom)
@blueprint.response(201, ImportSchema)
@blueprint.doc(requestBody=_form(title=TITLE))
def take_new(classroom: Classroom) -> dict[str, Any]:
    """Make a draft of the questions in a file; quiz_id is null where none could be taken over"""
    title = request.form.get("title", "").strip()
    if len(title) > limits.QUIZ_TITLE:
        raise Invalid({"title": _("At most %(max)d characters.", max=limits.QUIZ_TITLE)})
    return _told(quiz_imports.create(classroom, _read(), actor=viewer(), title=title))


@blueprint.post("/quizzes/<id>/import")
@requires(Can.QUIZ_EDIT, Quiz)
@blueprint.response(201, ImportSchema)
@blueprint.doc(requestBody=_form())
def take_more(quiz: Quiz) -> dict[str, Any]:
    """Put the questions in a file at the end of a quiz"""
    return _told(quiz_imports.add(quiz, _read(), actor=viewer()))


@blueprint.get("/quizzes/<id>/export")
@requires(Can.QUIZ_RESULTS, Quiz)
@blueprint.doc(responses=SAVED)
@blueprint.query(ExportQuery)
def export(quiz: Quiz, query: dict[str, Any]) -> Response:
    """A quiz as a file for other programs, with its right answers"""
    return file_of(quiz.title, quiz_exports.write(quiz, Format(query["format"])))


@blueprint.get("/quizzes/<id>/export/report")
@requires(Can.QUIZ_RESULTS, Quiz)
@blueprint.response(200, ExportReportSchema)
@blueprint.query(ExportQuery)
def report(quiz: Quiz, query: dict[str, Any]) -> dict[str, Any]:
    """What of a quiz such a file would hold; imported: as it is, changed: with what is said, unsupported: not in it"""
    questions = quiz_exports.reports(quiz)[Format(query["format"])]
    return {"format": query["format"], "questions": _questions(questions)}


def _read() -> Reading:
    """The file of the form. Raises Invalid."""
    file = request.files.get("file")
    said = request.form.get("format", "")
    if file is None:
        raise Invalid({"file": _("Choose a file first.")})
    if said and said not in set(Format):
        raise Invalid({"format": _("Choose one of these: %(choices)s", choices=", ".join(Format))})
    return quiz_imports.read(cast(Any, file.stream), Format(said) if said else None)


def _told(made: Imported) -> dict[str, Any]:
    quiz_id = made.quiz.public_id if made.quiz else None
    return {"quiz_id": quiz_id, "format": made.format, "questions": _questions(made.questions)}


def _questions(questions: Iterable[ReadQuestion | WrittenQuestion]) -> list[dict[str, Any]]:
    return [
        {
            "number": each.number,
            "status": each.status,
            "type": each.question.type if isinstance(each, ReadQuestion) and each.question else each.type,
            "reason": sentences(each.reasons),
            "codes": [reason.why.value for reason in each.reasons],
            "name": each.name,
        }
        for each in questions
    ]
