"""Results shown to everybody by hand, and left to the quiz's own terms again."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import quiz_showing
from app.blueprints.quiz_results import blueprint
from app.models.quiz import Quiz
from app.permissions import Can, requires
from app.web.visitors import viewer


@blueprint.post("/quizzes/<id>/release")
@requires(Can.QUIZ_EDIT, Quiz)
def release(quiz: Quiz) -> ResponseReturnValue:
    quiz_showing.release(quiz, actor=viewer())
    flash(_("Everybody can see the results now."), "success")
    return redirect(url_for("quiz_results.table", id=quiz.public_id), 303)


@blueprint.post("/quizzes/<id>/release/withdrawal")
@requires(Can.QUIZ_EDIT, Quiz)
def withdraw(quiz: Quiz) -> ResponseReturnValue:
    quiz_showing.withdraw(quiz, actor=viewer())
    flash(_("From now on the quiz itself says again what is shown when."), "success")
    return redirect(url_for("quiz_results.table", id=quiz.public_id), 303)
