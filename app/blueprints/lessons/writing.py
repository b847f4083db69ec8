"""Lessons being written. The database is let go before the text is made into HTML, which can take a while."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import transaction
from app.actions import lesson_publishing, lessons
from app.blueprints.lessons import blueprint
from app.blueprints.lessons.forms import EditLessonForm, LessonForm
from app.blueprints.lessons.pages import go_on, render_conflict, render_edit, render_new
from app.errors import Conflict
from app.models.lesson import Lesson, Module
from app.permissions import Can, requires
from app.web.forms import attempt
from app.web.undoing import flash_undo
from app.web.visitors import viewer


@blueprint.get("/modules/<id>/lessons/new")
@requires(Can.MODULE_EDIT, Module)
def new(module: Module) -> ResponseReturnValue:
    return render_new(module, LessonForm())


@blueprint.post("/modules/<id>/lessons")
@requires(Can.MODULE_EDIT, Module)
def create(module: Module) -> ResponseReturnValue:
    form = LessonForm()
    transaction.release()
    if form.validate() and (lesson := attempt(form, lessons.create, module, actor=viewer(), **form.typed())):
        return go_on(lesson, form)
    return render_new(module, form)


@blueprint.get("/lessons/<id>/edit")
@requires(Can.LESSON_EDIT, Lesson)
def edit(lesson: Lesson) -> ResponseReturnValue:
    return render_edit(lesson, EditLessonForm(obj=lesson))


@blueprint.post("/lessons/<id>/edit")
@requires(Can.LESSON_EDIT, Lesson)
def update(lesson: Lesson) -> ResponseReturnValue:
    form = EditLessonForm()
    transaction.release()
    try:
        if form.validate() and attempt(
            form, lessons.update, lesson, actor=viewer(), version=form.begun_with(), **form.typed()
        ):
            return go_on(lesson, form)
    except Conflict:
        return render_conflict(lesson, form)
    return render_edit(lesson, form)


@blueprint.post("/lessons/<id>/deletion")
@requires(Can.LESSON_EDIT, Lesson)
def delete(lesson: Lesson) -> ResponseReturnValue:
    lesson_publishing.delete(lesson, actor=viewer())
    said = _("The lesson “%(title)s” is deleted.", title=lesson.title)
    flash_undo(said, url_for("modules.restore_lesson", id=lesson.public_id))
    return redirect(url_for("lessons.index", id=lesson.classroom.public_id), 303)
