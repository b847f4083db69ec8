"""Other terms for some: /quizzes/<id>/exceptions and /quiz-exceptions/<id>. Only those who teach know of them."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.actions import quiz_exceptions
from app.actions.quiz_exceptions import Others
from app.blueprints.api.paging import Slice, slice_of
from app.blueprints.api.resource import Resource
from app.blueprints.api.schemas.base import ListQuery
from app.blueprints.api.schemas.quizzes import (
    QuizExceptionList,
    QuizExceptionPatch,
    QuizExceptionPost,
    QuizExceptionSchema,
)
from app.errors import Invalid
from app.extensions import db
from app.models.group import Group
from app.models.quiz import Quiz, QuizException
from app.models.user import User
from app.permissions import Can, requires
from app.web.visitors import viewer

blueprint = Resource("quiz_exceptions", __name__, "Quiz exceptions", "More time or attempts for some")
TERMS = ("opens_at", "closes_at", "time_percent", "attempts_allowed")


@blueprint.get("/quizzes/<id>/exceptions")
@requires(Can.QUIZ_EDIT, Quiz)
@blueprint.response(200, QuizExceptionList)
@blueprint.query(ListQuery)
def index(quiz: Quiz, query: dict[str, Any]) -> Slice:
    """The exceptions of a quiz"""
    whole = (QuizException.quiz, QuizException.user, QuizException.group)
    return slice_of(quiz_exceptions.of(quiz).options(*map(joinedload, whole)), QuizException.id, **query)


@blueprint.post("/quizzes/<id>/exceptions")
@requires(Can.QUIZ_EDIT, Quiz)
@blueprint.response(201, QuizExceptionSchema)
@blueprint.arguments(QuizExceptionPost)
def create(quiz: Quiz, given: dict[str, Any]) -> QuizException:
    """Give a student or a group other terms; what it had before is replaced"""
    who = _who(given.pop("user_id"), given.pop("group_id"))
    return quiz_exceptions.put(quiz, who, Others(**given), actor=viewer())


@blueprint.get("/quiz-exceptions/<id>")
@requires(Can.EXCEPTION_EDIT, QuizException)
@blueprint.response(200, QuizExceptionSchema)
def show(exception: QuizException) -> QuizException:
    """One exception"""
    return exception


@blueprint.patch("/quiz-exceptions/<id>")
@requires(Can.EXCEPTION_EDIT, QuizException)
@blueprint.response(200, QuizExceptionSchema)
@blueprint.arguments(QuizExceptionPatch)
def update(exception: QuizException, given: dict[str, Any]) -> QuizException:
    """Change it; an attempt under way ends by the new terms"""
    others = Others(**{name: getattr(exception, name) for name in TERMS} | given)
    return quiz_exceptions.change(exception, others, actor=viewer())


@blueprint.delete("/quiz-exceptions/<id>")
@requires(Can.EXCEPTION_EDIT, QuizException)
@blueprint.response(204)
def delete(exception: QuizException) -> None:
    """The same terms as for everybody again"""
    quiz_exceptions.remove(exception, actor=viewer())


def _who(user_id: str | None, group_id: str | None) -> User | Group:
    """Raises Invalid unless one of the two names somebody; whether he is of the class is for the action to say."""
    found: User | Group | None = None
    if user_id and not group_id:
        found = db.session.scalars(select(User).where(User.public_id == user_id)).first()
    elif group_id and not user_id:
        found = db.session.scalars(Group.visible_to(viewer()).where(Group.public_id == group_id)).first()
    if found is None:
        raise Invalid({"user_id": _("Name a student or a group of this class.")})
    return found
