"""What teachers decide about one person, or about all who ask."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.actions import memberships
from app.blueprints.memberships import blueprint
from app.blueprints.memberships.forms import RoleForm
from app.errors import Invalid
from app.models.classroom import ClassRole, Classroom, Membership, MemberState
from app.permissions import Can, forget_roles, requires
from app.web.visitors import viewer


@blueprint.post("/memberships/<id>/approval")
@requires(Can.MEMBER_MANAGE, Membership)
def approve(member: Membership) -> ResponseReturnValue:
    memberships.approve(member, actor=viewer())
    return _done(member, _("%(name)s is in.", name=member.user.name), MemberState.REQUESTED)


@blueprint.post("/memberships/<id>/rejection")
@requires(Can.MEMBER_MANAGE, Membership)
def reject(member: Membership) -> ResponseReturnValue:
    memberships.reject(member, actor=viewer())
    return _done(member, _("%(name)s stays out.", name=member.user.name), MemberState.REQUESTED)


@blueprint.post("/classrooms/<id>/people/approval")
@requires(Can.MEMBERS_MANAGE, Classroom)
def approve_all(classroom: Classroom) -> ResponseReturnValue:
    number = memberships.approve_all(classroom, actor=viewer())
    flash(ngettext("%(num)d person is in.", "%(num)d people are in.", number), "success")
    return redirect(url_for("memberships.index", id=classroom.public_id), 303)


@blueprint.post("/memberships/<id>/removal")
@requires(Can.MEMBER_MANAGE, Membership)
def remove(member: Membership) -> ResponseReturnValue:
    was = member.state
    memberships.remove(member, actor=viewer())
    return _done(member, _("%(name)s is out.", name=member.user.name), was)


@blueprint.post("/memberships/<id>/suspension")
@requires(Can.MEMBER_MANAGE, Membership)
def suspend(member: Membership) -> ResponseReturnValue:
    memberships.suspend(member, actor=viewer())
    return _done(member, _("%(name)s is out, until you end the suspension.", name=member.user.name))


@blueprint.post("/memberships/<id>/suspension/end")
@requires(Can.MEMBER_MANAGE, Membership)
def readmit(member: Membership) -> ResponseReturnValue:
    memberships.readmit(member, actor=viewer())
    return _done(member, _("%(name)s is in again.", name=member.user.name))


@blueprint.post("/memberships/<id>/role")
@requires(Can.MEMBER_MANAGE, Membership)
def change_role(member: Membership) -> ResponseReturnValue:
    form = RoleForm()
    if not form.validate():
        raise Invalid({"role": str(form.role.errors[0])})
    memberships.change_role(member, ClassRole(form.role.data or ""), actor=viewer())
    return _done(member, _("Changed."))


def _done(member: Membership, message: str, shown: MemberState = MemberState.ACTIVE) -> ResponseReturnValue:
    """Back to the list from which it was decided; the overview for who put himself out of the staff."""
    forget_roles()
    flash(message, "success")
    if member.user_id == viewer().id:
        return redirect(url_for("classrooms.index"), 303)
    show = None if shown is MemberState.ACTIVE else shown.value
    return redirect(url_for("memberships.index", id=member.classroom.public_id, show=show), 303)
