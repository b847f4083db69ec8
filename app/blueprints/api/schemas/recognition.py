"""Achievements and certificates."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.blueprints.api.schemas.base import Body, ListQuery, listed
from app.blueprints.api.schemas.fields import Moment, Text
from app.models import limits
from app.models.base import PUBLIC_ID_LENGTH


class AchievementSchema(Schema):
    """A milestone that I reached, in words of my language."""

    id = fields.String(required=True)
    name = fields.String(required=True, metadata={"description": "The same in every language."})
    label = fields.String(required=True)
    description = fields.String(required=True)
    about = fields.String(
        required=True, allow_none=True, metadata={"description": "What the module or class is called, if it is of one."}
    )
    classroom_id = fields.String(required=True, allow_none=True)
    awarded_at = Moment(required=True)


AchievementList = listed(AchievementSchema)


class CertificateSchema(Schema):
    """A certificate, in words of the day of its issue."""

    id = fields.String(attribute="public_id", required=True)
    classroom_id = fields.String(attribute="classroom_public_id", required=True, allow_none=True)
    code = fields.String(attribute="code_shown", required=True)
    holder = fields.String(required=True)
    title = fields.String(required=True, metadata={"description": "What the class was called."})
    teacher = fields.String(required=True)
    school = fields.String(required=True)
    lessons = fields.Integer(required=True)
    issued_at = Moment(required=True)
    revoked_at = Moment(required=True, allow_none=True)
    revocation_reason = fields.String(required=True)


CertificateList = listed(CertificateSchema)


class CertificateQuery(ListQuery):
    classroom_id = Text(PUBLIC_ID_LENGTH, load_default=None)


class RevocationPost(Body):
    reason = Text(limits.REVOCATION_REASON, least=1, lines=True, required=True)


class VerificationSchema(Schema):
    """What the paper says, and whether it is good."""

    holder = fields.String(required=True)
    title = fields.String(required=True)
    school = fields.String(required=True)
    issued_at = Moment(required=True)
    valid = fields.Boolean(required=True)
