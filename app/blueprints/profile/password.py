"""Another password for oneself."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import accounts
from app.blueprints.profile import blueprint
from app.blueprints.profile.forms import ChangePasswordForm
from app.blueprints.profile.guesses import attempt_with_password
from app.permissions import Can, requires
from app.web.forms import show
from app.web.visitors import viewer

PAGE = "profile/password.html"


@blueprint.get("/password")
@requires(Can.SIGNED_IN)
def password() -> ResponseReturnValue:
    return show(ChangePasswordForm(), PAGE)


@blueprint.post("/password")
@requires(Can.SIGNED_IN)
def change_password() -> ResponseReturnValue:
    form = ChangePasswordForm()
    if form.validate():
        typed = form.current.data or "", form.new.data or ""
        attempt_with_password(form, "current", accounts.change_password, viewer(), *typed)
    if form.errors:
        return show(form, PAGE)
    flash(_("Your password is changed. All other devices are signed out, and API tokens no longer work."), "success")
    return redirect(url_for("profile.edit"), 303)
