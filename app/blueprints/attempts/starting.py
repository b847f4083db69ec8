"""The button "Start" or "Resume"; for teachers "Try it"."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.attempts import blueprint
from app.errors import Conflict, Invalid
from app.models.quiz import Quiz
from app.permissions import Can, requires
from app.web.attempt_doors import begin


@blueprint.post("/quizzes/<id>/attempts")
@requires(Can.QUIZ_READ, Quiz)
def create(quiz: Quiz) -> ResponseReturnValue:
    try:
        attempt = begin(quiz, request.form.get("password"), preview="preview" in request.form)
    except (Conflict, Invalid) as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("quizzes.card", id=quiz.public_id), 303)
    return redirect(url_for("attempts.show", id=attempt.public_id), 303)
