"""When and how a quiz is taken."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import quizzes
from app.blueprints.quizzes import blueprint
from app.blueprints.quizzes.forms import PARTS, PHASES, REVEALED, SettingsForm
from app.formats import words
from app.models.quiz import Quiz
from app.permissions import Can, requires
from app.web.forms import attempt, show
from app.web.visitors import viewer


@blueprint.get("/quizzes/<id>/settings")
@requires(Can.QUIZ_EDIT, Quiz)
def settings(quiz: Quiz) -> ResponseReturnValue:
    return _page(quiz, SettingsForm.of(quiz))


@blueprint.post("/quizzes/<id>/settings")
@requires(Can.QUIZ_EDIT, Quiz)
def set_(quiz: Quiz) -> ResponseReturnValue:
    form = SettingsForm()
    given = {"version": int(form.version.data or 0), "intro": form.intro()} if form.validate() else None
    if given and attempt(form, quizzes.update, quiz, actor=viewer(), **form.settings(), **given):
        flash(_("Saved."), "success")
        return redirect(url_for("quizzes.card", id=quiz.public_id), 303)
    if form.refusal:
        form.form_errors.append(_("What you typed is here; save again to put it in place."))
        form.version.data = form.version.raw_data = None
        form.version.data = str(quizzes.version_of(quiz))
    return _page(quiz, form)


def _page(quiz: Quiz, form: SettingsForm) -> ResponseReturnValue:
    table = {"phases": PHASES, "parts": PARTS, "revealed": REVEALED}
    shown = {"quiz": quiz, "classroom": quiz.classroom, "editor_html": words.inner_html(form.intro()), **table}
    return show(form, "quizzes/settings.html", **shown)
