"""The school."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from marshmallow import Schema, fields, validate

from app.blueprints.api.schemas.base import Body
from app.blueprints.api.schemas.fields import Choice, Day, Nest, Several, Text
from app.models import limits
from app.models.calendar import WEEK, Weekday


class HolidaySchema(Schema):
    """Days without school, the first and the last included."""

    id = fields.String(attribute="public_id", required=True)
    name = fields.String(required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)


class SchoolSchema(Schema):
    """The school and its calendar; days are those of its time zone."""

    name = fields.String(required=True)
    language = fields.String(required=True)
    timezone = fields.String(required=True, metadata={"description": "A name of the IANA database."})
    school_days = fields.List(Choice(Weekday), required=True)
    holidays = fields.List(fields.Nested(HolidaySchema), required=True)


class HolidayGiven(Body):
    name = Text(limits.HOLIDAY_NAME, least=1, required=True)
    starts_on = Day(required=True)
    ends_on = Day(required=True)


class SchoolPatch(Body):
    """What is left out stays."""

    school_days = Several(
        Choice(Weekday), validate=validate.Length(min=1, max=len(WEEK), error=_l("From {min} to {max}."))
    )
    holidays = Several(
        Nest(HolidayGiven), validate=validate.Length(max=limits.HOLIDAYS, error=_l("From {min} to {max}."))
    )
