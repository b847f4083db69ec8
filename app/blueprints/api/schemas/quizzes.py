"""Quizzes, their sections and questions, and other terms for some."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.blueprints.api.schemas.base import Body, ListQuery, listed
from app.blueprints.api.schemas.fields import Anything, Choice, Flag, Moment, MomentGiven, Number, Several, Text
from app.models import limits
from app.models.quiz import Counts, Layout, QuizState
from app.models.reveal import Part, Phase

SECONDS = {"description": "In seconds; null: no limit. To a student his own, with what was added for him."}
OWN = {"description": "To a student his own, where he has other terms."}
WORDS = {"description": "A plain text, or {source, format} with plain, markdown or html."}
CONTENT = {"description": "By type, as GET answers it: choices, accepted, ranges, pairs, items, gaps, …"}
POINTS = {"description": 'A number, or an exact fraction such as "1/3".'}
REVEAL = {
    "description": f"By phase ({', '.join(Phase)}) the parts that students see then: {', '.join(Part)}.",
}


class QuizItemSchema(Schema):
    """A quiz without what is asked in it."""

    id = fields.String(attribute="public_id", required=True)
    classroom_id = fields.String(attribute="classroom.public_id", required=True)
    title = fields.String(required=True)
    state = Choice(QuizState, required=True)
    publish_at = Moment(required=True, allow_none=True, metadata={"description": "When it is published by itself."})
    published_at = Moment(required=True, allow_none=True)
    opens_at = Moment(required=True, allow_none=True, metadata=OWN)
    closes_at = Moment(required=True, allow_none=True, metadata=OWN)
    time_limit = fields.Integer(required=True, allow_none=True, metadata=SECONDS)
    attempts_allowed = fields.Integer(required=True, metadata={"description": "0 is any number."})
    questions = fields.Integer(required=True, metadata={"description": "How many one student is asked."})
    points = fields.Float(required=True)
    version = fields.Integer(required=True, metadata={"description": "Grows with every change of the settings."})
    created_at = Moment(required=True)
    updated_at = Moment(required=True)


class QuizSchema(QuizItemSchema):
    """A quiz with its settings. The password is for those who teach; students are told that there is one."""

    intro_html = fields.String(required=True)
    intro = fields.Dict(required=True, allow_none=True, metadata={"description": "The source, for those who teach."})
    grace_seconds = fields.Integer(required=True)
    counts = Choice(Counts, required=True, metadata={"description": "Which of several attempts counts."})
    layout = Choice(Layout, required=True)
    shuffle_questions = fields.Boolean(required=True)
    shuffle_choices = fields.Boolean(required=True)
    reveal = fields.Dict(required=True, metadata=REVEAL)
    has_password = fields.Boolean(required=True)
    password = fields.String(required=True, allow_none=True)
    pass_percent = fields.Integer(required=True, allow_none=True)


QuizList = listed(QuizItemSchema)


class QuizPatch(Body):
    """What is left out stays."""

    title = Text(limits.QUIZ_TITLE, least=1)
    intro = fields.Raw(metadata=WORDS)
    opens_at = MomentGiven(allow_none=True)
    closes_at = MomentGiven(allow_none=True)
    time_limit = Number(1, limits.QUIZ_SECONDS, allow_none=True)
    grace_seconds = Number(0, limits.QUIZ_SECONDS)
    attempts_allowed = Number(0, limits.QUIZ_ATTEMPTS)
    counts = Choice(Counts)
    layout = Choice(Layout)
    shuffle_questions = Flag()
    shuffle_choices = Flag()
    reveal = Anything(metadata=REVEAL)
    password = Text(limits.QUIZ_PASSWORD)
    pass_percent = Number(0, 100, allow_none=True)
    version = Number(
        1, metadata={"description": "The one that the change began from; 409 if somebody was faster meanwhile."}
    )


class QuizPost(QuizPatch):
    """A new draft."""

    class Meta(Body.Meta):
        exclude = ("version",)

    title = Text(limits.QUIZ_TITLE, least=1, required=True)


class QuizPublicationPost(Body):
    """When: now, or at a time to come."""

    publish_at = MomentGiven(metadata={"description": "Leave it out to publish now."})


class SectionSchema(Schema):
    """A part of a quiz; with `draws` a pool, of which each attempt is asked that many questions for `points` each."""

    id = fields.String(attribute="public_id", required=True)
    title = fields.String(required=True)
    text = fields.Dict(required=True)
    position = fields.Integer(required=True)
    draws = fields.Integer(required=True, allow_none=True)
    points = fields.String(required=True, allow_none=True, metadata=POINTS)


SectionList = listed(SectionSchema)


class SectionPatch(Body):
    """What is left out stays."""

    title = Text(limits.QUIZ_TITLE)
    text = fields.Raw(metadata=WORDS)
    draws = Number(1, limits.QUIZ_QUESTIONS, allow_none=True)
    points = fields.Raw(allow_none=True, metadata=POINTS)


class QuestionSchema(Schema):
    """A question with its key: for those who teach."""

    id = fields.String(required=True)
    classroom_id = fields.String(required=True)
    quiz_id = fields.String(required=True, allow_none=True)
    section_id = fields.String(required=True, allow_none=True)
    position = fields.Integer(required=True)
    type = fields.String(required=True)
    name = fields.String(required=True)
    text = fields.Dict(required=True)
    points = fields.String(required=True, metadata=POINTS)
    feedback = fields.Dict(required=True)
    tags = fields.List(fields.String(), required=True)
    content = fields.Dict(required=True, metadata=CONTENT)
    version = fields.Integer(required=True, metadata={"description": "Grows with every change of what it asks."})
    created_at = Moment(required=True)
    updated_at = Moment(required=True)


QuestionList = listed(QuestionSchema)


class QuestionPatch(Body):
    """What is left out stays."""

    type = Text(limits.QUESTION_TYPE)
    name = Text(limits.QUESTION_NAME)
    text = fields.Raw(metadata=WORDS)
    points = fields.Raw(metadata=POINTS)
    feedback = fields.Raw(metadata=WORDS)
    tags = Several(Text(limits.QUESTION_TAG))
    content = Anything(metadata=CONTENT)
    version = Number(
        1, metadata={"description": "The one that the change began from; 409 if somebody was faster meanwhile."}
    )


class QuestionPost(QuestionPatch):
    """At the end of a section, or of the quiz."""

    class Meta(Body.Meta):
        exclude = ("version",)

    type = Text(limits.QUESTION_TYPE, required=True)
    text = fields.Raw(required=True, metadata=WORDS)
    content = Anything(required=True, metadata=CONTENT)
    section_id = Text(32, load_default=None, allow_none=True)


class QuestionCopiesPost(Body):
    """Questions of one's bank, which are copied."""

    question_ids = Several(Text(32), required=True)
    section_id = Text(32, load_default=None, allow_none=True)


