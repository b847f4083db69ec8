"""Where rules are declared and asked, and what most of them look at: who somebody is in a class."""

from collections.abc import Callable
from functools import cache
from typing import Any

from flask import g, has_request_context
from sqlalchemy import Select, bindparam, select

from app.extensions import db
from app.models.classroom import (
    STAFF,
    TEACHING,
    ClassRole,
    Classroom,
    Membership,
    MemberState,
)
from app.models.user import User
from app.permissions.can import Can

Rule = Callable[[User, Any], bool]

_rules: dict[Can, Rule] = {}
_within: dict[Can, Callable[[User], Select[Any]]] = {}


def rule(can: Can, within: Callable[[User], Select[Any]] | None = None) -> Callable[[Rule], Rule]:
    """Declare the rule for `can`, and the select that its objects are loaded from."""

    def declare(condition: Rule) -> Rule:
        _rules[can] = condition
        if within is not None:
            _within[can] = within
        return condition

    return declare


def ruled() -> frozenset[Can]:
    """The deeds that have a rule."""
    return frozenset(_rules)


def within(can: Can, model: type[Any]) -> Callable[[User], Select[Any]]:
    """The select that objects of `model` are loaded from."""
    seen = _within.get(can, getattr(model, "visible_to", None))
    if seen is None:
        raise RuntimeError(f"{can} has no select to load a {model.__name__} from")
    return seen


def allowed(user: User, can: Can, subject: object = None) -> bool:
    """Whether `user` may do `can` to `subject`, which he is known to see."""
    if not user.is_authenticated or user.status.value != "active":
        return False
    return _rules[can](user, subject)


def role_in(user: User, classroom: Classroom) -> ClassRole | None:
    """The role of an active member, as a student where a teacher is viewing as one; None for everyone else."""
    known: dict[tuple[int, int], ClassRole | None] = {}
    if has_request_context():
        known = g.setdefault("class_roles", {})
    key = (user.id, classroom.id)
    if key not in known:
        known[key] = db.session.scalar(_role(), {"classroom_id": classroom.id, "user_id": user.id})
    if known[key] is not None and user.student_view_of == classroom.id:
        return ClassRole.STUDENT
    return known[key]


@cache
def _role() -> Select[ClassRole]:
    return select(Membership.role).where(
        Membership.classroom_id == bindparam("classroom_id"),
        Membership.user_id == bindparam("user_id"),
        Membership.state == MemberState.ACTIVE,
    )


def forget_roles() -> None:
    """Drop what `role_in` remembers of this request, after a membership changed."""
    if has_request_context():
        g.pop("class_roles", None)


def teaches(user: User, classroom: Classroom) -> bool:
    return role_in(user, classroom) in TEACHING or (user.is_admin and user.student_view_of != classroom.id)


def assists(user: User, classroom: Classroom) -> bool:
    return role_in(user, classroom) in STAFF or teaches(user, classroom)


def studies(user: User, classroom: Classroom) -> bool:
    """A student, himself: who views a class as one leaves no trace in it."""
    return role_in(user, classroom) is ClassRole.STUDENT and user.student_view_of != classroom.id
