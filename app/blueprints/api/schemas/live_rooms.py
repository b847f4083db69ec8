"""The room of a live session, as programs start it, enter it and end it."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.actions.live_doors import Door
from app.blueprints.api.schemas.base import Body
from app.blueprints.api.schemas.fields import Choice, Flag
from app.models.live import Provider

STATE = {
    "description": "open: come in. not_started, waiting and locked: ask again later. consent: ask again with "
    "`consent`, since the session may be recorded."
}


class LiveConsentPost(Body):
    consent = Flag(
        load_default=False, metadata={"description": "Its person knows that the session may be recorded, and agrees."}
    )


class LiveJoinSchema(Schema):
    """How the door stands, and where to go. What a browser needs beside that, it hears over the socket of its page."""

    state = Choice(Door, required=True, metadata=STATE)
    provider = Choice(Provider, required=True)
    url = fields.String(
        required=True, allow_none=True, metadata={"description": "The room, or the meeting elsewhere; null: not open."}
    )
