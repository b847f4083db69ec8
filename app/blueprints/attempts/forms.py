"""A page of questions sent as a form, for who has no scripts: each answer that was changed is kept."""

from __future__ import annotations

from flask import flash, url_for
from werkzeug.datastructures import MultiDict

from app.actions import answers
from app.actions.answers import Outcome
from app.errors import Conflict, Invalid
from app.models.attempt import Attempt
from app.web import attempt_page
from app.web.attempt_doors import late_words
from app.web.visitors import viewer

Sent = MultiDict[str, str]


def save_page(attempt: Attempt, sent: Sent) -> str:
    """Keep what was changed; the address to go on at. What could not be kept is told there."""
    shown = [each for each in sent.getlist("shown[]") if each.isalnum()][: attempt_page.PAGE]
    wrong = [problem for each in shown if (problem := _save(attempt, each, sent))]
    if wrong:
        flash(" ".join(dict.fromkeys(wrong)), "error")
        return url_for("attempts.show", id=attempt.public_id, question=sent.get("at", type=int))
    for name, flagged in (("flag", True), ("unflag", False)):
        if sent.get(name):
            answers.flag(attempt, sent[name], flagged, actor=viewer())
            return url_for("attempts.show", id=attempt.public_id, question=sent.get("at", type=int))
    return _onward(attempt, sent)


def _save(attempt: Attempt, question_id: str, sent: Sent) -> str:
    """What is wrong with one answer, in words; "" where it is kept or was not changed."""
    prefix = attempt_page.prefix_of(question_id)
    check = sent.get("check") == question_id

    def fields(name: str) -> list[str]:
        return sent.getlist(prefix + name)

    try:
        given = answers.read_form(attempt, question_id, fields)
        if not check and attempt_page.mark_of(given) == sent.get(f"{prefix}was"):
            return ""
        sequence = sent.get(f"{prefix}sequence", type=int)
        saved = answers.save_answer(attempt, question_id, fields, actor=viewer(), sequence=sequence, check=check)
    except (Invalid, Conflict) as refusal:
        return refusal.message
    return late_words(saved.late_by) if saved.outcome is Outcome.LATE else ""


def _onward(attempt: Attempt, sent: Sent) -> str:
    """Where the pressed button leads: a question by its number, or the look over all of them."""
    go = sent.get("go", "")
    if go == "review":
        return url_for("attempts.review", id=attempt.public_id)
    if go.isdecimal():
        answers.stand_at(attempt, int(go[:6]) - 1, actor=viewer())
        return url_for("attempts.show", id=attempt.public_id, question=int(go[:6]))
    return url_for("attempts.show", id=attempt.public_id, question=sent.get("at", type=int))
