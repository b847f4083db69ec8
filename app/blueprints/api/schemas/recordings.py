"""Recordings of live sessions."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.actions.recordings import USUAL_DAYS
from app.blueprints.api.schemas.base import Body, ListQuery, listed
from app.blueprints.api.schemas.fields import Choice, Moment, MomentGiven, Number, Text
from app.models import limits
from app.models.base import PUBLIC_ID_LENGTH
from app.models.recording import RecordingShown, RecordingSource, RecordingState

KEPT = "How many days from now it is kept: 30, 90, 365 or 1095; null for good."


class RecordingSchema(Schema):
    """One recording. `file` of one that plays here; it may still be made ready, which its `state` says."""

    id = fields.String(attribute="public_id", required=True)
    session_id = fields.String(attribute="session.public_id", required=True)
    classroom_id = fields.String(attribute="session.classroom.public_id", required=True)
    title = fields.String(required=True)
    source = Choice(RecordingSource, required=True)
    state = Choice(RecordingState, required=True)
    shown = Choice(RecordingShown, required=True, metadata={"description": "Who sees it beside the staff."})
    url = fields.String(attribute="link_url", required=True, metadata={"description": "Of a link; else empty."})
    file_id = fields.String(attribute="file.public_id", dump_default=None, allow_none=True)
    seconds = fields.Integer(attribute="file.seconds", dump_default=None, allow_none=True)
    starts_at = Moment(attribute="session.starts_at", required=True, metadata={"description": "Of its session."})
    expires_at = Moment(required=True, allow_none=True, metadata={"description": "When it is deleted by itself."})
    created_at = Moment(required=True)
    updated_at = Moment(required=True)


RecordingList = listed(RecordingSchema)


class RecordingQuery(ListQuery):
    """Which recordings."""

    q = Text(100, load_default="", metadata={"description": "Words in the title of it or of its session."})
    classroom_id = Text(PUBLIC_ID_LENGTH, load_default="")
    first = MomentGiven(data_key="from", load_default=None, metadata={"description": "Of sessions from then on …"})
    last = MomentGiven(data_key="to", load_default=None, metadata={"description": "… and before then."})


class RecordingPatch(Body):
    """What is left out stays."""

    title = Text(limits.LIVE_TITLE, least=1)
    shown = Choice(RecordingShown)
    days = Number(1, metadata={"description": KEPT}, allow_none=True)


class RecordingPost(Body):
    """A file of the class, or an address elsewhere."""

    title = Text(limits.LIVE_TITLE, load_default="", metadata={"description": "Left out, that of the session."})
    file_id = Text(PUBLIC_ID_LENGTH, least=PUBLIC_ID_LENGTH)
    url = Text(limits.LINK_URL, least=1)
    shown = Choice(RecordingShown, load_default=RecordingShown.PARTICIPANTS)
    days = Number(1, load_default=USUAL_DAYS, metadata={"description": KEPT}, allow_none=True)
