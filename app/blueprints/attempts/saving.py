"""What the page of an attempt sends while somebody answers: JSON in, how things stand out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import format_time
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from app import clock, transaction
from app.actions import answers
from app.actions.answers import Outcome, Saved
from app.blueprints.attempts import blueprint
from app.errors import ClassbellError, Invalid
from app.models.attempt import Attempt
from app.permissions import Can, requires
from app.web.attempt_doors import late_words
from app.web.attempt_page import milliseconds
from app.web.visitors import viewer


@blueprint.post("/attempts/<id>/answers/<question>")
@requires(Can.ATTEMPT_ANSWER, Attempt)
def save(attempt: Attempt, question: str) -> ResponseReturnValue:
    sent = _sent()
    transaction.turn_to_writing()
    try:
        saved = answers.save_answer(attempt, question, _fields(sent), actor=viewer(), **_how(sent))
    except ClassbellError as refusal:
        return jsonify(problem=refusal.message, **_moment(attempt)), refusal.status
    return jsonify(_told(attempt, saved))


@blueprint.post("/attempts/<id>/flags/<question>")
@requires(Can.ATTEMPT_ANSWER, Attempt)
def flag(attempt: Attempt, question: str) -> ResponseReturnValue:
    flagged = _sent().get("flagged") is True
    transaction.turn_to_writing()
    answers.flag(attempt, question, flagged, actor=viewer())
    return "", 204


@blueprint.post("/attempts/<id>/position")
@requires(Can.ATTEMPT_ANSWER, Attempt)
def stand(attempt: Attempt) -> ResponseReturnValue:
    position = _sent().get("position")
    transaction.turn_to_writing()
    if isinstance(position, int):
        answers.stand_at(attempt, min(position, 10_000), actor=viewer())
    return "", 204


@blueprint.get("/attempts/<id>/clock")
@requires(Can.ATTEMPT_READ, Attempt)
def tell_time(attempt: Attempt) -> ResponseReturnValue:
    """What time it is here, when the attempt ends, and a fresh token for a page whose session ended."""
    return jsonify(token=generate_csrf(), **_moment(attempt))


def _sent() -> dict[str, Any]:
    """The JSON object of a request. Raises Invalid."""
    given = request.get_json(silent=True)
    if not isinstance(given, dict):
        raise Invalid({"answer": _("Load this page again, it is not complete.")})
    return given


def _fields(sent: dict[str, Any]) -> Callable[[str], list[str]]:
    """The fields of a question by their names, as its form has them. What is no list of texts is nothing."""
    given = sent.get("fields")
    fields = given if isinstance(given, dict) else {}

    def named(name: str) -> list[str]:
        values = fields.get(name)
        return [each for each in values if isinstance(each, str)] if isinstance(values, list) else []

    return named


def _how(sent: dict[str, Any]) -> dict[str, Any]:
    """From what an answer was made, and when it was typed: in milliseconds since 1970 by our clock."""
    sequence, typed = sent.get("sequence"), sent.get("typed_at")
    return {
        "sequence": sequence if isinstance(sequence, int) else None,
        "typed_at": _instant(typed) if isinstance(typed, int | float) else None,
        "check": sent.get("check") is True,
    }


def _instant(milliseconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _moment(attempt: Attempt) -> dict[str, Any]:
    end = attempt.deadline_at and milliseconds(attempt.deadline_at)
    return {"now": milliseconds(clock.now()), "deadline": end, "open": attempt.is_open}


def _told(attempt: Attempt, saved: Saved) -> dict[str, Any]:
    """What the page is told: whether it was kept, what stands, and in words what the student sees."""
    late = saved.outcome is Outcome.LATE
    said = late_words(saved.late_by) if late else _("Saved %(time)s", time=format_time(saved.now, "short"))
    return {
        "outcome": saved.outcome,
        "sequence": saved.sequence,
        "answered": saved.answer is not None,
        "checked": saved.checked_at is not None,
        "said": said,
        "now": milliseconds(saved.now),
        "deadline": saved.deadline_at and milliseconds(saved.deadline_at),
        "open": attempt.is_open and not late,
    }
