"""Modules and their lessons."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.blueprints.api.schemas.base import Body, listed
from app.blueprints.api.schemas.fields import Choice, Moment, MomentGiven, Number, Text
from app.models import limits
from app.models.lesson import BodyFormat, LessonKind, LessonState
from app.models.progress import FinishRule


class ModuleSchema(Schema):
    id = fields.String(attribute="public_id", required=True)
    classroom_id = fields.String(attribute="classroom.public_id", required=True)
    title = fields.String(required=True)
    description = fields.String(required=True)
    position = fields.Integer(required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)


ModuleList = listed(ModuleSchema)


class ModulePatch(Body):
    """What is left out stays."""

    title = Text(limits.MODULE_TITLE, least=1)
    description = Text(limits.DESCRIPTION, lines=True)


class ModulePost(ModulePatch):
    title = Text(limits.MODULE_TITLE, least=1, required=True)


class LessonItemSchema(Schema):
    """A lesson without its text."""

    id = fields.String(attribute="public_id", required=True)
    classroom_id = fields.String(attribute="classroom.public_id", required=True)
    module_id = fields.String(attribute="module.public_id", required=True)
    kind = Choice(LessonKind, required=True)
    title = fields.String(required=True)
    state = Choice(LessonState, required=True)
    position = fields.Integer(required=True)
    version = fields.Integer(required=True, metadata={"description": "Grows with every change of the lesson."})
    publish_at = Moment(required=True, allow_none=True, metadata={"description": "When it is published by itself."})
    published_at = Moment(required=True, allow_none=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)


class LessonSchema(LessonItemSchema):
    """A lesson with its text: `body_html` is safe to show; `body` is the source, for those who may change it."""

    body = fields.String(required=True, allow_none=True)
    body_format = Choice(BodyFormat, required=True)
    body_html = fields.String(required=True)
    finish_rule = Choice(FinishRule, required=True, metadata={"description": "What makes it done."})
    finish_minutes = fields.Integer(required=True, metadata={"description": "How long, where it is the minutes."})
    finish_session_id = fields.String(
        required=True, allow_none=True, metadata={"description": "The live session that it waits for."}
    )
    address = fields.String(required=True, metadata={"description": "Of a link, or of a video elsewhere; else empty."})
    minutes = fields.Integer(required=True, allow_none=True, metadata={"description": "How long it takes."})
    file_id = fields.String(required=True, allow_none=True, metadata={"description": "The file that it is about."})
    quiz_id = fields.String(required=True, allow_none=True, metadata={"description": "The quiz that it is."})


LessonList = listed(LessonItemSchema)


class LessonPatch(Body):
    """What is left out stays."""

    kind = Choice(LessonKind)
    address = Text(limits.LINK_URL)
    minutes = Number(1, limits.LESSON_MINUTES, allow_none=True)
    file_id = Text(32, least=32)
    quiz_id = Text(32, least=32)
    title = Text(limits.LESSON_TITLE, least=1)
    body = Text(limits.LESSON_BODY, lines=True, strip=False)
    body_format = Choice(BodyFormat)
    finish_rule = Choice(FinishRule)
    finish_minutes = Number(1, limits.LESSON_MINUTES)
    finish_session_id = Text(32, least=32)
    version = Number(
        1, metadata={"description": "The one that the change began from; 409 if somebody was faster meanwhile."}
    )


class LessonPost(Body):
    """A new draft."""

    title = Text(limits.LESSON_TITLE, least=1, required=True)
    body = Text(limits.LESSON_BODY, lines=True, strip=False, load_default="")
    body_format = Choice(BodyFormat, load_default=BodyFormat.MARKDOWN)
    kind = Choice(LessonKind, load_default=LessonKind.TEXT)
    finish_rule = Choice(FinishRule)
    finish_minutes = Number(1, limits.LESSON_MINUTES)
    finish_session_id = Text(32, least=32)
    address = Text(limits.LINK_URL)
    minutes = Number(1, limits.LESSON_MINUTES, allow_none=True)
    file_id = Text(32, least=32)
    quiz_id = Text(32, least=32)


class LessonPublicationPost(Body):
    """When: now, or at a time to come."""

    publish_at = MomentGiven(metadata={"description": "Leave it out to publish now."})
