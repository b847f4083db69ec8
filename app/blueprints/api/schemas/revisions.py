"""What lessons said before."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.blueprints.api.schemas.base import listed
from app.blueprints.api.schemas.fields import Choice, Moment
from app.models.lesson import BodyFormat


class RevisionItemSchema(Schema):
    """One save of a lesson, without its text."""

    version = fields.Integer(required=True, metadata={"description": "That of the lesson after this save."})
    title = fields.String(required=True)
    author_id = fields.String(attribute="author.public_id", required=True, allow_none=True, dump_default=None)
    saved_at = Moment(required=True)


class RevisionSchema(RevisionItemSchema):
    """One save with its text: `body` as it was typed, `body_html` as it would be shown today."""

    body = fields.String(required=True)
    body_format = Choice(BodyFormat, required=True)
    body_html = fields.String(required=True)


RevisionList = listed(RevisionItemSchema)
