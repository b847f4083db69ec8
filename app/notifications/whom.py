"""Whom a notice written by hand is for: some people, a class, a role or everybody, kept as such and never as a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, select

from app.errors import Invalid
from app.extensions import db
from app.models.classroom import Classroom, Membership
from app.models.user import Role, Status, User


class Group(StrEnum):
    PEOPLE = "people"
    CLASSROOM = "classroom"
    ROLE = "role"
    EVERYBODY = "everybody"


@dataclass(frozen=True)
class Whom:
    """`users` of PEOPLE, the `classroom_id` of CLASSROOM, the `role` of ROLE."""

    group: Group
    users: tuple[int, ...] = ()
    classroom_id: int | None = None
    role: Role | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """As an event keeps it."""
        return {
            "audience": self.group.value,
            "users": list(self.users),
            "audience_class": self.classroom_id,
            "audience_role": self.role.value if self.role else None,
        }

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Whom:
        """What an event keeps; people, where it is from before there were other groups."""
        role = facts.get("audience_role")
        group = Group(facts.get("audience", Group.PEOPLE))
        return cls(group, tuple(facts["users"]), facts.get("audience_class"), Role(role) if role else None)

    def people(self) -> Select[int]:
        """Ids of those it is for as things are now."""
        if self.group is Group.PEOPLE:
            return select(User.id).where(User.id.in_(self.users))
        if self.group is Group.CLASSROOM:
            return Membership.people(self.classroom_id or 0)
        active = select(User.id).where(User.status == Status.ACTIVE)
        return active if self.group is Group.EVERYBODY else active.where(User.role == self.role)


def some(public_ids: list[str]) -> Whom:
    """The people with these public ids. Raises Invalid (user_ids) if one of them is not here, or not active."""
    active = select(User.id).where(User.public_id.in_(public_ids), User.status == Status.ACTIVE).order_by(User.id)
    people = tuple(db.session.scalars(active))
    if len(people) != len(set(public_ids)):
        raise Invalid({"user_ids": _("Some of these people are not here.")})
    return Whom(Group.PEOPLE, people)


def named(login: str) -> Whom:
    """The one person with this username or address. Raises Invalid (person)."""
    person = db.session.scalars(User.by_login(login)).first()
    if person is None or not person.is_active:
        raise Invalid({"person": _("There is no active person with this username or address.")})
    return Whom(Group.PEOPLE, (person.id,))


def members(public_id: str) -> Whom:
    """All who are in a class. Raises Invalid (classroom_id)."""
    number = db.session.scalar(select(Classroom.id).where(Classroom.public_id == public_id))
    if number is None:
        raise Invalid({"classroom_id": _("There is no such class.")})
    return Whom(Group.CLASSROOM, classroom_id=number)
