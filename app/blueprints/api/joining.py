"""Coming into a class and going out of it: parts of /classrooms."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.actions import memberships
from app.blueprints.api.members import blueprint
from app.blueprints.api.schemas.classrooms import JoinPost
from app.blueprints.api.schemas.members import MemberSchema
from app.errors import NotFound
from app.extensions import db
from app.models.classroom import Classroom, Membership, MemberState
from app.models.user import User
from app.permissions import Can, requires
from app.web.joining import try_code
from app.web.visitors import viewer


@blueprint.post("/classrooms/<id>/join")
@requires(Can.CLASS_CARD, Classroom)
@blueprint.conflict
@blueprint.response(200, MemberSchema)
@blueprint.arguments(JoinPost, required=False)
def join(classroom: Classroom, given: dict[str, Any]) -> Membership:
    """Come in: with the class code, by invitation, or where joining is open or by request"""
    user = viewer()
    if given["code"]:
        return _with_code(classroom, given["code"], user)
    place = db.session.scalars(Membership.of(classroom, user)).first()
    if place is not None and place.is_active:
        return place
    if place is not None and place.state is MemberState.INVITED:
        return memberships.accept(place)
    return memberships.join(classroom, user)


def _with_code(classroom: Classroom, code: str, user: User) -> Membership:
    opened = try_code(code, user)
    if opened is None or opened.id != classroom.id:
        raise NotFound(_("No class has this code. Ask your teacher for the right one."))
    return memberships.join_with_code(code, user)


@blueprint.post("/classrooms/<id>/leave")
@requires(Can.CLASS_LEAVE, Classroom)
@blueprint.conflict
@blueprint.response(204)
@blueprint.no_body
def leave(classroom: Classroom) -> None:
    """Go out; what one made stays"""
    memberships.leave(classroom, viewer())
