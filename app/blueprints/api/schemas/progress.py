"""How far students are."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.blueprints.api.schemas.base import listed
from app.blueprints.api.schemas.fields import Moment, Nest


class ProgressSchema(Schema):
    """One student in one class."""

    classroom_id = fields.String(attribute="classroom.public_id", required=True)
    user_id = fields.String(attribute="user.public_id", required=True)
    name = fields.String(attribute="user.name", required=True)
    done = fields.Integer(required=True, metadata={"description": "Lessons that are done."})
    total = fields.Integer(required=True, metadata={"description": "Lessons that are published and meant for him."})
    percent = fields.Float(required=True, metadata={"description": "With two decimals; 0 in a class without lessons."})
    changed_at = Moment(required=True)
    completed_at = Moment(required=True, allow_none=True, metadata={"description": "Since when everything is done."})


ProgressList = listed(ProgressSchema)


class CompletionSchema(Schema):
    """A lesson that is done, and how far that brings."""

    lesson_id = fields.String(required=True)
    done_at = Moment(required=True)
    progress = Nest(ProgressSchema, required=True)
