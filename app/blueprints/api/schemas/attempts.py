"""Attempts at quizzes, as programs begin, read and answer them."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.blueprints.api.schemas.base import Body
from app.blueprints.api.schemas.fields import Choice, Flag, Moment, MomentGiven, Nest, Number, Text
from app.models import limits
from app.models.attempt import AttemptState, HandedInBy

ANSWER = (
    "By type: single {choice}; multiple {choices}; true_false {value}; short, numeric and essay {text}; "
    "matching {pairs}; ordering {places}; cloze {gaps}. null: not answered."
)


class AttemptPost(Body):
    password = Text(limits.QUIZ_PASSWORD, load_default=None, allow_none=True)
    preview = Flag(load_default=False, metadata={"description": "For its teachers: it counts nowhere."})


class AnswerPut(Body):
    answer = fields.Raw(required=True, allow_none=True, metadata={"description": ANSWER})
    sequence = Number(
        allow_none=True,
        load_default=None,
        metadata={"description": "The one of the answer that this was made from; left out: of what stands."},
    )
    typed_at = MomentGiven(
        allow_none=True,
        load_default=None,
        metadata={"description": "Which of two is the newer. It never makes a late answer count."},
    )
    check = Flag(load_default=False, metadata={"description": "Have it checked now, so that it stands for good."})


class AskedSchema(Schema):
    """One question of an attempt: what may be seen of it, and one's own answer."""

    id = fields.String(required=True)
    number = fields.Integer(required=True)
    type = fields.String(required=True)
    points = fields.Float(required=True)
    text_html = fields.String(required=True)
    shown = fields.Dict(
        required=True, metadata={"description": "What its type shows; after the end what the quiz reveals, too."}
    )
    answer = fields.Raw(required=True, allow_none=True)
    sequence = fields.Integer(required=True)
    flagged = fields.Boolean(required=True)
    checked = fields.Boolean(required=True)


class AttemptSchema(Schema):
    """One try of one person; what is not revealed yet is null."""

    id = fields.String(attribute="public_id", required=True)
    quiz_id = fields.String(attribute="quiz.public_id", required=True)
    user_id = fields.String(attribute="user.public_id", required=True)
    number = fields.Integer(required=True)
    preview = fields.Boolean(attribute="is_preview", required=True)
    state = Choice(AttemptState, required=True)
    started_at = Moment(required=True)
    deadline_at = Moment(required=True, allow_none=True)
    now = Moment(required=True, metadata={"description": "What time it is here: deadlines are by this clock."})
    submitted_at = Moment(required=True, allow_none=True)
    handed_in_by = Choice(HandedInBy, required=True, allow_none=True)
    position = fields.Integer(required=True)
    points = fields.Float(required=True)
    score = fields.Float(required=True, allow_none=True)
    percent = fields.Float(required=True, allow_none=True)
    questions = Nest(AskedSchema, many=True, required=True)


class SavedSchema(Schema):
    """An answer that was kept."""

    answer = fields.Raw(required=True, allow_none=True)
    sequence = fields.Integer(required=True)
    answered_at = Moment(required=True, allow_none=True)
    checked_at = Moment(required=True, allow_none=True)
    now = Moment(required=True)
    deadline_at = Moment(required=True, allow_none=True)
