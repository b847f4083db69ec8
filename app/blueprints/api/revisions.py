"""What a lesson said before: /lessons/<id>/revisions."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import defer

from app import transaction
from app.actions import lessons, revisions
from app.blueprints.api.paging import Slice, slice_of
from app.blueprints.api.resource import Resource
from app.blueprints.api.schemas.base import ListQuery
from app.blueprints.api.schemas.revisions import RevisionList, RevisionSchema
from app.models.lesson import Lesson
from app.models.revision import LessonRevision
from app.permissions import Can, requires
from app.web.visitors import viewer

blueprint = Resource("revisions", __name__, "History of lessons", "What lessons said before")
SHOWN = ("version", "title", "author", "saved_at", "body", "body_format")


@blueprint.get("/lessons/<id>/revisions")
@requires(Can.LESSON_EDIT, Lesson)
@blueprint.response(200, RevisionList)
@blueprint.query(ListQuery)
def index(lesson: Lesson, query: dict[str, Any]) -> Slice:
    """Each save that is kept, the newest first, without the texts"""
    saved = LessonRevision.of(lesson).options(defer(LessonRevision.body))
    return slice_of(saved, LessonRevision.version, newest_first=True, **query)


@blueprint.get("/lessons/<id>/revisions/<int:version>")
@requires(Can.LESSON_EDIT, Lesson)
@blueprint.response(200, RevisionSchema)
def show(lesson: Lesson, version: int) -> dict[str, Any]:
    """One save with its text"""
    return _shown(lesson, revisions.find(lesson, version))


@blueprint.post("/lessons/<id>/revisions/<int:version>/restoration")
@requires(Can.LESSON_EDIT, Lesson)
@blueprint.response(200, RevisionSchema)
@blueprint.no_body
def restore(lesson: Lesson, version: int) -> dict[str, Any]:
    """Save anew what the lesson said then; the answer is the new save"""
    found = revisions.find(lesson, version)
    transaction.release()
    kept = lessons.restore(lesson, found, actor=viewer())
    return _shown(kept, revisions.find(kept, kept.version))


def _shown(lesson: Lesson, revision: LessonRevision) -> dict[str, Any]:
    return {**{name: getattr(revision, name) for name in SHOWN}, "body_html": revisions.html_of(lesson, revision)}
