"""Modules, the ordered parts of a class: /classrooms/<id>/modules and /modules/<id>."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import contains_eager

from app.actions import modules
from app.blueprints.api.paging import Slice, slice_of
from app.blueprints.api.resource import Resource
from app.blueprints.api.schemas.base import ListQuery
from app.blueprints.api.schemas.lessons import ModuleList, ModulePatch, ModulePost, ModuleSchema
from app.models.classroom import Classroom
from app.models.lesson import Module
from app.permissions import Can, requires
from app.web.visitors import viewer

blueprint = Resource("modules", __name__, "Modules", "The ordered parts of a class")


@blueprint.get("/classrooms/<id>/modules")
@requires(Can.CLASS_INSIDE, Classroom)
@blueprint.response(200, ModuleList)
@blueprint.query(ListQuery)
def index(classroom: Classroom, query: dict[str, Any]) -> Slice:
    """The modules of a classroom, in their order"""
    found = Module.of(classroom, viewer()).join(Module.classroom).options(contains_eager(Module.classroom))
    return slice_of(found, Module.position, Module.id, **query)


@blueprint.post("/classrooms/<id>/modules")
@requires(Can.LESSON_WRITE, Classroom)
@blueprint.response(201, ModuleSchema)
@blueprint.arguments(ModulePost)
def create(classroom: Classroom, given: dict[str, Any]) -> Module:
    """Add a module at the end"""
    return modules.create(classroom, actor=viewer(), **given)


@blueprint.get("/modules/<id>")
@requires(Can.MODULE_READ, Module)
@blueprint.response(200, ModuleSchema)
def show(module: Module) -> Module:
    """One module"""
    return module


@blueprint.patch("/modules/<id>")
@requires(Can.MODULE_EDIT, Module)
@blueprint.response(200, ModuleSchema)
@blueprint.arguments(ModulePatch)
def update(module: Module, given: dict[str, Any]) -> Module:
    """Change a module"""
    return modules.update(module, actor=viewer(), **given)


@blueprint.delete("/modules/<id>")
@requires(Can.MODULE_EDIT, Module)
@blueprint.conflict
@blueprint.response(204)
def delete(module: Module) -> None:
    """Delete a module with its lessons; for thirty days it can be restored"""
    modules.delete(module, actor=viewer())
