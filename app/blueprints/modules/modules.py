"""Modules added, changed, copied."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import duplicates, modules
from app.blueprints.modules import blueprint
from app.blueprints.modules.forms import ModuleForm, ModuleTitleForm
from app.blueprints.modules.outline import render_outline, to_outline
from app.models.classroom import Classroom
from app.models.lesson import Module
from app.permissions import Can, requires
from app.web.forms import attempt, show
from app.web.once import once
from app.web.visitors import viewer


@blueprint.post("/classrooms/<id>/modules")
@once
@requires(Can.LESSON_WRITE, Classroom)
def create(classroom: Classroom) -> ResponseReturnValue:
    form = ModuleForm()
    if form.validate() and attempt(form, modules.create, classroom, actor=viewer(), **form.typed()):
        flash(_("Added."), "success")
        return redirect(url_for("lessons.index", id=classroom.public_id), 303)
    return render_outline(classroom, form)


@blueprint.get("/modules/<id>/edit")
@requires(Can.MODULE_EDIT, Module)
def edit(module: Module) -> ResponseReturnValue:
    form = ModuleForm(obj=module)
    return render_template("modules/edit.html", form=form, module=module, classroom=module.classroom)


@blueprint.post("/modules/<id>/edit")
@requires(Can.MODULE_EDIT, Module)
def update(module: Module) -> ResponseReturnValue:
    form = ModuleForm()
    if form.validate() and attempt(form, modules.update, module, actor=viewer(), **form.typed()):
        flash(_("Saved."), "success")
        return redirect(url_for("lessons.index", id=module.classroom.public_id), 303)
    return show(form, "modules/edit.html", module=module, classroom=module.classroom)


@blueprint.post("/modules/<id>/title")
@requires(Can.MODULE_EDIT, Module)
def rename(module: Module) -> ResponseReturnValue:
    form = ModuleTitleForm()
    if form.validate() and attempt(form, modules.update, module, actor=viewer(), title=form.title.data):
        return to_outline(module)
    there = {"action": url_for("modules.rename", id=module.public_id), "classroom": module.classroom}
    return show(form, "modules/rename.html", **there)


@blueprint.post("/modules/<id>/duplicate")
@once
@requires(Can.MODULE_EDIT, Module)
def duplicate(module: Module) -> ResponseReturnValue:
    copy = duplicates.duplicate_module(module, actor=viewer())
    flash(_("Copied as drafts. Nobody but you who teach sees them yet."), "success")
    return to_outline(copy)
