"""Who is in a class: /classrooms/<id>/members, and /members/<id> for one of them."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.actions import class_invitations, memberships
from app.actions.class_invitations import Outcome, Row, WrongRows
from app.blueprints.api.paging import Slice, slice_of
from app.blueprints.api.resource import Resource
from app.blueprints.api.schemas.members import MemberList, MemberPatch, MemberPost, MemberQuery, MemberSchema
from app.errors import Forbidden, Invalid
from app.extensions import db
from app.formats import addresses
from app.models.classroom import ClassRole, Classroom, Membership, MemberState
from app.models.privacy import shown_to
from app.models.user import Status, User
from app.permissions import Can, allowed, requires
from app.web.visitors import viewer

blueprint = Resource("members", __name__, "Members", "Who is in a class, and what its teachers decide about it")


@blueprint.get("/classrooms/<id>/members")
@requires(Can.CLASS_INSIDE, Classroom)
@blueprint.response(200, MemberList)
@blueprint.query(MemberQuery)
def index(classroom: Classroom, query: dict[str, Any]) -> Slice:
    """The members of a classroom, as far as they show themselves to me"""
    state = query["state"]
    if state is not MemberState.ACTIVE and not allowed(viewer(), Can.MEMBERS_MANAGE, classroom):
        raise Forbidden(_("Only those who teach this class see who is not in it."))
    roles = (query["role"],) if query["role"] else tuple(ClassRole)
    found = Membership.listing(classroom, state, roles).where(shown_to(viewer()))
    return slice_of(found, Membership.id, limit=query["limit"], cursor=query["cursor"])


@blueprint.post("/classrooms/<id>/members")
@requires(Can.MEMBERS_MANAGE, Classroom)
@blueprint.conflict
@blueprint.response(201, MemberSchema)
@blueprint.alt_response(200, schema=MemberSchema, success=True)
@blueprint.arguments(MemberPost)
def create(classroom: Classroom, given: dict[str, Any]) -> Membership | tuple[Membership, int]:
    """Seat somebody who has an account, invite whoever has none; 200 when he is in or invited already"""
    address = _one_address(given["email"])
    try:
        row = class_invitations.invite(classroom, address, given["role"], actor=viewer())[0]
    except WrongRows as refusal:
        raise Invalid({"email": refusal.rows[0].message}) from refusal
    return _seat(row, classroom, address)


def _one_address(typed: str) -> str:
    found = addresses.parse(typed)
    if len(found) != 1 or found[0].address != typed.lower():
        raise Invalid({"email": _("This is no email address.")})
    return found[0].address


def _seat(row: Row, classroom: Classroom, address: str) -> Membership | tuple[Membership, int]:
    user = row.user or db.session.scalars(User.by_login(address)).one()
    member = db.session.scalars(Membership.of(classroom, user)).one()
    if member.state is MemberState.INVITED and user.status is Status.ACTIVE:
        return memberships.accept(member)
    return (member, 200) if row.outcome is Outcome.ALREADY else member


@blueprint.get("/members/<id>")
@requires(Can.MEMBER_MANAGE, Membership)
@blueprint.response(200, MemberSchema)
def show(member: Membership) -> Membership:
    """One member"""
    return member


@blueprint.patch("/members/<id>")
@requires(Can.MEMBER_MANAGE, Membership)
@blueprint.conflict
@blueprint.response(200, MemberSchema)
@blueprint.arguments(MemberPatch)
def update(member: Membership, given: dict[str, Any]) -> Membership:
    """Change the role"""
    return memberships.change_role(member, given["role"], actor=viewer())


@blueprint.delete("/members/<id>")
@requires(Can.MEMBER_MANAGE, Membership)
@blueprint.conflict
@blueprint.response(204)
def delete(member: Membership) -> None:
    """Put out of the class"""
    memberships.remove(member, actor=viewer())


@blueprint.post("/members/<id>/approval")
@requires(Can.MEMBER_MANAGE, Membership)
@blueprint.conflict
@blueprint.response(200, MemberSchema)
@blueprint.no_body
def approve(member: Membership) -> Membership:
    """Let in somebody who asked"""
    return memberships.approve(member, actor=viewer())


@blueprint.post("/members/<id>/rejection")
@requires(Can.MEMBER_MANAGE, Membership)
@blueprint.conflict
@blueprint.response(200, MemberSchema)
@blueprint.no_body
def reject(member: Membership) -> Membership:
    """Say no to somebody who asked"""
    return memberships.reject(member, actor=viewer())


@blueprint.post("/members/<id>/suspension")
@requires(Can.MEMBER_MANAGE, Membership)
@blueprint.conflict
@blueprint.response(200, MemberSchema)
@blueprint.no_body
def suspend(member: Membership) -> Membership:
    """Keep out for a while"""
    return memberships.suspend(member, actor=viewer())


@blueprint.delete("/members/<id>/suspension")
@requires(Can.MEMBER_MANAGE, Membership)
@blueprint.conflict
@blueprint.response(204)
def readmit(member: Membership) -> None:
    """End a suspension"""
    memberships.readmit(member, actor=viewer())
