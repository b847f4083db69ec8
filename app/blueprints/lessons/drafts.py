"""What somebody is writing and has not saved: sent by the page while he types, or thrown away by himself."""

from __future__ import annotations

from flask import flash, jsonify, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_time
from flask_babel import gettext as _

from app.actions import lesson_drafts
from app.blueprints.lessons import blueprint
from app.blueprints.lessons.forms import DraftForm
from app.errors import ClassbellError
from app.models.lesson import Lesson
from app.permissions import Can, requires
from app.web.visitors import viewer


@blueprint.post("/lessons/<id>/draft")
@requires(Can.LESSON_EDIT, Lesson)
def keep_draft(lesson: Lesson) -> ResponseReturnValue:
    form = DraftForm()
    if not form.validate():
        return jsonify(problem=_("Load this page again, it is not complete.")), 422
    try:
        kept = lesson_drafts.keep(lesson, actor=viewer(), version=form.begun_with(), **form.typed())
    except ClassbellError as refusal:
        return jsonify(problem=refusal.message), refusal.status
    return jsonify(said=_("Kept at %(time)s, not saved yet", time=format_time(kept.saved_at, "short")))


@blueprint.post("/lessons/<id>/draft/deletion")
@requires(Can.LESSON_EDIT, Lesson)
def discard_draft(lesson: Lesson) -> ResponseReturnValue:
    lesson_drafts.discard(lesson, actor=viewer())
    flash(_("Discarded. This is the lesson as it was saved."), "success")
    return redirect(url_for("lessons.edit", id=lesson.public_id), 303)
