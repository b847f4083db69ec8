"""A person as a parameter: a select about somebody is built once, and asked with whoever it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import BindParameter, bindparam

from app import clock
from app.models.base import UtcDateTime
from app.models.user import Role, User


@dataclass(frozen=True)
class _Somebody:
    """What a select may know of its reader. Anything else fails at once."""

    id: BindParameter[int]
    role: Role | None
    student_view_of: BindParameter[int] | None

    @property
    def is_admin(self) -> bool:
        return self.role is Role.ADMIN


def somebody(role: Role | None = None, *, views_as_student: bool = False) -> User:
    """Stands for a user while a select is built, which is then executed with `this(user)`."""
    viewed: BindParameter[int] | None = bindparam("viewed_classroom_id") if views_as_student else None
    return cast(User, _Somebody(bindparam("somebody_id"), role, viewed))


def now_for(user: User) -> datetime | BindParameter[datetime]:
    """The instant at which a select about `user` is asked: a parameter where he is one."""
    return clock.now() if isinstance(user, User) else bindparam("now", type_=UtcDateTime())


def this(user: User) -> dict[str, Any]:
    """The parameters that put `user` into the place of `somebody()`, now."""
    return {"somebody_id": user.id, "viewed_classroom_id": user.student_view_of, "now": clock.now()}
