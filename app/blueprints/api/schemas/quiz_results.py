"""What came of quizzes."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.actions.regrades import Choice as Regrade
from app.blueprints.api.schemas.base import Body, ListQuery, listed
from app.blueprints.api.schemas.fields import Choice, Moment, Nest, Number, Several, Text
from app.models import limits
from app.models.attempt import AttemptState, HandedInBy
from app.models.reveal import Part
from app.reports.quiz_table import Which

EXACT = "A decimal number such as 2.5, or an exact fraction such as 1/3."
PLAN_AT_ONCE = 500


class QuizResultSchema(Schema):
    """How one student stands with a quiz; what is not known yet is null."""

    user_id = fields.String(required=True)
    name = fields.String(required=True)
    state = Choice(Which, required=True)
    attempts = fields.Integer(required=True, metadata={"description": "Handed in."})
    attempt_id = fields.String(required=True, allow_none=True, metadata={"description": "His newest."})
    answered = fields.Integer(required=True)
    asked = fields.Integer(required=True)
    deadline_at = Moment(required=True, allow_none=True)
    submitted_at = Moment(required=True, allow_none=True)
    score = fields.Float(required=True, allow_none=True)
    points = fields.Float(required=True, allow_none=True)
    percent = fields.Float(required=True, allow_none=True, metadata={"description": "With two decimals."})
    passed = fields.Boolean(required=True, allow_none=True)
    to_grade = fields.Integer(required=True)


ResultList = listed(QuizResultSchema)


class ResultQuery(ListQuery):
    state = Choice(Which, load_default=None, metadata={"description": "Only those."})


class AnswerResultSchema(Schema):
    """One question of a result; what may not be seen is null, or not there."""

    id = fields.String(required=True)
    number = fields.Integer(required=True)
    type = fields.String(required=True)
    text_html = fields.String(required=True)
    shown = fields.Dict(required=True, metadata={"description": "The own answer, and what is revealed of the rest."})
    points = fields.Float(required=True)
    earned = fields.Float(required=True, allow_none=True)
    waits = fields.Boolean(required=True, metadata={"description": "A person has to grade it."})
    feedback_html = fields.String(required=True)
    comment = fields.String(required=True)
    version = fields.Integer(required=True, allow_none=True, metadata={"description": "For graders: send it back."})


class AttemptResultSchema(Schema):
    """An attempt that was handed in, as whoever asks may see it."""

    id = fields.String(required=True)
    quiz_id = fields.String(required=True)
    user_id = fields.String(required=True)
    number = fields.Integer(required=True)
    state = Choice(AttemptState, required=True)
    submitted_at = Moment(required=True, allow_none=True)
    handed_in_by = Choice(HandedInBy, required=True, allow_none=True)
    seconds = fields.Integer(required=True, allow_none=True)
    sees = fields.List(Choice(Part), required=True, metadata={"description": "What is revealed now."})
    points = fields.Float(required=True)
    score = fields.Float(required=True, allow_none=True, metadata={"description": "Of what is graded so far."})
    waiting = fields.Float(required=True, metadata={"description": "Points that nobody has graded yet."})
    percent = fields.Float(required=True, allow_none=True, metadata={"description": "Once all of it is graded."})
    passed = fields.Boolean(required=True, allow_none=True)
    late_answers = fields.Integer(required=True)
    questions = Nest(AnswerResultSchema, many=True, required=True)


class GradePut(Body):
    points = Text(20, required=True, least=1, metadata={"description": EXACT})
    comment = Text(limits.GRADER_COMMENT, lines=True, load_default="")
    version = Number(1, required=True, metadata={"description": "Of the answer that was looked at."})


class GradeSchema(Schema):
    """A grade that was kept."""

    points = fields.Float(required=True)
    comment = fields.String(required=True)
    version = fields.Integer(required=True)


class AnalysedOptionSchema(Schema):
    answer = fields.String(required=True)
    count = fields.Integer(required=True)
    earns = fields.Float(required=True, allow_none=True)
    mean_elsewhere = fields.Float(required=True, allow_none=True)


class AnalysedItemSchema(Schema):
    """How one question did; null where nothing can be said."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    results = fields.Integer(required=True)
    answered = fields.Integer(required=True)
    full = fields.Integer(required=True)
    difficulty = fields.Float(required=True, allow_none=True, metadata={"description": "Mean share of the points."})
    discrimination = fields.Float(
        required=True, allow_none=True, metadata={"description": "With the rest of the score."}
    )
    options = Nest(AnalysedOptionSchema, many=True, required=True)


ItemList = listed(AnalysedItemSchema)


class PlannedBody(Body):
    question_id = Text(32, required=True, least=1)
    choice = Choice(Regrade, required=True)


class RegradePost(Body):
    questions = Several(Nest(PlannedBody), required=True)
    mark = Text(
        40,
        load_default=None,
        allow_none=True,
        metadata={"description": "Of the preview; left out: change nothing yet."},
    )


class RegradeChangeSchema(Schema):
    attempt_id = fields.String(required=True)
    user_id = fields.String(required=True)
    before = fields.Float(required=True, allow_none=True)
    before_points = fields.Float(required=True)
    after = fields.Float(required=True, allow_none=True)
    after_points = fields.Float(required=True)


class RegradeSchema(Schema):
    """What would change, or did."""

    applied = fields.Boolean(required=True)
    mark = fields.String(required=True)
    looked_at = fields.Integer(required=True)
    answering = fields.Integer(required=True)
    unfit = fields.Integer(required=True, metadata={"description": "Answers that do not fit, and stay as they are."})
    changes = Nest(RegradeChangeSchema, many=True, required=True)


class ResultsReleaseSchema(Schema):
    released_at = Moment(required=True, allow_none=True)
