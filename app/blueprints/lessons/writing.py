"""Lessons being written. The database is let go before the text is made into HTML, which can take a while."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import transaction
from app.actions import lesson_drafts, lesson_publishing, lessons
from app.blueprints.lessons import blueprint
from app.blueprints.lessons.forms import EditLessonForm, LessonForm
from app.blueprints.lessons.pages import go_on, render_conflict, render_edit, render_new
from app.errors import Conflict
from app.models.lesson import Lesson, Module
from app.permissions import Can, requires
from app.web.forms import attempt
from app.web.once import once
from app.web.undoing import flash_undo
from app.web.visitors import viewer


@blueprint.get("/modules/<id>/lessons/new")
@requires(Can.MODULE_EDIT, Module)
def new(module: Module) -> ResponseReturnValue:
    return render_new(module, LessonForm())


@blueprint.post("/modules/<id>/lessons")
@once
@requires(Can.MODULE_EDIT, Module)
def create(module: Module) -> ResponseReturnValue:
    form = LessonForm()
    transaction.release()
    if form.validate() and (lesson := attempt(form, _create, module, form)):
        return go_on(lesson, form)
    return render_new(module, form)


@blueprint.get("/lessons/<id>/edit")
@requires(Can.LESSON_EDIT, Lesson)
def edit(lesson: Lesson) -> ResponseReturnValue:
    form = EditLessonForm(obj=lesson)
    form.show_material(lesson)
    form.show_finishing(lesson)
    draft = lesson_drafts.of(lesson, viewer())
    if draft and request.args.get("draft"):
        form.go_on_with(draft)
        return render_edit(lesson, form)
    return render_edit(lesson, form, draft)


@blueprint.post("/lessons/<id>/edit")
@requires(Can.LESSON_EDIT, Lesson)
def update(lesson: Lesson) -> ResponseReturnValue:
    form = EditLessonForm()
    transaction.release()
    if form.validate() and (saved := attempt(form, _update, lesson, form)):
        return go_on(saved, form)
    return render_conflict(lesson, form) if isinstance(form.refusal, Conflict) else render_edit(lesson, form)


@blueprint.post("/lessons/<id>/deletion")
@requires(Can.LESSON_EDIT, Lesson)
def delete(lesson: Lesson) -> ResponseReturnValue:
    lesson_publishing.delete(lesson, actor=viewer())
    said = _("The lesson “%(title)s” is deleted.", title=lesson.title)
    flash_undo(said, url_for("modules.restore_lesson", id=lesson.public_id))
    return redirect(url_for("lessons.index", id=lesson.classroom.public_id), 303)


def _create(module: Module, form: LessonForm) -> Lesson:
    material, finishing = form.material(module.classroom), form.finishing()
    return lessons.create(module, actor=viewer(), material=material, finishing=finishing, **form.typed())


def _update(lesson: Lesson, form: EditLessonForm) -> Lesson:
    material, finishing = form.material(lesson.classroom), form.finishing()
    begun_with, typed = form.begun_with(), form.typed()
    return lessons.update(lesson, actor=viewer(), version=begun_with, material=material, finishing=finishing, **typed)
