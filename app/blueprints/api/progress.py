"""How far students are: /classrooms/<id>/progress; a lesson marked as done: /lessons/<id>/completion."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.actions import completions, viewing
from app.blueprints.api.paging import Slice, slice_of
from app.blueprints.api.resource import Resource
from app.blueprints.api.schemas.base import ListQuery
from app.blueprints.api.schemas.progress import CompletionSchema, ProgressList
from app.errors import Conflict
from app.models.classroom import ClassRole, Classroom, Membership, MemberState
from app.models.lesson import Lesson
from app.models.privacy import shown_to
from app.models.progress import ClassProgress
from app.permissions import Can, allowed, requires
from app.web.visitors import viewer

blueprint = Resource("progress", __name__, "Progress", "Lessons marked as done, and how far students are")


@blueprint.get("/classrooms/<id>/progress")
@requires(Can.CLASS_INSIDE, Classroom)
@blueprint.response(200, ProgressList)
@blueprint.query(ListQuery)
def index(classroom: Classroom, query: dict[str, Any]) -> Slice:
    """How far the students of a class are: all of them for its staff, oneself for a student"""
    here = and_(Membership.classroom_id == ClassProgress.classroom_id, Membership.user_id == ClassProgress.user_id)
    found = (
        select(ClassProgress)
        .join(ClassProgress.user)
        .join(Membership, here)
        .options(contains_eager(ClassProgress.user), joinedload(ClassProgress.classroom))
        .where(ClassProgress.classroom_id == classroom.id)
        .where(Membership.state == MemberState.ACTIVE, Membership.role == ClassRole.STUDENT)
    )
    everybody = allowed(viewer(), Can.CLASS_PROGRESS, classroom)
    found = found.where(shown_to(viewer()) if everybody else ClassProgress.user_id == viewer().id)
    return slice_of(found, ClassProgress.user_id, **query)


@blueprint.post("/lessons/<id>/completion")
@requires(Can.LESSON_FINISH, Lesson)
@blueprint.conflict
@blueprint.response(200, CompletionSchema)
@blueprint.no_body
def create(lesson: Lesson) -> dict[str, Any]:
    """Mark it as done; 409 while the time that its teacher asks for is not over"""
    try:
        completions.complete(lesson, actor=viewer())
    except Conflict:
        viewing.opened(lesson, viewer())
        raise
    now = completions.standing(lesson, viewer())
    return {"lesson_id": lesson.public_id, "done_at": now.lesson and now.lesson.done_at, "progress": now.whole}


@blueprint.delete("/lessons/<id>/completion")
@requires(Can.LESSON_FINISH, Lesson)
@blueprint.conflict
@blueprint.response(204)
def delete(lesson: Lesson) -> None:
    """Not done after all"""
    completions.withdraw(lesson, actor=viewer())
