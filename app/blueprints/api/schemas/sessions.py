"""Live sessions: when they are held, as which series, for whom, and in which room."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from marshmallow import Schema, fields

from app.actions.live_edits import Scope
from app.blueprints.api.schemas.base import Body, ListQuery, Query, listed
from app.blueprints.api.schemas.fields import YEARS, Choice, Flag, Moment, MomentGiven, Number, Several, Text
from app.models import limits
from app.models.base import PUBLIC_ID_LENGTH
from app.models.live import BEFORE, Doors, LiveKind, LiveState, Provider, Registration
from app.models.live_people import Seat

MINUTES_BEFORE = tuple(int(offset.total_seconds()) // 60 for offset in BEFORE)
WALL = {"description": "An instant with its zone, or without one the time that clocks of `timezone` show."}
RULE = {
    "description": "RRULE of RFC 5545: FREQ=DAILY or WEEKLY with INTERVAL, BYDAY, WKST and COUNT or UNTIL. "
    "It counts on the clocks of `timezone`; the first session is the first time from `starts_at` on that it names."
}
BEFORE_IT = {"description": "Minutes before the start at which those who are awaited are reminded."}
SCOPED = {"description": "Of a series: this one, it and those that follow, or all that are still to come."}


class WallMoment(MomentGiven):
    """An instant, or a time without a zone, which stays without."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            given = datetime.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            given = None
        if given is not None and given.tzinfo is None and given.year in YEARS:
            return given
        return super()._deserialize(value, attr, data, **kwargs)


class ConflictSchema(Schema):
    """Another session at the same time at which I am awaited."""

    id = fields.String(attribute="public_id", required=True)
    title = fields.String(required=True)
    starts_at = Moment(required=True)
    ends_at = Moment(required=True)


class HostSchema(Schema):
    id = fields.String(attribute="public_id", required=True)
    name = fields.String(required=True)


class SessionSchema(Schema):
    """A live session. What only those who teach need is null to others; how to enter, POST …/join says."""

    id = fields.String(attribute="public_id", required=True)
    classroom_id = fields.String(attribute="classroom.public_id", required=True)
    series_id = fields.String(required=True, allow_none=True)
    kind = Choice(LiveKind, required=True)
    title = fields.String(required=True)
    description = fields.String(required=True)
    status = Choice(LiveState, attribute="state", required=True)
    starts_at = Moment(required=True)
    ends_at = Moment(required=True)
    duration_minutes = fields.Integer(attribute="minutes", required=True)
    timezone = fields.String(attribute="zone", required=True)
    rrule = fields.String(required=True, allow_none=True, metadata=RULE)
    recurs_at = Moment(required=True, allow_none=True, metadata={"description": "When its series has it."})
    started_at = Moment(required=True, allow_none=True)
    ended_at = Moment(required=True, allow_none=True)
    cancelled_at = Moment(required=True, allow_none=True)
    cancel_reason = fields.String(required=True)
    host = fields.Nested(HostSchema, required=True, allow_none=True)
    provider = Choice(Provider, required=True)
    link_url = fields.String(required=True, allow_none=True)
    for_class = fields.Boolean(required=True)
    group_id = fields.String(required=True, allow_none=True)
    waiting_room = fields.Boolean(required=True)
    may_record = fields.Boolean(required=True)
    doors = Choice(Doors, required=True)
    registration = Choice(Registration, required=True)
    seats = fields.Integer(required=True, allow_none=True)
    reminders = fields.List(fields.Integer(), required=True, metadata=BEFORE_IT)
    absent_minutes = fields.Integer(required=True, allow_none=True)
    late_minutes = fields.Integer(required=True)
    attend_minutes = fields.Integer(required=True)
    sequence = fields.Integer(required=True, metadata={"description": "Grows when calendars have to hear of a change."})
    version = fields.Integer(required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)


class SessionKeptSchema(SessionSchema):
    """A session that was just written, with what I am awaited at at the same time."""

    conflicts = fields.List(fields.Nested(ConflictSchema), required=True)


SessionList = listed(SessionSchema)


class SessionFilter(Query):
    status = Choice(LiveState)
    kind = Choice(LiveKind)
    classroom_id = Text(PUBLIC_ID_LENGTH)
    starts_from = MomentGiven(data_key="from", metadata={"description": "Those that end after it."})
    starts_to = MomentGiven(data_key="to", metadata={"description": "Those that begin before it."})


class SessionsQuery(ListQuery, SessionFilter):
    """Which sessions."""


class UpcomingQuery(SessionFilter):
    limit = Number(1, limits.API_PAGE_MAX, typed=False, load_default=limits.API_PAGE)


class ScopeQuery(Query):
    scope = Choice(Scope, load_default=Scope.THIS, metadata=SCOPED)


class CancelQuery(ScopeQuery):
    reason = Text(limits.CANCEL_REASON, load_default="", metadata={"description": "Those who were awaited read it."})


class SessionPatch(Body):
    """What is left out stays."""

    title = Text(limits.LIVE_TITLE, least=1)
    description = Text(limits.DESCRIPTION, lines=True)
    starts_at = WallMoment(metadata=WALL)
    duration_minutes = Number(1, limits.LIVE_MINUTES)
    timezone = Text(limits.ZONE_NAME, least=1)
    rrule = Text(limits.LIVE_RULE, metadata=RULE)
    kind = Choice(LiveKind)
    host_id = Text(PUBLIC_ID_LENGTH)
    group_id = Text(PUBLIC_ID_LENGTH, allow_none=True)
    for_class = Flag()
    provider = Choice(Provider)
    link_url = Text(limits.LINK_URL)
    waiting_room = Flag()
    may_record = Flag()
    doors = Choice(Doors)
    registration = Choice(Registration)
    seats = Number(1, limits.LIVE_SEATS, allow_none=True)
    reminders = Several(Number(), metadata=BEFORE_IT)
    absent_minutes = Number(1, limits.LIVE_MINUTES, allow_none=True)
    late_minutes = Number(0, limits.LIVE_MINUTES)
    attend_minutes = Number(0, limits.LIVE_MINUTES)
    version = Number(
        1, metadata={"description": "The one that the change began from; 409 if somebody was faster meanwhile."}
    )


class SessionPost(SessionPatch):
    """A new session, or with `rrule` the first of a series."""

    class Meta(Body.Meta):
        exclude = ("version",)

    classroom_id = Text(PUBLIC_ID_LENGTH, required=True)
    title = Text(limits.LIVE_TITLE, least=1, required=True)
    starts_at = WallMoment(required=True, metadata=WALL)
    duration_minutes = Number(1, limits.LIVE_MINUTES, required=True)
    timezone = Text(limits.ZONE_NAME, least=1, metadata={"description": "Left out: that of my account."})
    user_ids = Several(Text(PUBLIC_ID_LENGTH), metadata={"description": "Whom I choose beside the class."})


class PeopleBody(Body):
    user_ids = Several(Text(PUBLIC_ID_LENGTH), required=True)


class ParticipantSchema(Schema):
    """Somebody who is awaited. `seat` is null for those who are there with their class or group, and for the host."""

    user_id = fields.String(required=True)
    name = fields.String(required=True)
    seat = Choice(Seat, required=True, allow_none=True)
    is_host = fields.Boolean(required=True)


ParticipantList = listed(ParticipantSchema)
