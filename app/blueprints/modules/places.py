"""Where lessons and modules stand: a step up or down, or put before another."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import outline, placing
from app.blueprints.modules import blueprint
from app.blueprints.modules.forms import PlaceForm
from app.blueprints.modules.outline import to_outline
from app.errors import Invalid, NotFound
from app.models.lesson import Lesson, Module
from app.permissions import Can, find, requires
from app.web.forms import attempt, show
from app.web.visitors import viewer

STEPS = {"up": False, "down": True}


@blueprint.post("/modules/<id>/position")
@requires(Can.MODULE_EDIT, Module)
def place(module: Module) -> ResponseReturnValue:
    direction = request.form.get("direction", "")
    if direction in STEPS:
        placing.step_module(module, STEPS[direction], actor=viewer())
    else:
        placing.put_module(module, actor=viewer(), before=_named(Module, Can.MODULE_EDIT, "before"))
    return to_outline(module)


@blueprint.post("/lessons/<id>/position")
@requires(Can.LESSON_EDIT, Lesson)
def place_lesson(lesson: Lesson) -> ResponseReturnValue:
    direction = request.form.get("direction", "")
    if direction in STEPS:
        return to_outline(placing.step_lesson(lesson, STEPS[direction], actor=viewer()))
    room = _named(Module, Can.MODULE_EDIT, "module") or lesson.module
    before = _named(Lesson, Can.LESSON_EDIT, "before")
    return to_outline(placing.put_lesson(lesson, actor=viewer(), module=room, before=before))


@blueprint.get("/lessons/<id>/position")
@requires(Can.LESSON_EDIT, Lesson)
def choose_place(lesson: Lesson) -> ResponseReturnValue:
    form = PlaceForm.among(_parts(lesson), lesson)
    return render_template("modules/place.html", form=form, lesson=lesson, classroom=lesson.classroom)


@blueprint.post("/lessons/<id>/place")
@requires(Can.LESSON_EDIT, Lesson)
def put_lesson(lesson: Lesson) -> ResponseReturnValue:
    form = PlaceForm.among(_parts(lesson), lesson)
    if form.validate() and attempt(form, placing.put_lesson, lesson, actor=viewer(), **form.chosen()):
        return to_outline(lesson)
    return show(form, "modules/place.html", lesson=lesson, classroom=lesson.classroom)


def _parts(lesson: Lesson) -> list[outline.Part]:
    return outline.parts(lesson.classroom, viewer(), empty=True)


def _named(model: type[Lesson | Module], can: Can, name: str) -> Any:
    """What the field `name` says by its public id, or None. Raises Invalid for what is gone."""
    given = request.form.get(name, "")
    try:
        return find(viewer(), can, model, given) if given else None
    except NotFound:
        raise Invalid({name: _("This does not stand there any more. Look at the order again.")}) from None
