"""Invite a class by pasting addresses."""

from __future__ import annotations

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from app.actions import class_invitations
from app.actions.archived import refuse_archived
from app.actions.class_invitations import Outcome, Row, WrongRows
from app.blueprints.memberships import blueprint
from app.blueprints.memberships.forms import InvitationForm
from app.models import limits
from app.models.classroom import ClassRole, Classroom
from app.permissions import Can, requires
from app.web.class_tabs import class_tabs
from app.web.forms import attempt, show
from app.web.visitors import viewer


@blueprint.get("/classrooms/<id>/people/invitations")
@requires(Can.MEMBERS_MANAGE, Classroom)
def new_invitations(classroom: Classroom) -> ResponseReturnValue:
    refuse_archived(classroom)
    return _form(classroom, InvitationForm())


@blueprint.post("/classrooms/<id>/people/invitations")
@requires(Can.MEMBERS_MANAGE, Classroom)
def invite(classroom: Classroom) -> ResponseReturnValue:
    form = InvitationForm()
    if not form.validate():
        return _form(classroom, form)
    given = form.addresses.data or "", ClassRole(form.role.data)
    wrong: list[Row] = []
    rows = attempt(form, _rows, classroom, *given, wrong, leave_out_wrong=bool(form.leave_out.data))
    return _form(classroom, form, wrong) if rows is None else _invited(classroom, rows)


def _rows(classroom: Classroom, pasted: str, role: ClassRole, wrong: list[Row], **given: bool) -> list[Row]:
    """Raises what `invite` raises; then `wrong` has what would become of each, where some of them are wrong."""
    try:
        return class_invitations.invite(classroom, pasted, role, actor=viewer(), **given)
    except WrongRows as refusal:
        wrong += refusal.rows
        raise


def _form(classroom: Classroom, form: InvitationForm, rows: list[Row] | None = None) -> ResponseReturnValue:
    frame = {"classroom": classroom, "tabs": class_tabs(classroom, "people")}
    return show(form, "memberships/invite.html", rows=rows or [], most=limits.INVITATIONS_AT_ONCE, **frame)


def _invited(classroom: Classroom, rows: list[Row]) -> ResponseReturnValue:
    number = sum(row.outcome in (Outcome.MEMBER, Outcome.ACCOUNT) for row in rows)
    flash(ngettext("%(num)d person is invited.", "%(num)d people are invited.", number), "success")
    return render_template(
        "memberships/invited.html", classroom=classroom, tabs=class_tabs(classroom, "people"), rows=rows
    )
