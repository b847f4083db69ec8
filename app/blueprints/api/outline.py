"""The order of a class: where things stand, copies of them, and what was deleted."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.actions import duplicates, placing, recently_deleted
from app.blueprints.api.lessons import shown
from app.blueprints.api.resource import Resource
from app.blueprints.api.schemas.lessons import LessonSchema, ModuleSchema
from app.blueprints.api.schemas.outline import BinSchema, LessonPositionPut, ModulePositionPut
from app.errors import Invalid, NotFound
from app.models.classroom import Classroom
from app.models.lesson import Lesson, Module
from app.permissions import Can, find, requires
from app.web.visitors import viewer

blueprint = Resource("outline", __name__, "Outline", "Order, copies, and what was deleted")


def named(model: type[Any], can: Can, given: dict[str, Any], field: str) -> Any:
    """What `field` names by its id, or None. Raises Invalid (field) for what I do not see."""
    try:
        return find(viewer(), can, model, given[field]) if given[field] else None
    except NotFound:
        raise Invalid({field: _("There is nothing with this id that you can see.")}) from None


@blueprint.put("/lessons/<id>/position")
@requires(Can.LESSON_EDIT, Lesson)
@blueprint.response(200, LessonSchema)
@blueprint.arguments(LessonPositionPut)
def place_lesson(lesson: Lesson, given: dict[str, Any]) -> dict[str, Any]:
    """Put a lesson into a module, beside another or at the end"""
    module = named(Module, Can.MODULE_READ, given, "module_id") or lesson.module
    before, after = (named(Lesson, Can.LESSON_READ, given, field) for field in ("before_id", "after_id"))
    return shown(placing.put_lesson(lesson, actor=viewer(), module=module, before=before, after=after))


@blueprint.put("/modules/<id>/position")
@requires(Can.MODULE_EDIT, Module)
@blueprint.response(200, ModuleSchema)
@blueprint.arguments(ModulePositionPut)
def place_module(module: Module, given: dict[str, Any]) -> Module:
    """Put a module beside another, or at the end"""
    before, after = (named(Module, Can.MODULE_READ, given, field) for field in ("before_id", "after_id"))
    return placing.put_module(module, actor=viewer(), before=before, after=after)


@blueprint.post("/lessons/<id>/duplicate")
@requires(Can.LESSON_EDIT, Lesson)
@blueprint.response(201, LessonSchema)
@blueprint.no_body
def duplicate_lesson(lesson: Lesson) -> dict[str, Any]:
    """A draft of the same content, right after it"""
    return shown(duplicates.duplicate_lesson(lesson, actor=viewer()))


@blueprint.post("/modules/<id>/duplicate")
@requires(Can.MODULE_EDIT, Module)
@blueprint.response(201, ModuleSchema)
@blueprint.no_body
def duplicate_module(module: Module) -> Module:
    """A module with drafts of all lessons of this one, right after it"""
    return duplicates.duplicate_module(module, actor=viewer())


@blueprint.get("/classrooms/<id>/deleted")
@requires(Can.LESSON_WRITE, Classroom)
@blueprint.response(200, BinSchema)
def deleted(classroom: Classroom) -> recently_deleted.Bin:
    """What was deleted in the last thirty days"""
    return recently_deleted.listing(classroom)


@blueprint.post("/lessons/<id>/restoration")
@requires(Can.LESSON_RESTORE, Lesson)
@blueprint.conflict
@blueprint.response(200, LessonSchema)
@blueprint.no_body
def restore_lesson(lesson: Lesson) -> dict[str, Any]:
    """Bring a deleted lesson back to its place, with everybody's progress"""
    return shown(recently_deleted.restore_lesson(lesson, actor=viewer()))


@blueprint.post("/modules/<id>/restoration")
@requires(Can.MODULE_RESTORE, Module)
@blueprint.conflict
@blueprint.response(200, ModuleSchema)
@blueprint.no_body
def restore_module(module: Module) -> Module:
    """Bring a deleted module back with the lessons that went with it"""
    return recently_deleted.restore_module(module, actor=viewer())