class QuestionPositionPut(Body):
    """Beside another, or at the end of a section; without a section, of its own."""

    section_id = Text(32, load_default=None, allow_none=True)
    before_id = Text(32, load_default=None, allow_none=True)
    after_id = Text(32, load_default=None, allow_none=True)


class QuestionQuery(ListQuery):
    """Which questions of one's bank."""

    q = Text(limits.QUESTION_NAME, load_default="", metadata={"description": "Words in its name or text."})
    type = Text(limits.QUESTION_TYPE, load_default="")
    tag = Text(limits.QUESTION_TAG, load_default="")


class QuizExceptionSchema(Schema):
    """Other terms for one student or one group; what is null is as for everybody."""

    id = fields.String(attribute="public_id", required=True)
    quiz_id = fields.String(attribute="quiz.public_id", required=True)
    user_id = fields.String(attribute="user.public_id", required=True, allow_none=True, dump_default=None)
    group_id = fields.String(attribute="group.public_id", required=True, allow_none=True, dump_default=None)
    opens_at = Moment(required=True, allow_none=True)
    closes_at = Moment(required=True, allow_none=True)
    time_percent = fields.Integer(required=True, allow_none=True, metadata={"description": "150: half as long again."})
    attempts_allowed = fields.Integer(required=True, allow_none=True, metadata={"description": "0 is any number."})


QuizExceptionList = listed(QuizExceptionSchema)


class QuizExceptionPatch(Body):
    """What is left out stays."""

    opens_at = MomentGiven(allow_none=True)
    closes_at = MomentGiven(allow_none=True)
    time_percent = Number(100, 1000, allow_none=True)
    attempts_allowed = Number(0, limits.QUIZ_ATTEMPTS, allow_none=True)


class QuizExceptionPost(QuizExceptionPatch):
    """For one student or one group of the class."""

    user_id = Text(32, load_default=None, allow_none=True)
    group_id = Text(32, load_default=None, allow_none=True)
