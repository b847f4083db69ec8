"""Who registered for a webinar."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.blueprints.api.schemas.base import ListQuery, listed
from app.blueprints.api.schemas.fields import Choice, Moment
from app.models.live_people import Seat


class StandingSchema(Schema):
    """How the one who asks stands to a webinar."""

    seat = Choice(Seat, required=True, allow_none=True, metadata={"description": "Null: not registered."})
    place = fields.Integer(required=True, allow_none=True, metadata={"description": "On the waiting list, from 1."})
    free_seats = fields.Integer(
        attribute="free", required=True, allow_none=True, metadata={"description": "Null: they are not counted."}
    )


class RegistrationSchema(Schema):
    """One person who registered."""

    user_id = fields.String(attribute="user.public_id", required=True)
    name = fields.String(attribute="user.name", required=True)
    seat = Choice(Seat, required=True)
    registered_at = Moment(required=True)
    decided_at = Moment(required=True, allow_none=True)


RegistrationList = listed(RegistrationSchema)


class RegistrationQuery(ListQuery):
    seat = Choice(Seat, load_default=None)


class ApprovedSchema(Schema):
    approved = fields.Integer(required=True)
