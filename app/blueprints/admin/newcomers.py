"""New people: made with a first password, or invited by mail."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import accounts
from app.blueprints.admin import blueprint
from app.blueprints.admin.forms import InviteForm, PersonForm
from app.models.user import Role
from app.permissions import Can, requires
from app.web.forms import attempt, show
from app.web.once import once
from app.web.proof import proven
from app.web.visitors import viewer


def _makes_an_admin() -> bool:
    return request.form.get("role") == Role.ADMIN


@blueprint.get("/users/new")
@requires(Can.USERS_MANAGE)
def new_user() -> ResponseReturnValue:
    return show(PersonForm(), "admin/new_user.html")


@blueprint.post("/users/new")
@requires(Can.USERS_MANAGE)
@proven(when=_makes_an_admin)
@once
def create_user() -> ResponseReturnValue:
    form = PersonForm()
    if form.validate():
        values = {**form.data, "role": Role(form.role.data), "email": form.email.data or None}
        made = attempt(form, accounts.create_user, actor=viewer(), **values)
        if made:
            there = url_for("admin.user", id=made.user.public_id)
            shown = render_template("admin/first_password.html", person=made.user, password=made.password)
            return shown, 201, {"Location": there}
    return show(form, "admin/new_user.html")


@blueprint.get("/users/invitations/new")
@requires(Can.USERS_MANAGE)
def new_invitation() -> ResponseReturnValue:
    return show(InviteForm(), "admin/invite.html")


@blueprint.post("/users/invitations/new")
@requires(Can.USERS_MANAGE)
@proven(when=_makes_an_admin)
@once
def invite() -> ResponseReturnValue:
    form = InviteForm()
    person = form.validate() and attempt(
        form, accounts.invite, form.email.data or "", Role(form.role.data), actor=viewer()
    )
    if not person:
        return show(form, "admin/invite.html")
    if person.is_active:
        flash(_("%(name)s has an account already.", name=person.name), "info")
    else:
        flash(_("The invitation is on its way to %(email)s.", email=person.email), "success")
    return redirect(url_for("admin.user", id=person.public_id), 303)
