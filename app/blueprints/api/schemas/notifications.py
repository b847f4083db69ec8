"""What rings."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.blueprints.api.schemas.base import Body, ListQuery, Query, listed
from app.blueprints.api.schemas.fields import Anything, Choice, Flag, Moment, Nest, Number, Several, Text
from app.models import limits
from app.models.base import PUBLIC_ID_LENGTH
from app.models.notification import Priority
from app.models.user import Role
from app.web.visitors import is_own_path

KIND_LENGTH = 40


class Level(StrEnum):
    """How a notice looks."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


def own_path(path: str) -> None:
    if path and not is_own_path(path):
        raise ValidationError(_("This must be a path of this school, such as /classrooms."))


class NotificationSchema(Schema):
    """What one person is told of one event."""

    id = fields.String(required=True)
    type = fields.String(required=True)
    level = Choice(Level, required=True)
    priority = Choice(Priority, required=True)
    title = fields.String(required=True)
    body = fields.String(required=True)
    data = fields.Dict(required=True)
    related_object_type = fields.String(required=True, allow_none=True)
    related_object_id = fields.String(required=True, allow_none=True)
    redirect_url = fields.String(required=True)
    is_read = fields.Boolean(required=True)
    read_at = Moment(required=True, allow_none=True)
    sent_push = fields.Boolean(required=True)
    sent_email = fields.Boolean(required=True)
    seq = fields.Integer(required=True, metadata={"description": "Counts one's notifications, for `sync?since=`."})
    created_at = Moment(required=True)
    updated_at = Moment(required=True)


NotificationList = listed(NotificationSchema)


class NotificationQuery(ListQuery):
    unread = Flag(typed=False, load_default=False, metadata={"description": "Only those not read yet."})
    type = Text(KIND_LENGTH, load_default=None)


class NotificationPut(Body):
    is_read = Flag(required=True)


class NotificationPatch(Body):
    is_read = Flag()


class AudienceBody(Body):
    """Whom a notice is for."""

    user_id = Text(PUBLIC_ID_LENGTH, least=1, metadata={"description": "For one person …"})
    user_ids = Several(
        Text(PUBLIC_ID_LENGTH, least=1),
        validate=validate.Length(1, limits.NOTICE_PEOPLE, error=_l("From {min} to {max}.")),
        metadata={"description": "… or for several …"},
    )
    classroom_id = Text(PUBLIC_ID_LENGTH, least=1, metadata={"description": "… or for all of a class …"})
    role = Choice(Role, metadata={"description": "… or for all of a role …"})
    everybody = Flag(metadata={"description": "… or, if true, for everybody."})

    @validates_schema
    def one_way_to_say_whom(self, given: dict[str, object], **_rest: object) -> None:
        ways = ("user_id", "user_ids", "classroom_id", "role", "everybody")
        if len([name for name in ways if given.get(name)]) != 1:
            raise ValidationError(_("Say one of user_id, user_ids, classroom_id, role and everybody."), "user_id")


class NotificationPost(AudienceBody):
    """A notice that an admin writes by hand."""

    type = Text(
        KIND_LENGTH, load_default="system", also=[validate.Equal("system", error=_l("Only “system” is sent by hand."))]
    )
    level = Choice(Level, load_default=Level.INFO)
    title = Text(limits.NOTICE_TITLE, least=1, required=True)
    body = Text(limits.NOTICE_BODY, lines=True, load_default="")
    redirect_url = Text(
        limits.NOTICE_PATH,
        load_default="",
        also=[own_path],
        metadata={"description": "Where it leads; left out, to a page of its own with all of the text."},
    )
    data = Anything(load_default=dict, metadata={"description": "For programs; at most 4,000 characters as JSON."})


class OutlookSchema(Schema):
    """Whom a notice would reach."""

    people = fields.Integer(required=True, metadata={"description": "In the bell."})
    push = fields.Integer(required=True, metadata={"description": "Of these, on a device, now or after quiet hours."})
    email = fields.Integer(required=True, metadata={"description": "Of these, by mail, now or later."})


class SentSchema(Schema):
    """A notice on its way."""

    id = fields.String(required=True, metadata={"description": "Of the event, which is the same for everybody."})
    recipients = fields.Integer(required=True)


class MarkRead(Body):
    ids = Several(
        Text(PUBLIC_ID_LENGTH, least=1),
        required=True,
        validate=validate.Length(1, limits.API_PAGE_MAX, error=_l("From {min} to {max}.")),
    )


class MarkAllRead(Body):
    up_to_seq = Number(metadata={"description": "Those after it, which were not seen yet, stay unread."})


class CountSchema(Schema):
    """Where one's bell stands."""

    unread = fields.Integer(required=True, metadata={"description": "Counted no further than 100."})
    version = fields.Integer(required=True, metadata={"description": "Grows with every change."})
    last_seq = fields.Integer(required=True)


class MarkedSchema(CountSchema):
    marked = fields.Integer(required=True, metadata={"description": "How many were unread before."})


class SyncQuery(Query):
    since = Number(typed=False, load_default=0, metadata={"description": "The last `seq` that is known."})


class SyncSchema(CountSchema):
    """What is new, oldest first."""

    reset = fields.Boolean(
        required=True, metadata={"description": "Too much is new to tell: forget what is known and list anew."}
    )
    items = Nest(NotificationSchema, many=True, required=True)
