"""Files of quizzes, and what became of the questions in them."""

from __future__ import annotations

from enum import StrEnum

from marshmallow import Schema, fields

from app.blueprints.api.schemas.base import Query
from app.blueprints.api.schemas.fields import Choice
from app.formats.question_files import Format, Status


class FileQuestionSchema(Schema):
    """One question. `reason` is for people, in their language; `codes` say the same to programs."""

    number = fields.Integer(required=True)
    status = Choice(Status, required=True)
    type = fields.String(required=True, metadata={"description": "Our type, or the file's where it was not taken."})
    name = fields.String(required=True)
    reason = fields.String(required=True)
    codes = fields.List(fields.String(), required=True)


class ImportSchema(Schema):
    quiz_id = fields.String(required=True, allow_none=True)
    format = Choice(Format, required=True)
    questions = fields.List(fields.Nested(FileQuestionSchema), required=True)


class ExportFormat(StrEnum):
    """The formats that are written."""

    GIFT = Format.GIFT.value
    MOODLE_XML = Format.MOODLE_XML.value
    QTI2 = Format.QTI2.value
    CSV = Format.CSV.value


class ExportQuery(Query):
    format = Choice(ExportFormat, required=True)


class ExportReportSchema(Schema):
    format = Choice(ExportFormat, required=True)
    questions = fields.List(fields.Nested(FileQuestionSchema), required=True)
