"""Oneself."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from marshmallow import Schema, fields, validate

from app.blueprints.api.schemas.base import Body
from app.blueprints.api.schemas.fields import Choice, Flag, Moment, Text
from app.config import LANGUAGES
from app.models import limits
from app.models.user import Role, Theme, Visibility

LANGUAGE_LENGTH = 10
ZONE_LENGTH = 64


class UserSchema(Schema):
    """A person, as he himself sees it."""

    id = fields.String(attribute="public_id", required=True)
    username = fields.String(required=True)
    name = fields.String(required=True)
    email = fields.String(required=True, allow_none=True)
    role = Choice(Role, required=True)
    language = fields.String(required=True)
    timezone = fields.String(required=True, metadata={"description": "A name of the IANA database."})
    theme = Choice(Theme, required=True)
    avatar_url = fields.String(required=True, allow_none=True)
    has_second_factor = fields.Boolean(required=True)
    read_receipts = fields.Boolean(required=True)
    show_online = fields.Boolean(required=True)
    profile_visibility = Choice(Visibility, required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)


class UserPatch(Body):
    """What one may change about oneself; what is left out stays."""

    name = Text(limits.PERSON_NAME, least=1)
    username = Text(limits.USERNAME, least=limits.USERNAME_MIN)
    language = Text(LANGUAGE_LENGTH, also=[validate.OneOf(list(LANGUAGES), error=_l("Choose one of: {choices}."))])
    timezone = Text(ZONE_LENGTH)
    theme = Choice(Theme)
    read_receipts = Flag()
    show_online = Flag()
    profile_visibility = Choice(Visibility)
