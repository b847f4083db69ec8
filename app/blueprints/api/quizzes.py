"""Quizzes: /classrooms/<id>/quizzes and /quizzes/<id>. A student reads what its card says, and his own terms."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import defer

from app.actions import quiz_copies, quiz_publishing, quiz_words, quizzes
from app.blueprints.api.paging import Slice, slice_of
from app.blueprints.api.resource import Resource
from app.blueprints.api.schemas.base import ListQuery
from app.blueprints.api.schemas.quizzes import QuizList, QuizPatch, QuizPost, QuizPublicationPost, QuizSchema
from app.errors import Invalid
from app.formats import words
from app.models import terms
from app.models.classroom import Classroom
from app.models.quiz import Quiz
from app.models.reveal import Part, Phase, Reveals
from app.permissions import Can, assists, requires
from app.questions.base import BadQuestion, Words
from app.questions.reading import Fields
from app.web import question_words
from app.web.visitors import viewer

blueprint = Resource("quizzes", __name__, "Quizzes", "What is asked, and on which terms")
SHOWN = (
    "public_id",
    "classroom",
    "title",
    "state",
    "publish_at",
    "published_at",
    "questions",
    "points",
    "version",
    "created_at",
    "updated_at",
)
SETTINGS = (
    "grace_seconds",
    "counts",
    "layout",
    "shuffle_questions",
    "shuffle_choices",
    "reveal",
    "pass_percent",
)


@blueprint.get("/classrooms/<id>/quizzes")
@requires(Can.CLASS_INSIDE, Classroom)
@blueprint.response(200, QuizList)
@blueprint.query(ListQuery)
def index(classroom: Classroom, query: dict[str, Any]) -> Slice:
    """The quizzes of a classroom that I may see, the newest first"""
    found = Quiz.visible_to(viewer()).options(defer(Quiz.intro)).where(Quiz.classroom_id == classroom.id)
    listed = slice_of(found, Quiz.id, newest_first=True, **query)
    return {**listed, "items": _items(listed["items"], assists(viewer(), classroom))}


@blueprint.post("/classrooms/<id>/quizzes")
@requires(Can.QUIZ_WRITE, Classroom)
@blueprint.response(201, QuizSchema)
@blueprint.arguments(QuizPost)
def create(classroom: Classroom, given: dict[str, Any]) -> dict[str, Any]:
    """Make a quiz: a draft without questions"""
    return shown(quizzes.create(classroom, actor=viewer(), **_settings(given)))


@blueprint.get("/quizzes/<id>")
@requires(Can.QUIZ_READ, Quiz)
@blueprint.response(200, QuizSchema)
def show(quiz: Quiz) -> dict[str, Any]:
    """One quiz with its settings, never with its questions"""
    return shown(quiz)


@blueprint.patch("/quizzes/<id>")
@requires(Can.QUIZ_EDIT, Quiz)
@blueprint.conflict
@blueprint.response(200, QuizSchema)
@blueprint.arguments(QuizPatch)
def update(quiz: Quiz, given: dict[str, Any]) -> dict[str, Any]:
    """Change its settings; attempts under way end by the new ones"""
    return shown(quizzes.update(quiz, actor=viewer(), **_settings(given)))


@blueprint.delete("/quizzes/<id>")
@requires(Can.QUIZ_EDIT, Quiz)
@blueprint.response(204)
def delete(quiz: Quiz) -> None:
    """Delete a quiz; for thirty days it can be restored with all attempts"""
    quiz_publishing.delete(quiz, actor=viewer())


@blueprint.post("/quizzes/<id>/restoration")
@requires(Can.QUIZ_RESTORE, Quiz)
@blueprint.response(200, QuizSchema)
@blueprint.no_body
def restore(quiz: Quiz) -> dict[str, Any]:
    """Bring a deleted quiz back"""
    return shown(quiz_publishing.restore(quiz, actor=viewer()))


@blueprint.post("/quizzes/<id>/publication")
@requires(Can.QUIZ_EDIT, Quiz)
@blueprint.conflict
@blueprint.response(200, QuizSchema)
@blueprint.arguments(QuizPublicationPost, required=False)
def publish(quiz: Quiz, given: dict[str, Any]) -> dict[str, Any]:
    """Show it to the class now or at a time; whoever may see it hears of it then"""
    return shown(quiz_publishing.release(quiz, given.get("publish_at"), actor=viewer()))


@blueprint.delete("/quizzes/<id>/publication")
@requires(Can.QUIZ_EDIT, Quiz)
@blueprint.response(204)
def withdraw(quiz: Quiz) -> None:
    """Back to a draft, also from a time to come; attempts are kept"""
    quiz_publishing.withdraw(quiz, actor=viewer())


@blueprint.post("/quizzes/<id>/duplicate")
@requires(Can.QUIZ_EDIT, Quiz)
@blueprint.response(201, QuizSchema)
@blueprint.no_body
def duplicate(quiz: Quiz) -> dict[str, Any]:
    """A draft of the same questions and settings"""
    return shown(quiz_copies.duplicate(quiz, actor=viewer()))


def shown(quiz: Quiz) -> dict[str, Any]:
    """One quiz with its settings, as the schema takes it: to students an allow-list."""
    teaches = assists(viewer(), quiz.classroom)
    intro = quiz_words.words(quiz.intro)
    told = {"intro": intro.json() if teaches else None, "password": quiz.password if teaches else None}
    return {
        **_items([quiz], teaches)[0],
        **{name: getattr(quiz, name) for name in SETTINGS},
        **told,
        "intro_html": words.inner_html(intro),
        "has_password": bool(quiz.password),
    }


def _items(quizzes: Collection[Quiz], teaches: bool) -> list[dict[str, Any]]:
    settled = {} if teaches else terms.of_one(quizzes, viewer().id)
    return [_item(quiz, settled.get(quiz.id) or terms.usual(quiz)) for quiz in quizzes]


def _item(quiz: Quiz, settled: terms.Terms) -> dict[str, Any]:
    return {
        **{name: getattr(quiz, name) for name in SHOWN},
        "opens_at": settled.opens_at,
        "closes_at": settled.closes_at,
        "time_limit": settled.time_limit,
        "attempts_allowed": settled.attempts,
    }


def _settings(given: dict[str, Any]) -> dict[str, Any]:
    """What was sent, as the actions take it. Raises Invalid (intro, reveal)."""
    if "intro" in given:
        given["intro"] = words_given("intro", given["intro"])
    if "reveal" in given:
        given["reveal"] = _reveal(given["reveal"])
    return given


def words_given(name: str, raw: object) -> Words:
    """A text with its format. Raises Invalid."""
    fields = Fields({name: raw}, {name})
    given = fields.words(name)
    try:
        fields.done()
    except BadQuestion as bad:
        raise Invalid(question_words.by_place(bad.problems)) from None
    return given


def _reveal(given: dict[str, Any]) -> dict[str, list[str]]:
    known = {phase.value: {part.value for part in Part} for phase in Phase}
    known[Phase.DURING] -= {Part.SCORE}
    for phase, parts in given.items():
        listed = isinstance(parts, list) and all(isinstance(part, str) for part in parts)
        if phase not in known or not listed or not set(parts) <= known[phase]:
            raise Invalid({"reveal": _("Name phases and the parts that are shown in them.")})
    return Reveals.of(given).json()
