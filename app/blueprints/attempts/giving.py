"""Minutes that a teacher gives to everybody who is answering."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.actions import attempt_times, outages
from app.blueprints.attempts import blueprint
from app.errors import Invalid
from app.models.quiz import Quiz
from app.permissions import Can, requires
from app.web.visitors import viewer


@blueprint.post("/quizzes/<id>/time-grants")
@requires(Can.QUIZ_EDIT, Quiz)
def give_time(quiz: Quiz) -> ResponseReturnValue:
    minutes = request.form.get("minutes", 0, type=int)
    ended = request.form.get("outage", 0, type=int)
    outage = next((each for each in outages.of_quiz(quiz.id) if each.id == ended), None)
    try:
        grant = attempt_times.give(quiz, actor=viewer(), minutes=minutes, outage=outage)
    except Invalid as refusal:
        flash(refusal.message, "error")
    else:
        flash(_given(grant.seconds // 60, grant.attempts), "success")
    return redirect(url_for("quizzes.card", id=quiz.public_id), 303)


def _given(minutes: int, attempts: int) -> str:
    longer = ngettext("%(num)d minute more", "%(num)d minutes more", minutes)
    people = ngettext("%(num)d student", "%(num)d students", attempts)
    return _("%(longer)s for %(people)s who are answering.", longer=longer, people=people)
