"""The page “When it opens” of a lesson and of a module."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import outline, releases
from app.blueprints.modules.outline import to_outline
from app.blueprints.releases import blueprint
from app.blueprints.releases.forms import ReleaseForm
from app.errors import Invalid
from app.extensions import db
from app.models.group import Group
from app.models.lesson import Lesson, Module
from app.permissions import Can, requires
from app.web.forms import blame, show
from app.web.visitors import viewer


@blueprint.get("/lessons/<id>/release")
@requires(Can.LESSON_EDIT, Lesson)
def lesson(lesson: Lesson) -> ResponseReturnValue:
    return _page(lesson, _form(lesson))


@blueprint.post("/lessons/<id>/release")
@requires(Can.LESSON_EDIT, Lesson)
def put_lesson(lesson: Lesson) -> ResponseReturnValue:
    return _put(lesson)


@blueprint.get("/modules/<id>/release")
@requires(Can.MODULE_EDIT, Module)
def module(module: Module) -> ResponseReturnValue:
    return _page(module, _form(module))


@blueprint.post("/modules/<id>/release")
@requires(Can.MODULE_EDIT, Module)
def put_module(module: Module) -> ResponseReturnValue:
    return _put(module)


def _form(held: Lesson | Module) -> ReleaseForm:
    parts = outline.parts(held.classroom, viewer(), empty=True)
    groups = list(db.session.scalars(Group.of(held.classroom)))
    return ReleaseForm.about(held, releases.rule_of(held), parts, groups)


def _put(held: Lesson | Module) -> ResponseReturnValue:
    form = _form(held)
    if form.validate():
        try:
            releases.put(held, form.release(), actor=viewer())
            flash(_("Saved."), "success")
            return to_outline(held)
        except Invalid as refusal:
            blame(form, refusal)
    return _page(held, form)


def _page(held: Lesson | Module, form: ReleaseForm) -> ResponseReturnValue:
    return show(form, "releases/edit.html", held=held, is_module=isinstance(held, Module), classroom=held.classroom)
