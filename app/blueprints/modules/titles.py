"""Lessons added and renamed on the outline, and what else its menus hold."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.actions import lessons
from app.blueprints.modules import blueprint
from app.blueprints.modules.lesson_forms import AddForm, LessonTitleForm
from app.blueprints.modules.outline import to_outline
from app.models.lesson import Lesson, LessonKind, Module
from app.permissions import Can, requires
from app.web.forms import attempt, show
from app.web.once import once
from app.web.visitors import viewer


@blueprint.post("/modules/<id>/drafts")
@once
@requires(Can.MODULE_EDIT, Module)
def add_lesson(module: Module) -> ResponseReturnValue:
    form = AddForm()
    if form.validate():
        given = {"title": form.title.data or "", "kind": LessonKind(form.kind.data)}
        if lesson := attempt(form, lessons.create, module, actor=viewer(), **given):
            return redirect(url_for("lessons.edit", id=lesson.public_id), 303)
    return show(form, "lessons/add.html", module=module, classroom=module.classroom)


@blueprint.post("/lessons/<id>/title")
@requires(Can.LESSON_EDIT, Lesson)
def rename_lesson(lesson: Lesson) -> ResponseReturnValue:
    form = LessonTitleForm()
    if form.validate() and attempt(form, lessons.update, lesson, actor=viewer(), title=form.title.data):
        return to_outline(lesson)
    there = {"action": url_for("modules.rename_lesson", id=lesson.public_id), "classroom": lesson.classroom}
    return show(form, "modules/rename.html", **there)


@blueprint.get("/lessons/<id>/tools")
@requires(Can.LESSON_EDIT, Lesson)
def lesson_tools(lesson: Lesson) -> ResponseReturnValue:
    form = LessonTitleForm(formdata=None, obj=lesson)
    return render_template("modules/tools.html", form=form, lesson=lesson, classroom=lesson.classroom)
