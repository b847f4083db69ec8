"""Classrooms: a card for everybody, more for those inside, the code for those who teach."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from marshmallow import Schema, fields, validate

from app.blueprints.api.schemas.base import Body, ListQuery, listed
from app.blueprints.api.schemas.fields import Choice, Day, Flag, Moment, Number, Text
from app.models import limits
from app.models.base import PUBLIC_ID_LENGTH
from app.models.classroom import ClassRole, JoinPolicy, MemberState, State

CODE_TYPED = 64


class ClassroomSchema(Schema):
    """Null stands for what one may not see, or what is not there."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    subject = fields.String(required=True)
    description = fields.String(required=True)
    colour = fields.Integer(required=True)
    emoji = fields.String(required=True)
    state = Choice(State, required=True)
    join_policy = Choice(JoinPolicy, required=True)
    teacher_name = fields.String(required=True)
    my_role = Choice(ClassRole, required=True, allow_none=True)
    my_state = Choice(MemberState, required=True, allow_none=True)
    join_code = fields.String(required=True, allow_none=True, metadata={"description": "For those who teach."})
    code_expires_at = Moment(required=True, allow_none=True)
    published_at = Moment(required=True, allow_none=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)


ClassroomList = listed(ClassroomSchema)


class ClassroomQuery(ListQuery):
    mine = Flag(typed=False, load_default=False, metadata={"description": "Only those that I am in."})
    state = Choice(State, load_default=None)
    q = Text(
        limits.CLASSROOM_TITLE, load_default="", metadata={"description": "Part of title, subject or teacher's name."}
    )


class ClassroomPatch(Body):
    """What is left out stays."""

    title = Text(limits.CLASSROOM_TITLE, least=1)
    subject = Text(limits.CLASSROOM_SUBJECT)
    description = Text(limits.DESCRIPTION, lines=True)
    colour = Number(1, limits.CLASS_COLOURS)
    emoji = Text(limits.EMOJI)
    join_policy = Choice(JoinPolicy)
    state = Choice(State)


class ClassroomPost(ClassroomPatch):
    """A new class, shown at once unless it is to be a draft."""

    title = Text(limits.CLASSROOM_TITLE, least=1, required=True)
    state = Choice(
        State,
        load_default=State.PUBLISHED,
        validate=validate.OneOf(
            [State.DRAFT, State.PUBLISHED], labels=["draft", "published"], error=_l("Choose one of: {labels}.")
        ),
    )
    owner_id = Text(
        PUBLIC_ID_LENGTH, load_default=None, metadata={"description": "A teacher to make it for; admins only."}
    )


class CopyPost(Body):
    """A draft with the same content, and without its people."""

    title = Text(limits.CLASSROOM_TITLE, least=1, required=True)
    starts_on = Day(
        load_default=None,
        metadata={"description": "What the first date becomes; all others move with it. Null: none moves."},
    )


class JoinPost(Body):
    code = Text(CODE_TYPED, load_default="", metadata={"description": "The class code, or the token of its link."})
