"""Lessons: /modules/<id>/lessons and /lessons/<id>. Texts become HTML before the database is asked for again."""

from __future__ import annotations

from typing import Any

from app import transaction
from app.actions import lesson_publishing, lessons
from app.blueprints.api.lesson_material import changed_material, finishing_of, new_material, shown_material
from app.blueprints.api.paging import Slice, slice_of
from app.blueprints.api.resource import Resource
from app.blueprints.api.schemas.base import ListQuery
from app.blueprints.api.schemas.lessons import (
    LessonList,
    LessonPatch,
    LessonPost,
    LessonPublicationPost,
    LessonSchema,
)
from app.formats import rich_text
from app.models.lesson import Lesson, Module
from app.permissions import Can, assists, requires
from app.web.visitors import viewer

blueprint = Resource("lessons", __name__, "Lessons", "What there is to learn")
SHOWN = (
    "public_id",
    "classroom",
    "module",
    "kind",
    "title",
    "state",
    "position",
    "version",
    "publish_at",
    "published_at",
    "created_at",
    "updated_at",
    "body_format",
    "finish_rule",
    "finish_minutes",
)


@blueprint.get("/modules/<id>/lessons")
@requires(Can.MODULE_READ, Module)
@blueprint.response(200, LessonList)
@blueprint.query(ListQuery)
def index(module: Module, query: dict[str, Any]) -> Slice:
    """The lessons of a module that I may see, in their order, without their texts"""
    found = Lesson.in_order(module.classroom, viewer()).where(Lesson.module_id == module.id)
    return slice_of(found, Lesson.position, Lesson.id, **query)


@blueprint.post("/modules/<id>/lessons")
@requires(Can.MODULE_EDIT, Module)
@blueprint.response(201, LessonSchema)
@blueprint.arguments(LessonPost)
def create(module: Module, given: dict[str, Any]) -> dict[str, Any]:
    """Write a draft at the end of a module"""
    material, finishing = new_material(given), finishing_of(given)
    transaction.release()
    return shown(lessons.create(module, actor=viewer(), material=material, finishing=finishing, **given))


@blueprint.get("/lessons/<id>")
@requires(Can.LESSON_READ, Lesson)
@blueprint.response(200, LessonSchema)
def show(lesson: Lesson) -> dict[str, Any]:
    """One lesson with its text"""
    return shown(lesson)


@blueprint.patch("/lessons/<id>")
@requires(Can.LESSON_EDIT, Lesson)
@blueprint.conflict
@blueprint.response(200, LessonSchema)
@blueprint.arguments(LessonPatch)
def update(lesson: Lesson, given: dict[str, Any]) -> dict[str, Any]:
    """Change a lesson"""
    material, finishing = changed_material(lesson, given), finishing_of(given, lesson)
    transaction.release()
    return shown(lessons.update(lesson, actor=viewer(), material=material, finishing=finishing, **given))


@blueprint.delete("/lessons/<id>")
@requires(Can.LESSON_EDIT, Lesson)
@blueprint.conflict
@blueprint.response(204)
def delete(lesson: Lesson) -> None:
    """Delete a lesson; for thirty days it can be restored"""
    lesson_publishing.delete(lesson, actor=viewer())


@blueprint.post("/lessons/<id>/publication")
@requires(Can.LESSON_EDIT, Lesson)
@blueprint.conflict
@blueprint.response(200, LessonSchema)
@blueprint.arguments(LessonPublicationPost, required=False)
def publish(lesson: Lesson, given: dict[str, Any]) -> dict[str, Any]:
    """Show it to the class now or at a time; whoever may see it hears of it, when it opens to him by its date"""
    return shown(lesson_publishing.release(lesson, given.get("publish_at"), actor=viewer()))


@blueprint.delete("/lessons/<id>/publication")
@requires(Can.LESSON_EDIT, Lesson)
@blueprint.response(204)
def withdraw(lesson: Lesson) -> None:
    """Back to a draft, also from a time to come; whoever has not heard of it yet will not"""
    lesson_publishing.withdraw(lesson, actor=viewer())


def shown(lesson: Lesson) -> dict[str, Any]:
    """One lesson with its text, as the schema takes it."""
    current = lesson.policy_version == rich_text.POLICY_VERSION
    return {
        **{name: getattr(lesson, name) for name in SHOWN},
        **shown_material(lesson),
        "body": lesson.body if assists(viewer(), lesson.classroom) else None,
        "body_html": lesson.body_html if current else rich_text.sanitise(lesson.body_html),
    }
