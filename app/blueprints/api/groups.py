"""Groups of a class: /classrooms/<id>/groups and /groups/<id>. Only those who teach it know of them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import select

from app.actions import groups
from app.blueprints.api.resource import Resource
from app.blueprints.api.schemas.outline import GroupList, GroupPatch, GroupPost, GroupSchema
from app.extensions import db
from app.models.classroom import Classroom
from app.models.group import Group, GroupMember
from app.models.user import User
from app.permissions import Can, requires
from app.web.visitors import viewer

blueprint = Resource("groups", __name__, "Groups", "Some of the students of a class")


@blueprint.get("/classrooms/<id>/groups")
@requires(Can.LESSON_WRITE, Classroom)
@blueprint.response(200, GroupList)
def index(classroom: Classroom) -> dict[str, Any]:
    """All groups of a classroom, by name"""
    return {"items": _shown([group for group, _many in groups.listing(classroom)])}


@blueprint.post("/classrooms/<id>/groups")
@requires(Can.LESSON_WRITE, Classroom)
@blueprint.response(201, GroupSchema)
@blueprint.arguments(GroupPost)
def create(classroom: Classroom, given: dict[str, Any]) -> dict[str, Any]:
    """Make a group"""
    return _shown([groups.create(classroom, actor=viewer(), **given)])[0]


@blueprint.get("/groups/<id>")
@requires(Can.GROUP_EDIT, Group)
@blueprint.response(200, GroupSchema)
def show(group: Group) -> dict[str, Any]:
    """One group with its students"""
    return _shown([group])[0]


@blueprint.patch("/groups/<id>")
@requires(Can.GROUP_EDIT, Group)
@blueprint.response(200, GroupSchema)
@blueprint.arguments(GroupPatch)
def update(group: Group, given: dict[str, Any]) -> dict[str, Any]:
    """Change a group, or who is in it"""
    return _shown([groups.update(group, actor=viewer(), **given)])[0]


@blueprint.delete("/groups/<id>")
@requires(Can.GROUP_EDIT, Group)
@blueprint.conflict
@blueprint.response(204)
def delete(group: Group) -> None:
    """Take away a group that nothing is meant for"""
    groups.remove(group, actor=viewer())


def _shown(found: list[Group]) -> list[dict[str, Any]]:
    people: dict[int, list[str]] = defaultdict(list)
    inside = select(GroupMember.group_id, User.public_id).join(User, User.id == GroupMember.user_id)
    ids = [group.id for group in found]
    for group_id, public_id in db.session.execute(inside.where(GroupMember.group_id.in_(ids)).order_by(User.name)):
        people[group_id].append(public_id)
    names = ("public_id", "classroom", "name", "created_at", "updated_at")
    return [{**{name: getattr(group, name) for name in names}, "people": people[group.id]} for group in found]
