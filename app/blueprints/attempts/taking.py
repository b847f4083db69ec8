"""The pages of an open attempt: its questions, all of them at a glance, the end."""

from __future__ import annotations

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock, transaction
from app.actions import attempts
from app.blueprints.attempts import blueprint
from app.blueprints.attempts.forms import save_page
from app.models.attempt import Attempt
from app.permissions import Can, allowed, requires
from app.web import attempt_page
from app.web.visitors import viewer


@blueprint.get("/attempts/<id>")
@requires(Can.ATTEMPT_READ, Attempt)
def show(attempt: Attempt) -> ResponseReturnValue:
    if not attempt.is_open or attempt.user_id != viewer().id:
        return redirect(url_for("quiz_results.show", id=attempt.public_id))
    if not allowed(viewer(), Can.ATTEMPT_ANSWER, attempt):
        return redirect(url_for("quizzes.card", id=attempt.quiz.public_id))
    if attempts.is_late(attempt, clock.now()):
        return render_template("attempts/over.html", attempt=attempt, quiz=attempt.quiz)
    page = attempt_page.page_of(attempt, request.args.get("question", type=int))
    return render_template("attempts/take.html", **page)


@blueprint.get("/attempts/<id>/questions")
@requires(Can.ATTEMPT_ANSWER, Attempt)
def questions(attempt: Attempt) -> ResponseReturnValue:
    """A part of the page, for who has scripts: so many questions from one on."""
    if not attempt.is_open or attempts.is_late(attempt, clock.now()):
        return jsonify(open=False), 409
    first = max(request.args.get("from", 1, type=int), 1) - 1
    return render_template("attempts/questions.html", **attempt_page.part_of(attempt, first))


@blueprint.get("/attempts/<id>/review")
@requires(Can.ATTEMPT_READ, Attempt)
def review(attempt: Attempt) -> ResponseReturnValue:
    if not allowed(viewer(), Can.ATTEMPT_ANSWER, attempt) or not attempt.is_open:
        return redirect(url_for("attempts.show", id=attempt.public_id))
    return render_template("attempts/review.html", **attempt_page.page_of(attempt, None))


@blueprint.post("/attempts/<id>/answers")
@requires(Can.ATTEMPT_ANSWER, Attempt)
def answer(attempt: Attempt) -> ResponseReturnValue:
    """Without scripts: keep what stands on the page, then go where the button says."""
    return redirect(save_page(attempt, request.form), 303)


@blueprint.post("/attempts/<id>/submission")
@requires(Can.ATTEMPT_ANSWER, Attempt)
def submit(attempt: Attempt) -> ResponseReturnValue:
    transaction.turn_to_writing()
    attempts.submit(attempt, actor=viewer())
    return redirect(url_for("quiz_results.show", id=attempt.public_id), 303)
