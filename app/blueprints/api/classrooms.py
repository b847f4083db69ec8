"""Classrooms: /classrooms."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app import transaction
from app.actions import class_copies, classrooms, join_codes
from app.blueprints.api.classroom_shapes import as_cards
from app.blueprints.api.paging import Slice, slice_of
from app.blueprints.api.resource import Resource
from app.blueprints.api.schemas.classrooms import (
    ClassroomList,
    ClassroomPatch,
    ClassroomPost,
    ClassroomQuery,
    ClassroomSchema,
    CopyPost,
)
from app.errors import Invalid
from app.extensions import db
from app.models.classroom import Classroom, Membership, State
from app.models.user import User
from app.permissions import Can, requires
from app.web.visitors import viewer

blueprint = Resource("classrooms", __name__, "Classrooms", "Classes: made, changed, published, put away")


@blueprint.get("/classrooms")
@requires(Can.CLASS_BROWSE)
@blueprint.response(200, ClassroomList)
@blueprint.query(ClassroomQuery)
def index(query: dict[str, Any]) -> Slice:
    """Classrooms that I may know of, newest first"""
    found = _chosen(viewer(), query["mine"], query["state"], query["q"])
    part = slice_of(found, Classroom.id, limit=query["limit"], cursor=query["cursor"], newest_first=True)
    return {**part, "items": as_cards(part["items"], viewer())}


def _chosen(user: User, mine: bool, state: State | None, text: str) -> Any:
    found = Classroom.search(user, text) if text else Classroom.visible_to(user)
    if mine:
        found = found.where(Classroom.id.in_(Membership.classrooms_of(user)))
    return found.where(Classroom.state == state) if state else found


@blueprint.post("/classrooms")
@requires(Can.CLASS_CREATE)
@blueprint.response(201, ClassroomSchema)
@blueprint.arguments(ClassroomPost)
def create(given: dict[str, Any]) -> dict[str, Any]:
    """Make a classroom"""
    published = given.pop("state") is State.PUBLISHED
    owner = _owner(given.pop("owner_id"))
    made = classrooms.create(actor=viewer(), owner=owner, published=published, **given)
    return as_cards([made], viewer())[0]


def _owner(public_id: str | None) -> User | None:
    if public_id is None:
        return None
    found = db.session.scalars(User.visible_to(viewer()).where(User.public_id == public_id)).first()
    if found is None:
        raise Invalid({"owner_id": _("Choose a teacher of this school.")})
    return found


@blueprint.get("/classrooms/<id>")
@requires(Can.CLASS_CARD, Classroom)
@blueprint.response(200, ClassroomSchema)
def show(classroom: Classroom) -> dict[str, Any]:
    """One classroom"""
    return as_cards([classroom], viewer())[0]


@blueprint.patch("/classrooms/<id>")
@requires(Can.CLASS_UPDATE, Classroom)
@blueprint.conflict
@blueprint.response(200, ClassroomSchema)
@blueprint.arguments(ClassroomPatch)
def update(classroom: Classroom, given: dict[str, Any]) -> dict[str, Any]:
    """Change, publish, withdraw, archive or restore a classroom"""
    _change(classroom, given.pop("state", None), given, viewer())
    return as_cards([classroom], viewer())[0]


@transaction.action
def _change(classroom: Classroom, state: State | None, given: dict[str, Any], actor: User) -> None:
    if state in (State.DRAFT, State.PUBLISHED):
        classrooms.restore(classroom, actor=actor)
    if given:
        classrooms.update(classroom, actor=actor, **given)
    if state is not None:
        TO_STATE[state](classroom, actor=actor)


TO_STATE = {
    State.DRAFT: classrooms.withdraw,
    State.PUBLISHED: classrooms.publish,
    State.ARCHIVED: classrooms.archive,
}


@blueprint.delete("/classrooms/<id>")
@requires(Can.CLASS_DELETE, Classroom)
@blueprint.response(204)
def delete(classroom: Classroom) -> None:
    """Put away: members still read it, nothing changes in it any more, nobody joins"""
    classrooms.archive(classroom, actor=viewer())


@blueprint.post("/classrooms/<id>/copies")
@requires(Can.CLASS_COPY, Classroom)
@blueprint.response(201, ClassroomSchema)
@blueprint.arguments(CopyPost)
def copy(classroom: Classroom, given: dict[str, Any]) -> dict[str, Any]:
    """Copy its content into a new draft of mine, with the dates moved"""
    return as_cards([class_copies.copy(classroom, actor=viewer(), **given)], viewer())[0]


@blueprint.post("/classrooms/<id>/publication")
@requires(Can.CLASS_UPDATE, Classroom)
@blueprint.conflict
@blueprint.response(200, ClassroomSchema)
@blueprint.no_body
def publish(classroom: Classroom) -> dict[str, Any]:
    """Show it and let people join"""
    classrooms.publish(classroom, actor=viewer())
    return as_cards([classroom], viewer())[0]


@blueprint.delete("/classrooms/<id>/publication")
@requires(Can.CLASS_UPDATE, Classroom)
@blueprint.conflict
@blueprint.response(204)
def withdraw(classroom: Classroom) -> None:
    """Back to a draft that only its staff sees"""
    classrooms.withdraw(classroom, actor=viewer())


@blueprint.post("/classrooms/<id>/join-code")
@requires(Can.CLASS_UPDATE, Classroom)
@blueprint.conflict
@blueprint.response(200, ClassroomSchema)
@blueprint.no_body
def renew_code(classroom: Classroom) -> dict[str, Any]:
    """A new class code; the old one opens nothing any more"""
    join_codes.renew(classroom, actor=viewer())
    return as_cards([classroom], viewer())[0]


@blueprint.delete("/classrooms/<id>/join-code")
@requires(Can.CLASS_UPDATE, Classroom)
@blueprint.conflict
@blueprint.response(204)
def switch_code_off(classroom: Classroom) -> None:
    """No code opens this class until a new one is made"""
    join_codes.switch_off(classroom, actor=viewer())
