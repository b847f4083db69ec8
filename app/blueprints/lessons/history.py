"""What a lesson said before: all that was saved, one of it, what changed, and back to it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import defer

from app import transaction
from app.actions import lessons, revisions
from app.blueprints.lessons import blueprint
from app.errors import Invalid
from app.models.lesson import Lesson
from app.models.revision import LessonRevision
from app.permissions import Can, requires
from app.web.paging import page
from app.web.visitors import viewer


@blueprint.get("/lessons/<id>/history")
@requires(Can.LESSON_EDIT, Lesson)
def history(lesson: Lesson) -> ResponseReturnValue:
    saved = LessonRevision.of(lesson).options(defer(LessonRevision.body))
    shown = page(saved, "lessons.history", id=lesson.public_id)
    return render_template("lessons/history.html", lesson=lesson, classroom=lesson.classroom, page=shown)


@blueprint.get("/lessons/<id>/history/<int:version>")
@requires(Can.LESSON_EDIT, Lesson)
def revision(lesson: Lesson, version: int) -> ResponseReturnValue:
    found = revisions.find(lesson, version)
    saved = revisions.choices(lesson)
    shown = {"lesson": lesson, "classroom": lesson.classroom, "revision": found, "saved": saved}
    return render_template("lessons/revision.html", html=revisions.html_of(lesson, found), **shown)


@blueprint.get("/lessons/<id>/history/changes")
@requires(Can.LESSON_EDIT, Lesson)
def changes(lesson: Lesson) -> ResponseReturnValue:
    version = _asked("to", lesson.version)
    old, new = revisions.find(lesson, _asked("from", max(1, version - 1))), revisions.find(lesson, version)
    rows = revisions.changes(lesson, old, new)
    shown = {"lesson": lesson, "classroom": lesson.classroom, "old": old, "new": new}
    return render_template("lessons/changes.html", rows=rows, **shown)


@blueprint.post("/lessons/<id>/history/<int:version>/restoration")
@requires(Can.LESSON_EDIT, Lesson)
def restore(lesson: Lesson, version: int) -> ResponseReturnValue:
    found = revisions.find(lesson, version)
    transaction.release()
    try:
        lessons.restore(lesson, found, actor=viewer())
        flash(_("This is the lesson again. What it said before is in the history, too."), "success")
    except Invalid as refusal:
        flash(refusal.message, "error")
    return redirect(url_for("lessons.show", id=lesson.public_id), 303)


def _asked(name: str, usual: int) -> int:
    """The version in the address, or the usual one; 0, which there is none of, where that is no number."""
    given = request.args.get(name, str(usual))
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else 0
