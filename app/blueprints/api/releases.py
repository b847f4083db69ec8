"""When lessons and modules open: /lessons/<id>/release and /modules/<id>/release."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.actions import releases
from app.actions.releases import Release
from app.blueprints.api.outline import named
from app.blueprints.api.resource import Resource
from app.blueprints.api.schemas.outline import ReleasePut, ReleaseSchema
from app.extensions import db
from app.models.group import Group
from app.models.lesson import Lesson, Module
from app.models.release import ReleaseRule
from app.permissions import Can, requires
from app.web.visitors import viewer

blueprint = Resource("releases", __name__, "Release rules", "When lessons and modules open")


@blueprint.get("/lessons/<id>/release")
@requires(Can.LESSON_EDIT, Lesson)
@blueprint.response(200, ReleaseSchema)
def of_lesson(lesson: Lesson) -> dict[str, Any]:
    """When a lesson opens; nothing but nulls: with its publication"""
    return _shown(releases.rule_of(lesson))


@blueprint.put("/lessons/<id>/release")
@requires(Can.LESSON_EDIT, Lesson)
@blueprint.response(200, ReleaseSchema)
@blueprint.arguments(ReleasePut)
def put_of_lesson(lesson: Lesson, given: dict[str, Any]) -> dict[str, Any]:
    """Say when a lesson opens: from a date, after something else, for a group"""
    return _shown(releases.put(lesson, _meant(given), actor=viewer()))


@blueprint.get("/modules/<id>/release")
@requires(Can.MODULE_EDIT, Module)
@blueprint.response(200, ReleaseSchema)
def of_module(module: Module) -> dict[str, Any]:
    """When a module opens; nothing but nulls: at once"""
    return _shown(releases.rule_of(module))


@blueprint.put("/modules/<id>/release")
@requires(Can.MODULE_EDIT, Module)
@blueprint.response(200, ReleaseSchema)
@blueprint.arguments(ReleasePut)
def put_of_module(module: Module, given: dict[str, Any]) -> dict[str, Any]:
    """Say when a module opens with its lessons: from a date, after something else, for a group"""
    return _shown(releases.put(module, _meant(given), actor=viewer()))


def _meant(given: dict[str, Any]) -> Release:
    return Release(
        opens_at=given["opens_at"],
        after_lesson=named(Lesson, Can.LESSON_READ, given, "after_lesson_id"),
        after_module=named(Module, Can.MODULE_READ, given, "after_module_id"),
        group=named(Group, Can.GROUP_EDIT, given, "group_id"),
    )


def _shown(rule: ReleaseRule | None) -> dict[str, Any]:
    rule = rule or ReleaseRule()
    return {
        "opens_at": rule.opens_at,
        "after_lesson_id": _public_id(Lesson, rule.after_lesson_id),
        "after_module_id": _public_id(Module, rule.after_module_id),
        "group_id": _public_id(Group, rule.group_id),
    }


def _public_id(model: type[Lesson | Module | Group], key: int | None) -> str | None:
    return db.session.scalar(select(model.public_id).where(model.id == key)) if key is not None else None
