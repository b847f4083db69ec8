"""Announcements."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.blueprints.api.schemas.base import Body, ListQuery, listed
from app.blueprints.api.schemas.fields import Choice, Day, Flag, Moment, MomentGiven, Nest, Several, Text
from app.formats.recurrence import Repeat
from app.models import limits
from app.models.announcement import AnnouncementState, Audience
from app.models.base import PUBLIC_ID_LENGTH
from app.models.lesson import BodyFormat
from app.models.user import Role

IN_A_CLASS = (Audience.CLASSROOM, Audience.CHOSEN)


class AnnouncementItemSchema(Schema):
    """An announcement without its text."""

    id = fields.String(attribute="public_id", required=True)
    audience = Choice(Audience, required=True)
    role = Choice(Role, required=True, allow_none=True)
    classroom_id = fields.String(attribute="classroom_public_id", required=True, allow_none=True)
    author_name = fields.String(required=True)
    title = fields.String(required=True)
    state = Choice(AnnouncementState, required=True)
    pinned = fields.Boolean(required=True)
    urgent = fields.Boolean(required=True)
    publish_at = Moment(required=True, allow_none=True, metadata={"description": "When it is published next."})
    repeats = Choice(Repeat, required=True)
    repeat_until = fields.Date(required=True, allow_none=True)
    timezone = fields.String(required=True, metadata={"description": "By whose clocks it repeats."})
    published_at = Moment(required=True, allow_none=True)
    expires_at = Moment(required=True, allow_none=True)
    edited_at = Moment(required=True, allow_none=True)
    nudged_at = Moment(required=True, allow_none=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)


AnnouncementList = listed(AnnouncementItemSchema)


class ReachSchema(Schema):
    """How many people it came to so far, by its last publication."""

    people = fields.Integer(required=True)
    read = fields.Integer(required=True)
    reached = fields.Integer(required=True, metadata={"description": "By push or mail, and not read yet."})
    waiting = fields.Integer(required=True)
    unreachable = fields.Integer(required=True)


class AnnouncementSchema(AnnouncementItemSchema):
    """An announcement with its text: `body_html` is safe to show; `body` is the source, for those who may change it."""

    body = fields.String(required=True, allow_none=True)
    body_format = Choice(BodyFormat, required=True)
    body_html = fields.String(required=True)
    reach = Nest(
        ReachSchema, required=True, allow_none=True, metadata={"description": "For those who may know; else null."}
    )


class AnnouncementQuery(ListQuery):
    classroom_id = Text(PUBLIC_ID_LENGTH, load_default=None)
    state = Choice(AnnouncementState, load_default=None)


class AnnouncementPatch(Body):
    """What is left out stays. Once it is published, it stays for whom it is."""

    audience = Choice(Audience)
    role = Choice(Role, metadata={"description": "With the audience `role`."})
    people = Several(
        Text(PUBLIC_ID_LENGTH, least=1),
        validate=validate.Length(1, limits.ANNOUNCEMENT_PEOPLE, error=_l("From {min} to {max}.")),
        metadata={"description": "Ids of users of the class, with the audience `chosen`."},
    )
    title = Text(limits.ANNOUNCEMENT_TITLE, least=1)
    body = Text(limits.ANNOUNCEMENT_BODY, lines=True, strip=False)
    body_format = Choice(BodyFormat)
    pinned = Flag()
    urgent = Flag(metadata={"description": "For admins: it rings in quiet hours."})
    expires_at = MomentGiven(allow_none=True)

    @validates_schema
    def whom(self, given: dict[str, Any], **_rest: object) -> None:
        for name in ("role", "people"):
            if name in given and "audience" not in given:
                raise ValidationError(_("Say the audience with it."), name)


class AnnouncementPost(AnnouncementPatch):
    """A new draft."""

    audience = Choice(Audience, required=True)
    classroom_id = Text(
        PUBLIC_ID_LENGTH, least=1, metadata={"description": "With the audiences `classroom` and `chosen`."}
    )
    title = Text(limits.ANNOUNCEMENT_TITLE, least=1, required=True)
    body = Text(limits.ANNOUNCEMENT_BODY, lines=True, strip=False, load_default="")
    body_format = Choice(BodyFormat, load_default=BodyFormat.MARKDOWN)


class PublicationPost(Body):
    """Nothing: at once. With a time, the clock publishes it then, and again as `repeats` says."""

    publish_at = MomentGiven()
    repeats = Choice(Repeat, load_default=Repeat.NONE)
    repeat_until = Day(load_default=None)
