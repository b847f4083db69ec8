"""People in a class. Students see names; staff see who is in which state. Addresses never come out."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from marshmallow import Schema, fields, validate

from app.blueprints.api.schemas.base import Body, ListQuery, listed
from app.blueprints.api.schemas.fields import Choice, Moment, Text
from app.models import limits
from app.models.classroom import ClassRole, MemberState

GIVEN = (ClassRole.TEACHER, ClassRole.ASSISTANT, ClassRole.STUDENT)
not_owner = validate.OneOf(GIVEN, labels=list(GIVEN), error=_l("Choose one of: {labels}."))


class MemberSchema(Schema):
    id = fields.String(attribute="public_id", required=True)
    user_id = fields.String(attribute="user.public_id", required=True)
    name = fields.String(attribute="user.name", required=True)
    role = Choice(ClassRole, required=True)
    state = Choice(MemberState, required=True)
    joined_at = Moment(required=True, allow_none=True)


MemberList = listed(MemberSchema)


class MemberQuery(ListQuery):
    state = Choice(
        MemberState, load_default=MemberState.ACTIVE, metadata={"description": "Others than active: for staff."}
    )
    role = Choice(ClassRole, load_default=None)


class MemberPost(Body):
    email = Text(limits.EMAIL, least=1, required=True)
    role = Choice(ClassRole, load_default=ClassRole.STUDENT, validate=not_owner)


class MemberPatch(Body):
    role = Choice(ClassRole, required=True, validate=not_owner)
