"""How people are reached: what they choose, and what the school decides."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import lazy_gettext as _l
from marshmallow import Schema, fields, validate

from app.blueprints.api.schemas.base import Body
from app.blueprints.api.schemas.fields import (
    Anything,
    Choice,
    Clock,
    Flag,
    Moment,
    MomentGiven,
    Nest,
    Number,
    Several,
    Text,
)
from app.models import limits
from app.models.notification import Channel
from app.models.preference import Every, Mode, Rule
from app.notifications.matrix import Preset
from app.notifications.session_reminders import MINUTES

KIND_LENGTH = 40
WORD_LENGTH = 10
AT_ONCE = validate.Length(0, limits.POLICIES_AT_ONCE, error=_l("From {min} to {max}."))
HINT_OF_MODES = "How each type comes on each channel: {“new_content”: {“push”: “off”, “email”: “digest”}}."


class Weekday(StrEnum):
    """In the order of a week."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class CellSchema(Schema):
    """One type on one channel."""

    mode = Choice(Mode, required=True, metadata={"description": "What is in force."})
    modes = fields.List(fields.String(), required=True, metadata={"description": "What can be chosen."})
    locked = fields.Boolean(required=True, metadata={"description": "Whether the school decides; `reason` says why."})
    reason = fields.String(required=True)


class TypeSchema(Schema):
    """One type of notification. Null stands for a channel on which it never comes."""

    type = fields.String(required=True)
    label = fields.String(required=True)
    push = Nest(CellSchema, required=True, allow_none=True)
    email = Nest(CellSchema, required=True, allow_none=True)


class QuietHoursSchema(Schema):
    """Hours in which nothing is sent, by the clock of one's own zone."""

    own = fields.Boolean(required=True, metadata={"description": "False where the school's count."})
    on = fields.Boolean(required=True)
    start = fields.String(required=True)
    end = fields.String(required=True)
    days = fields.List(fields.String(), required=True, metadata={"description": "On which they begin."})
    urgent_passes = fields.Boolean(required=True)


class DigestSchema(Schema):
    """When gathered mail comes; the day counts for weekly ones."""

    every = Choice(Every, required=True)
    hour = fields.Integer(required=True)
    weekday = Choice(Weekday, required=True)


class MutedSchema(Schema):
    """A class of which nothing is sent."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    until = Moment(required=True, allow_none=True, metadata={"description": "Null is for good."})


class PreferencesSchema(Schema):
    push_on = fields.Boolean(required=True, metadata={"description": "False: nothing on devices, whatever else."})
    email_on = fields.Boolean(required=True, metadata={"description": "False: no mail, whatever else."})
    preset = Choice(Preset, required=True, allow_none=True, metadata={"description": "Null: a choice of one's own."})
    types = Nest(TypeSchema, many=True, required=True)
    quiet_hours = Nest(QuietHoursSchema, required=True)
    digest = Nest(DigestSchema, required=True)
    muted_classrooms = Nest(MutedSchema, many=True, required=True)
    session_reminders = fields.List(
        fields.Integer(),
        required=True,
        allow_none=True,
        metadata={"description": "Minutes before each live session. Null: as its teacher says."},
    )


class SchoolHoursPut(Body):
    """Hours in which nothing is sent, as clocks show them: “20:00” to “07:00”."""

    on = Flag(required=True)
    start = Clock(required=True)
    end = Clock(required=True)
    urgent_passes = Flag(load_default=True)


class QuietHoursPut(SchoolHoursPut):
    days = Several(
        Choice(Weekday),
        load_default=list(Weekday),
        validate=validate.Length(0, limits.DAYS_A_WEEK, error=_l("From {min} to {max}.")),
        metadata={"description": "On which they begin; every day if left out."},
    )


class DigestPut(Body):
    every = Choice(Every, required=True)
    hour = Number(0, 23, required=True)
    weekday = Choice(Weekday, load_default=Weekday.FRIDAY)


class PreferencesPut(Body):
    """What is left out besides the two switches stays."""

    push_on = Flag(required=True)
    email_on = Flag(required=True)
    preset = Choice(Preset, metadata={"description": "Chosen before what `modes` says."})
    modes = Anything(
        keys=Text(KIND_LENGTH),
        values=Anything(keys=Text(WORD_LENGTH), values=Text(WORD_LENGTH), validate=AT_ONCE),
        validate=AT_ONCE,
        metadata={"description": HINT_OF_MODES},
    )
    quiet_hours = Nest(QuietHoursPut, allow_none=True, metadata={"description": "Null: those of the school again."})
    digest = Nest(DigestPut)
    session_reminders = Several(
        Number(1, max(MINUTES)),
        allow_none=True,
        validate=validate.Length(0, limits.LIVE_REMINDERS, error=_l("From {min} to {max}.")),
        metadata={"description": "Some of 15, 30, 60 and 1440. Null: as the teacher of each says; empty: never."},
    )


class MutePut(Body):
    until = MomentGiven(load_default=None, allow_none=True, metadata={"description": "Null or left out: for good."})


class MuteSchema(Schema):
    until = Moment(required=True, allow_none=True)


class PolicySchema(Schema):
    """What the school says of one type on one channel."""

    type = fields.String(required=True)
    channel = Choice(Channel, required=True)
    rule = Choice(Rule, required=True)
    mode = Choice(Mode, required=True, metadata={"description": "As it comes where nobody chose."})
    reason = fields.String(required=True)


class SchoolHoursSchema(Schema):
    """Of students without quiet hours of their own."""

    on = fields.Boolean(required=True)
    start = fields.String(required=True)
    end = fields.String(required=True)
    urgent_passes = fields.Boolean(required=True)


class PoliciesSchema(Schema):
    policies = Nest(PolicySchema, many=True, required=True)
    quiet_hours = Nest(SchoolHoursSchema, required=True)


class PolicyPut(Body):
    type = Text(KIND_LENGTH, least=1, required=True)
    channel = Choice(Channel, required=True)
    rule = Choice(Rule, required=True)
    mode = Choice(Mode, load_default=None, allow_none=True, metadata={"description": "Null: as usual."})
    reason = Text(limits.POLICY_REASON, load_default="", metadata={"description": "Needed unless people choose."})


class PoliciesPut(Body):
    """What is left out stays."""

    policies = Several(
        Nest(PolicyPut),
        load_default=list,
        validate=AT_ONCE,
    )
    quiet_hours = Nest(SchoolHoursPut)
