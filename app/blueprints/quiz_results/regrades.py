"""Another key, or none, for what was answered already: chosen by question, looked at, applied."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.actions import regrades as actions
from app.actions.regrades import Choice
from app.blueprints.quiz_results import blueprint
from app.blueprints.quiz_results.views import frame
from app.errors import Conflict
from app.models.question import Question
from app.models.quiz import Quiz
from app.permissions import Can, requires
from app.reports import asked_questions
from app.web.visitors import viewer

LISTED = 200
LABELS = {
    Choice.KEY: _l("Use the key as it is now"),
    Choice.FULL: _l("All points for everybody"),
    Choice.OUT: _l("It counts no more"),
}


@blueprint.get("/quizzes/<id>/regrades")
@requires(Can.QUIZ_RESULTS, Quiz)
def regrades(quiz: Quiz) -> ResponseReturnValue:
    asked = asked_questions.of(quiz)
    chosen = _chosen(request.args, [each.question for each in asked])
    outcome = actions.preview(quiz, {question.id: choice for question, choice in chosen.items()}) if chosen else None
    shown: dict[str, Any] = {"asked": asked, "chosen": chosen, "outcome": outcome, "labels": LABELS, "listed": LISTED}
    return render_template("quiz_results/regrades.html", **shown, **frame(quiz, "regrades"))


@blueprint.post("/quizzes/<id>/regrades")
@requires(Can.QUIZ_EDIT, Quiz)
def regrade(quiz: Quiz) -> ResponseReturnValue:
    chosen = _chosen(request.form, [each.question for each in asked_questions.of(quiz)])
    plan = {question.id: choice for question, choice in chosen.items()}
    try:
        outcome = actions.apply(quiz, plan, mark=request.form.get("mark", ""), actor=viewer())
    except Conflict as refusal:
        flash(refusal.message, "warning")
        named: dict[str, Any] = {f"q{question.public_id}": choice.value for question, choice in chosen.items()}
        return redirect(url_for("quiz_results.regrades", id=quiz.public_id, **named), 303)
    changed = len(outcome.changes)
    flash(ngettext("Regraded. One result changed.", "Regraded. %(num)d results changed.", changed), "success")
    return redirect(url_for("quiz_results.table", id=quiz.public_id), 303)


def _chosen(given: Any, questions: list[Question]) -> dict[Question, Choice]:
    """What is chosen for which question; what is unknown is left as it is."""
    found = {question: given.get(f"q{question.public_id}", "") for question in questions}
    return {question: Choice(value) for question, value in found.items() if value in set(Choice)}
