"""Files of a class, on their way and whole; what stands beside a lesson; resources."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.blueprints.api.schemas.base import Body, Query, listed
from app.blueprints.api.schemas.fields import Choice, Moment, Number, Text
from app.models import limits
from app.models.file import FileKind, FilePlace, FileState

MOST_BYTES = 10**13
ID = 32
SUM = 64


class FileSchema(Schema):
    """A file that arrived whole. `state` and `progress` (percent) are of videos, which are made playable first."""

    id = fields.String(attribute="public_id", required=True)
    classroom_id = fields.String(attribute="classroom.public_id", required=True)
    filename = fields.String(required=True)
    media_type = fields.String(required=True)
    kind = Choice(FileKind, required=True)
    size = fields.Integer(required=True, metadata={"description": "In bytes."})
    sha256 = fields.String(required=True)
    state = Choice(FileState, required=True)
    progress = fields.Integer(required=True)
    problem = fields.String(required=True, metadata={"description": "Why a video cannot be played; else empty."})
    width = fields.Integer(required=True, allow_none=True)
    height = fields.Integer(required=True, allow_none=True)
    seconds = fields.Integer(required=True, allow_none=True)
    created_at = Moment(required=True)


FileList = listed(FileSchema)


class UploadSchema(Schema):
    """A file on its way: `offset` bytes are here."""

    id = fields.String(required=True)
    filename = fields.String(required=True)
    size = fields.Integer(required=True)
    offset = fields.Integer(required=True)
    expires_at = Moment(required=True)


class UploadPost(Body):
    filename = Text(limits.FILE_NAME, least=1, required=True)
    size = Number(1, MOST_BYTES, required=True)


class UploadQuery(Query):
    offset = Number(0, MOST_BYTES, typed=False, required=True, metadata={"description": "Where this piece begins."})


class CompletionPost(Body):
    sha256 = Text(SUM, metadata={"description": "In hex; a file that arrived otherwise is refused."})


class AttachmentSchema(Schema):
    """A file beside a lesson."""

    place = Choice(FilePlace, required=True)
    language = fields.String(required=True, metadata={"description": "Of captions, such as pt-BR; else empty."})
    file = fields.Nested(FileSchema, required=True)


class AttachmentsSchema(Schema):
    """All of them, in order."""

    items = fields.List(fields.Nested(AttachmentSchema), required=True)


class AttachmentPost(Body):
    """`place` is attachment, captions or poster."""

    file_id = Text(ID, least=ID, required=True)
    place = Choice(FilePlace, load_default=FilePlace.ATTACHMENT)
    language = Text(limits.LANGUAGE_TAG, load_default="")


class PlaceQuery(Query):
    place = Choice(FilePlace, load_default=FilePlace.ATTACHMENT)


class ResourceSchema(Schema):
    """A file or an address for the whole class: one of `file` and `url` is there."""

    id = fields.String(attribute="public_id", required=True)
    classroom_id = fields.String(attribute="classroom.public_id", required=True)
    title = fields.String(required=True)
    url = fields.String(required=True)
    file = fields.Nested(FileSchema, required=True, allow_none=True)
    position = fields.Integer(required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)


ResourceList = listed(ResourceSchema)


class ResourcePost(Body):
    """One of `file_id` and `url`."""

    title = Text(limits.LESSON_TITLE, load_default="")
    file_id = Text(ID, least=ID)
    url = Text(limits.LINK_URL, least=1)


class ResourcePatch(Body):
    """What is left out stays."""

    title = Text(limits.LESSON_TITLE, least=1)
    url = Text(limits.LINK_URL, least=1)
