"""Attempts at quizzes: /quizzes/<id>/attempts and /attempts/<id>, as strict as the pages."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock, transaction
from app.actions import answers, attempts
from app.actions.answers import Outcome, Saved
from app.blueprints.api.resource import Resource
from app.blueprints.api.schemas.attempts import AnswerPut, AttemptPost, AttemptSchema, SavedSchema
from app.errors import Conflict
from app.extensions import db
from app.formats import words
from app.models import limits
from app.models.attempt import Attempt, Response
from app.models.quiz import Quiz
from app.models.reveal import Part
from app.permissions import Can, requires
from app.questions.base import Json
from app.web import attempt_page, result_page
from app.web.attempt_doors import begin, late_words
from app.web.question_words import words_of
from app.web.visitors import viewer

HUNDRED = 100

blueprint = Resource("attempts", __name__, "Attempts", "Taking quizzes: begin, answer, hand in")


@blueprint.post("/quizzes/<id>/attempts")
@requires(Can.QUIZ_READ, Quiz)
@blueprint.conflict
@blueprint.response(201, AttemptSchema)
@blueprint.arguments(AttemptPost, required=False)
def create(quiz: Quiz, given: dict[str, Any]) -> dict[str, Any]:
    """Begin an attempt, or go on with the open one; 409 where none is to be had"""
    return _afterwards(begin(quiz, given.get("password"), preview=given.get("preview", False)))


@blueprint.get("/attempts/<id>")
@requires(Can.ATTEMPT_READ, Attempt)
@blueprint.response(200, AttemptSchema)
def show(attempt: Attempt) -> dict[str, Any]:
    """One attempt with its questions; what came of it as far as it is revealed"""
    return _shown(attempt)


@blueprint.put("/attempts/<id>/answers/<question>")
@requires(Can.ATTEMPT_ANSWER, Attempt)
@blueprint.conflict
@blueprint.response(200, SavedSchema)
@blueprint.arguments(AnswerPut)
def answer(attempt: Attempt, given: dict[str, Any], question: str) -> Saved:
    """Keep an answer; 409 for one that came too late, or where a newer one stands"""
    raw = given.pop("answer")
    transaction.turn_to_writing()
    saved = answers.save_answer(attempt, question, raw, actor=viewer(), **given)
    if saved.outcome is Outcome.LATE:
        raise Conflict(late_words(saved.late_by))
    if saved.outcome is Outcome.OLDER:
        raise Conflict(_("A newer answer stands. Read the attempt again."))
    return saved


@blueprint.post("/attempts/<id>/submission")
@requires(Can.ATTEMPT_ANSWER, Attempt)
@blueprint.response(200, AttemptSchema)
@blueprint.no_body
def submit(attempt: Attempt) -> dict[str, Any]:
    """Hand it in; twice is as once"""
    transaction.turn_to_writing()
    return _afterwards(attempts.submit(attempt, actor=viewer()))


def _afterwards(attempt: Attempt) -> dict[str, Any]:
    """As it is shown, read anew."""
    transaction.read_only()
    return _shown(db.session.get_one(Attempt, attempt.id))


def _shown(attempt: Attempt) -> dict[str, Any]:
    teaches = result_page.teaches(attempt)
    parts = result_page.parts_for(attempt, teaches=teaches)
    told = Part.SCORE in parts and not attempt.is_open
    names = ("public_id", "quiz", "user", "number", "is_preview", "state", "started_at", "deadline_at", "position")
    known = {name: getattr(attempt, name) for name in (*names, "submitted_at", "handed_in_by")}
    return known | {
        "now": clock.now(),
        "points": float(attempt.points),
        "score": float(attempt.score) if told and attempt.score is not None else None,
        "percent": attempt.percent / HUNDRED if told and attempt.percent is not None else None,
        "questions": _going_on(attempt) if attempt.is_open and attempt.user_id == viewer().id else _over(attempt),
    }


def _going_on(attempt: Attempt) -> list[dict[str, Any]]:
    """What its own student may see while it is open."""
    return [
        _question(each.standing.public_id, each.standing.number, each.type, each.points, each.text, each.shown)
        | {"answer": each.answer, "sequence": each.sequence}
        | {"flagged": each.standing.flagged, "checked": each.standing.is_checked}
        for each in attempt_page.asked(attempt, 0, limits.QUIZ_QUESTIONS)
    ]


def _over(attempt: Attempt) -> list[dict[str, Any]]:
    """What the result shows to whoever asks."""
    asked = select(Response).where(Response.attempt_id == attempt.id).order_by(Response.position)
    kept = db.session.scalars(asked.options(joinedload(Response.asked), joinedload(Response.question))).all()
    items = result_page.items(attempt, kept, teaches=result_page.teaches(attempt))
    return [
        _question(item.public_id, item.number, item.type, item.points, item.text, item.review)
        | {"answer": response.answer, "sequence": response.sequence}
        | {"flagged": response.flagged, "checked": response.checked_at is not None}
        for item, response in zip(items, kept, strict=True)
    ]


def _question(public_id: str, number: int, type_: str, points: Any, text: Json, shown: Json) -> dict[str, Any]:
    html = words.html_of(words_of(text))
    shown = words.with_html(shown)
    return {
        "id": public_id,
        "number": number,
        "type": type_,
        "points": float(points),
        "text_html": html,
        "shown": shown,
    }
