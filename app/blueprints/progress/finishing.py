"""A lesson marked as done, and taken back; and the word of an open page that somebody is still there."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import completions, viewing
from app.blueprints.progress import blueprint
from app.blueprints.progress.forms import ViewingForm
from app.errors import Conflict, Invalid
from app.models.lesson import Lesson
from app.permissions import Can, requires
from app.web.finish_panel import render_panel
from app.web.visitors import viewer


@blueprint.post("/lessons/<id>/completion")
@requires(Can.LESSON_FINISH, Lesson)
def finish(lesson: Lesson) -> ResponseReturnValue:
    try:
        completions.complete(lesson, actor=viewer())
    except Conflict as refusal:
        viewing.opened(lesson, viewer())
        return _shown(lesson, refusal.message)
    return _shown(lesson)


@blueprint.post("/lessons/<id>/completion/withdrawal")
@requires(Can.LESSON_FINISH, Lesson)
def undo(lesson: Lesson) -> ResponseReturnValue:
    try:
        completions.withdraw(lesson, actor=viewer())
    except Conflict as refusal:
        return _shown(lesson, refusal.message)
    return _shown(lesson)


@blueprint.post("/lessons/<id>/viewing")
@requires(Can.LESSON_FINISH, Lesson)
def view(lesson: Lesson) -> ResponseReturnValue:
    form = ViewingForm()
    if not form.validate():
        raise Invalid({"seen": _("Load this page again, it is not complete.")})
    became_done = viewing.seen(lesson, actor=viewer(), position=form.position.data, played=form.played())
    return render_panel(lesson) if became_done else ("", 204)


def _shown(lesson: Lesson, problem: str = "") -> ResponseReturnValue:
    if "HX-Request" in request.headers:
        return render_panel(lesson, problem)
    if problem:
        flash(problem, "warning")
    return redirect(url_for("lessons.show", id=lesson.public_id, _anchor="finish"), 303)
