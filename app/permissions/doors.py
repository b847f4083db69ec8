"""The marks that every door bears, and the way from an address to an object that its reader may know of."""

import functools
import re
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, cast

from flask import request
from flask_login import current_user
from sqlalchemy import Select, bindparam

from app.errors import Forbidden, NotFound
from app.extensions import db, login_manager
from app.models.attempt import Attempt
from app.models.classroom import Classroom, Membership
from app.models.lesson import Lesson, Module
from app.models.live import LiveSession
from app.models.quiz import Quiz
from app.models.recording import Recording
from app.models.somebody import somebody, this
from app.models.user import Role, User
from app.permissions.asking import allowed, within
from app.permissions.can import ADMIN_SCOPE, Can

# Selects that look at nothing but their reader and the time, both by parameters: they are built once for each role.
STEADY = frozenset(
    {
        Classroom.visible_to,
        Classroom.entered_by,
        Module.visible_to,
        Lesson.visible_to,
        Membership.visible_to,
        Attempt.visible_to,
        Quiz.visible_to,
        LiveSession.visible_to,
        Recording.visible_to,
    }
)
View = TypeVar("View", bound=Callable[..., Any])
Rule = Callable[[User, Any], bool]
PUBLIC_ID = re.compile("[0-9a-f]{32}")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def public(view: View) -> View:
    """Mark a door that needs no sign-in."""
    view.__access__ = "public"  # type: ignore[attr-defined]
    return view


def requires(can: Can, model: type[Any] | None = None) -> Callable[[View], View]:
    """Mark and guard a door. With `model`, the URL's `id` is loaded from what the person may see and passed first."""

    def guard(view: View) -> View:
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                return login_manager.unauthorized()
            user = cast(User, current_user._get_current_object())
            _check_scope(user, can)
            subject = find(user, can, model, kwargs.pop("id")) if model else None
            if not allowed(user, can, subject):
                raise Forbidden
            return view(subject, *args, **kwargs) if model else view(*args, **kwargs)

        guarded.__access__ = (can, model)  # type: ignore[attr-defined]
        return cast(View, guarded)

    return guard


def find(user: User, can: Can, model: type[Any], public_id: str) -> Any:
    """The object of `model` with this public id among those that `user` may know of. Raises NotFound."""
    seen = within(can, model)
    if not PUBLIC_ID.fullmatch(public_id):
        raise NotFound
    found = db.session.scalars(_known(seen, model, user), {"public_id": public_id, **this(user)}).first()
    if found is None:
        raise NotFound
    return found


def _known(seen: Callable[[User], Select[Any]], model: type[Any], user: User) -> Select[Any]:
    """One object of `model` by its `public_id`, among those that `user` may know of."""
    if seen in STEADY:
        return _steady(seen, model, user.role, user.student_view_of is not None)  # type: ignore[arg-type]  # types hash
    return seen(user).where(model.public_id == bindparam("public_id"))


@cache
def _steady(seen: Callable[[User], Select[Any]], model: type[Any], role: Role, views_as_student: bool) -> Select[Any]:
    return seen(somebody(role, views_as_student=views_as_student)).where(model.public_id == bindparam("public_id"))


def _check_scope(user: User, can: Can) -> None:
    if user.scopes is None:
        return
    needed = {"read"} if request.method in SAFE_METHODS else {"write"}
    if can in ADMIN_SCOPE:
        needed = {"admin"}
    if not needed & user.scopes:
        raise Forbidden
