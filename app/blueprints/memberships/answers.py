"""What somebody decides about himself: yes or no to an invitation, coming in by the card, going out."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import memberships
from app.blueprints.memberships import blueprint
from app.blueprints.memberships.arrival import arrived
from app.models.classroom import Classroom, Membership, State
from app.permissions import Can, forget_roles, requires
from app.web.visitors import viewer


@blueprint.post("/memberships/<id>/acceptance")
@requires(Can.INVITATION_ANSWER, Membership)
def accept(member: Membership) -> ResponseReturnValue:
    memberships.accept(member)
    forget_roles()
    flash(_("You are in: %(classroom)s", classroom=member.classroom.title), "success")
    if member.classroom.state is State.DRAFT:
        return redirect(url_for("classrooms.index"), 303)
    return redirect(url_for("classrooms.show", id=member.classroom.public_id), 303)


@blueprint.post("/memberships/<id>/refusal")
@requires(Can.INVITATION_ANSWER, Membership)
def decline(member: Membership) -> ResponseReturnValue:
    memberships.decline(member)
    flash(_("You said no to the invitation."), "info")
    return redirect(url_for("classrooms.index"), 303)


@blueprint.post("/classrooms/<id>/membership")
@requires(Can.CLASS_JOIN, Classroom)
def enrol(classroom: Classroom) -> ResponseReturnValue:
    return arrived(memberships.join(classroom, viewer()))


@blueprint.post("/classrooms/<id>/membership/end")
@requires(Can.CLASS_LEAVE, Classroom)
def leave(classroom: Classroom) -> ResponseReturnValue:
    memberships.leave(classroom, viewer())
    forget_roles()
    flash(_("You left %(classroom)s.", classroom=classroom.title), "success")
    return redirect(url_for("classrooms.index"), 303)
