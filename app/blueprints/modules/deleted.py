"""Modules and lessons deleted, and brought back."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import modules, recently_deleted
from app.blueprints.modules import blueprint
from app.blueprints.modules.outline import to_outline
from app.models.classroom import Classroom
from app.models.lesson import Lesson, Module
from app.permissions import Can, requires
from app.web.class_tabs import class_tabs
from app.web.undoing import flash_undo
from app.web.visitors import viewer


@blueprint.get("/classrooms/<id>/learn/deleted")
@requires(Can.LESSON_WRITE, Classroom)
def deleted(classroom: Classroom) -> ResponseReturnValue:
    there = recently_deleted.listing(classroom)
    frame = {"classroom": classroom, "tabs": class_tabs(classroom, "learn"), "kept": recently_deleted.KEPT}
    return render_template("modules/deleted.html", bin=there, **frame)


@blueprint.post("/modules/<id>/deletion")
@requires(Can.MODULE_EDIT, Module)
def delete(module: Module) -> ResponseReturnValue:
    modules.delete(module, actor=viewer())
    said = _("The module “%(title)s” is deleted with its lessons.", title=module.title)
    flash_undo(said, url_for("modules.restore", id=module.public_id))
    return redirect(url_for("lessons.index", id=module.classroom.public_id), 303)


@blueprint.post("/modules/<id>/restoration")
@requires(Can.MODULE_RESTORE, Module)
def restore(module: Module) -> ResponseReturnValue:
    back = recently_deleted.restore_module(module, actor=viewer())
    flash(_("“%(title)s” is back.", title=back.title), "success")
    return to_outline(back)


@blueprint.post("/lessons/<id>/restoration")
@requires(Can.LESSON_RESTORE, Lesson)
def restore_lesson(lesson: Lesson) -> ResponseReturnValue:
    back = recently_deleted.restore_lesson(lesson, actor=viewer())
    flash(_("“%(title)s” is back.", title=back.title), "success")
    return to_outline(back)
