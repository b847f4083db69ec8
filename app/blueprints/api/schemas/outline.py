"""Where lessons and modules stand, when they open, what was deleted, and the groups they are for."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.blueprints.api.schemas.base import Body
from app.blueprints.api.schemas.fields import Moment, MomentGiven, Nest, Several, Text
from app.models import limits
from app.models.base import PUBLIC_ID_LENGTH


def _id(about: str) -> Text:
    return Text(PUBLIC_ID_LENGTH, allow_none=True, load_default=None, metadata={"description": about})


class ModulePositionPut(Body):
    """Before or after another module of its class; with neither, at the end."""

    before_id = _id("The module that comes after it.")
    after_id = _id("The module that comes before it.")

    @validates_schema
    def one_neighbour(self, given: dict[str, Any], **_rest: Any) -> None:
        if given.get("before_id") and given.get("after_id"):
            raise ValidationError(_("Say one of both."), "after_id")


class LessonPositionPut(ModulePositionPut):
    """Into a module, its own if left out: before or after a lesson there; with neither, at the end."""

    module_id = _id("Where it goes.")


class DeletedSchema(Schema):
    """Something deleted, which can be restored."""

    id = fields.String(attribute="public_id", required=True)
    title = fields.String(required=True)
    deleted_at = Moment(required=True)


class BinSchema(Schema):
    """Modules with the lessons that went with them, and lessons deleted on their own."""

    modules = Nest(DeletedSchema, many=True, required=True)
    lessons = Nest(DeletedSchema, many=True, required=True)


class ReleaseSchema(Schema):
    """When something opens: all that is said must hold."""

    opens_at = Moment(required=True, allow_none=True)
    after_lesson_id = fields.String(required=True, allow_none=True)
    after_module_id = fields.String(required=True, allow_none=True)
    group_id = fields.String(required=True, allow_none=True)


class ReleasePut(Body):
    """The whole rule: what is left out does not hold it back."""

    opens_at = MomentGiven(allow_none=True, load_default=None)
    after_lesson_id = _id("A lesson that must be done.")
    after_module_id = _id("A module of which all must be done.")
    group_id = _id("The group it is for.")


class GroupSchema(Schema):
    """Some of the students of a class."""

    id = fields.String(attribute="public_id", required=True)
    classroom_id = fields.String(attribute="classroom.public_id", required=True)
    name = fields.String(required=True)
    people = fields.List(fields.String(), required=True, metadata={"description": "Ids of its students."})
    created_at = Moment(required=True)
    updated_at = Moment(required=True)


class GroupList(Schema):
    """All groups of a class."""

    items = Nest(GroupSchema, many=True, required=True)


class GroupPatch(Body):
    """What is left out stays."""

    name = Text(limits.GROUP_NAME, least=1)
    people = Several(Text(PUBLIC_ID_LENGTH), validate=validate.Length(max=limits.GROUP_PEOPLE))


class GroupPost(GroupPatch):
    name = Text(limits.GROUP_NAME, least=1, required=True)
