"""The stream of a class: /classrooms/<id>/stream."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from app.blueprints.api.paging import Slice, slice_of
from app.blueprints.api.resource import Resource
from app.blueprints.api.schemas.base import ListQuery, listed
from app.blueprints.api.schemas.fields import Moment
from app.models.classroom import Classroom
from app.models.event import Event
from app.permissions import Can, requires
from app.reports import stream
from app.web.visitors import viewer

blueprint = Resource("stream", __name__, "Stream", "What is new in a class")


class EntrySchema(Schema):
    """Something that appeared in a class, and that I may see."""

    id = fields.String(attribute="public_id", required=True)
    type = fields.String(required=True, metadata={"description": "What happened, such as lesson.published."})
    title = fields.String(required=True)
    path = fields.String(required=True, metadata={"description": "The page that it leads to."})
    by = fields.String(required=True, allow_none=True)
    at = Moment(required=True)
    is_new = fields.Boolean(required=True, metadata={"description": "Whether my bell holds it unread."})


@blueprint.get("/classrooms/<id>/stream")
@requires(Can.CLASS_INSIDE, Classroom)
@blueprint.response(200, listed(EntrySchema))
@blueprint.query(ListQuery)
def index(classroom: Classroom, query: dict[str, Any]) -> Slice:
    """Everything new in a class, each thing once, the newest first"""
    part = slice_of(stream.of(classroom, viewer()), Event.id, newest_first=True, **query)
    return {**part, "items": stream.entries(part["items"], viewer())}
