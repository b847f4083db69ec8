"""Resources of a class: /classrooms/<id>/resources and /resources/<id>; what stands beside a lesson."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.actions import lesson_files, resources
from app.blueprints.api.paging import Slice, slice_of
from app.blueprints.api.resource import Resource as ApiResource
from app.blueprints.api.schemas.base import ListQuery
from app.blueprints.api.schemas.files import (
    AttachmentPost,
    AttachmentsSchema,
    PlaceQuery,
    ResourceList,
    ResourcePatch,
    ResourcePost,
    ResourceSchema,
)
from app.errors import Invalid
from app.extensions import db
from app.models.classroom import Classroom
from app.models.file import LessonFile, Resource, StoredFile
from app.models.lesson import Lesson
from app.permissions import Can, find, requires
from app.web.visitors import viewer

blueprint = ApiResource("resources", __name__, "Resources", "What a class shares beside its lessons")


@blueprint.get("/classrooms/<id>/resources")
@requires(Can.CLASS_INSIDE, Classroom)
@blueprint.response(200, ResourceList)
@blueprint.query(ListQuery)
def index(classroom: Classroom, query: dict[str, Any]) -> Slice:
    """The resources of a class, in their order"""
    return slice_of(Resource.of(classroom), Resource.position, Resource.id, **query)


@blueprint.post("/classrooms/<id>/resources")
@requires(Can.LESSON_WRITE, Classroom)
@blueprint.response(201, ResourceSchema)
@blueprint.arguments(ResourcePost)
def share(classroom: Classroom, given: dict[str, Any]) -> Resource:
    """Share a file or an address with a class, which hears of it"""
    file_id, url, title = given.get("file_id"), given.get("url"), given["title"]
    if (file_id is None) == (url is None):
        raise Invalid({"file_id": _("Give one of file_id and url.")})
    if url is not None:
        return resources.share_link(classroom, actor=viewer(), title=title, url=url)
    file = find(viewer(), Can.FILE_EDIT, StoredFile, file_id or "")
    return resources.share_files(classroom, [file], actor=viewer(), title=title)[0]


@blueprint.get("/resources/<id>")
@requires(Can.RESOURCE_READ, Resource)
@blueprint.response(200, ResourceSchema)
def show(resource: Resource) -> Resource:
    """One resource"""
    return resource


@blueprint.patch("/resources/<id>")
@requires(Can.RESOURCE_EDIT, Resource)
@blueprint.response(200, ResourceSchema)
@blueprint.arguments(ResourcePatch)
def change(resource: Resource, given: dict[str, Any]) -> Resource:
    """Change a resource"""
    return resources.change(resource, actor=viewer(), **given)


@blueprint.delete("/resources/<id>")
@requires(Can.RESOURCE_EDIT, Resource)
@blueprint.response(204)
def remove(resource: Resource) -> None:
    """Take it away; whoever has not heard of it yet will not"""
    resources.remove(resource, actor=viewer())


@blueprint.get("/lessons/<id>/attachments")
@requires(Can.LESSON_READ, Lesson)
@blueprint.response(200, AttachmentsSchema)
def attachments(lesson: Lesson) -> dict[str, Any]:
    """What stands beside a lesson: its main file, attachments, captions, poster"""
    return _beside(lesson)


@blueprint.post("/lessons/<id>/attachments")
@requires(Can.LESSON_EDIT, Lesson)
@blueprint.response(201, AttachmentsSchema)
@blueprint.arguments(AttachmentPost)
def attach(lesson: Lesson, given: dict[str, Any]) -> dict[str, Any]:
    """Put a file of the class beside a lesson"""
    file = find(viewer(), Can.FILE_EDIT, StoredFile, given.pop("file_id"))
    lesson_files.add(lesson, [file], actor=viewer(), **given)
    return _beside(lesson)


@blueprint.delete("/lessons/<id>/attachments/<file_id>")
@requires(Can.LESSON_EDIT, Lesson)
@blueprint.response(204)
@blueprint.query(PlaceQuery)
def detach(lesson: Lesson, query: dict[str, Any], file_id: str) -> None:
    """Take a file away from beside a lesson; the class keeps it for a while"""
    file = find(viewer(), Can.FILE_EDIT, StoredFile, file_id)
    lesson_files.remove(lesson, file, actor=viewer(), place=query["place"])


def _beside(lesson: Lesson) -> dict[str, Any]:
    return {"items": list(db.session.scalars(LessonFile.beside(lesson)))}
