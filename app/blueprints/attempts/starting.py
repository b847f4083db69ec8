"""The button "Start" or "Resume"; for teachers "Try it"."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.attempts import blueprint
from app.blueprints.attempts.beginning import begin
from app.errors import Conflict, Forbidden, Invalid
from app.models.quiz import Quiz
from app.permissions import Can, allowed, requires
from app.web.visitors import viewer


@blueprint.post("/quizzes/<id>/attempts")
@requires(Can.QUIZ_READ, Quiz)
def create(quiz: Quiz) -> ResponseReturnValue:
    preview = "preview" in request.form
    if not allowed(viewer(), Can.QUIZ_RESULTS if preview else Can.QUIZ_TAKE, quiz):
        raise Forbidden
    try:
        attempt = begin(quiz, request.form.get("password"), preview=preview)
    except (Conflict, Invalid) as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("quizzes.card", id=quiz.public_id), 303)
    return redirect(url_for("attempts.show", id=attempt.public_id), 303)
