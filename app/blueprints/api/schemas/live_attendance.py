"""Who was at a live session."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from app.blueprints.api.schemas.base import Body, listed
from app.blueprints.api.schemas.fields import Choice, Moment, Nest, Several, Text
from app.models import limits
from app.models.base import PUBLIC_ID_LENGTH
from app.models.live_people import Presence


class AttendanceSchema(Schema):
    """One person at one session. While it goes on, what is so far."""

    session_id = fields.String(required=True)
    user_id = fields.String(required=True)
    name = fields.String(required=True)
    status = Choice(Presence, required=True, metadata={"description": "What counts: as corrected, else as counted."})
    counted_as = Choice(Presence, required=True, metadata={"description": "What the room made of it."})
    corrected = fields.Boolean(required=True, metadata={"description": "Somebody noted it by hand."})
    attended = fields.Boolean(required=True, metadata={"description": "For as long as the session asks for."})
    seconds = fields.Integer(required=True, metadata={"description": "In the room; lost connections do not count."})
    joined_at = Moment(required=True, allow_none=True)
    left_at = Moment(required=True, allow_none=True)
    note = fields.String(required=True, allow_none=True, metadata={"description": "For the staff of the class only."})


AttendanceList = listed(AttendanceSchema)


class AttendancePost(Body):
    """What is noted of one person."""

    user_id = Text(PUBLIC_ID_LENGTH, least=PUBLIC_ID_LENGTH, required=True)
    status = Choice(
        Presence,
        required=True,
        allow_none=True,
        metadata={"description": "Null: what the room says. Before it begins only excused, or null."},
    )
    note = Text(limits.ATTENDANCE_NOTE, metadata={"description": "Left out, the one there is stays."})


class AttendancePatch(Body):
    """What is noted of many: all of it, or nothing."""

    items = Several(Nest(AttendancePost), required=True, validate=validate.Length(1, limits.LIVE_PEOPLE))


class AttendanceMarksSchema(Schema):
    """Those that were noted, as they stand now."""

    items = Nest(AttendanceSchema, many=True, required=True)
