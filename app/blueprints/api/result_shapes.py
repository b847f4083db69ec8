"""Results as the API shows them: of one attempt only what `result_page` lets whoever asks see."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.actions.regrades import Outcome
from app.extensions import db
from app.formats import words
from app.models.attempt import Attempt, Response
from app.models.classroom import Membership
from app.reports.item_analysis import Item
from app.reports.quiz_table import IDLE, Standing
from app.web import result_page
from app.web.question_words import words_of

HUNDRED = 100


def standing(member: Membership, standings: dict[int, Standing]) -> dict[str, Any]:
    found = standings.get(member.user_id, IDLE)
    result, attempt = found.result, found.attempt
    return {
        "user_id": member.user.public_id,
        "name": member.user.name,
        "state": found.which,
        "attempts": result.attempts if result else 0,
        "attempt_id": attempt.public_id if attempt else None,
        "answered": found.answered,
        "asked": found.asked,
        "deadline_at": attempt.deadline_at if attempt and attempt.is_open else None,
        "submitted_at": result.submitted_at if result else None,
        "score": _number(result.score if result else None),
        "points": _number(result.points if result else None),
        "percent": _percent(result.percent if result else None),
        "passed": result.passed if result else None,
        "to_grade": result.to_grade if result else 0,
    }


def result(attempt: Attempt) -> dict[str, Any]:
    whole = result_page.result_of(attempt)
    shown = whole.score is not None
    asked = select(Response).where(Response.attempt_id == attempt.id).order_by(Response.position)
    kept = db.session.scalars(asked.options(joinedload(Response.asked), joinedload(Response.question))).all()
    items = result_page.items(attempt, kept, teaches=whole.is_teachers)
    return {
        "id": attempt.public_id,
        "quiz_id": attempt.quiz.public_id,
        "user_id": attempt.user.public_id,
        "number": attempt.number,
        "state": attempt.state,
        "submitted_at": attempt.submitted_at,
        "handed_in_by": attempt.handed_in_by,
        "seconds": whole.seconds,
        "sees": sorted(whole.parts),
        "points": float(attempt.points),
        "score": _number(whole.score),
        "waiting": float(whole.waiting),
        "percent": _percent(attempt.percent) if shown else None,
        "passed": whole.passed,
        "late_answers": whole.late,
        "questions": [
            _answer(item, response.version if whole.is_teachers else None)
            for item, response in zip(items, kept, strict=True)
        ],
    }


def _answer(item: result_page.Item, version: int | None) -> dict[str, Any]:
    return {
        "id": item.public_id,
        "number": item.number,
        "type": item.type,
        "text_html": words.html_of(words_of(item.text)),
        "shown": words.with_html(item.review),
        "points": float(item.points),
        "earned": _number(item.earned),
        "waits": item.waits,
        "feedback_html": words.html_of(words_of(item.feedback)) if item.feedback else "",
        "comment": item.comment,
        "version": version,
    }


def item(found: Item) -> dict[str, Any]:
    return {
        "id": found.question.public_id,
        "name": found.question.name or found.question.plain,
        "results": found.asked,
        "answered": found.answered,
        "full": found.full,
        "difficulty": found.difficulty,
        "discrimination": found.discrimination if found.is_enough else None,
        "options": [
            {
                "answer": each.tally.label,
                "count": each.tally.count,
                "earns": _number(each.tally.share),
                "mean_elsewhere": each.rest,
            }
            for each in found.options
        ],
    }


def outcome(found: Outcome, *, applied: bool) -> dict[str, Any]:
    return {
        "applied": applied,
        "mark": found.mark,
        "looked_at": found.looked_at,
        "answering": found.answering,
        "unfit": sum(found.unfit.values()),
        "changes": [
            {
                "attempt_id": each.attempt.public_id,
                "user_id": each.attempt.user.public_id,
                "before": _number(each.before[0]),
                "before_points": float(each.before[1]),
                "after": _number(each.after[0]),
                "after_points": float(each.after[1]),
            }
            for each in found.changes
        ],
    }


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _percent(hundredths: int | None) -> float | None:
    return None if hundredths is None else hundredths / HUNDRED
