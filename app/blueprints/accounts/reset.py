"""A forgotten password, by a link in a mail."""

from __future__ import annotations

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import credentials, links
from app.blueprints.accounts import blueprint
from app.blueprints.accounts.entry import arrive, stale
from app.blueprints.accounts.forms import NewPasswordForm, ResetRequestForm
from app.errors import NotFound
from app.models.credential import Purpose
from app.permissions import public
from app.web import limits
from app.web.forms import attempt, show


@blueprint.get("/password/reset")
@public
def reset_request() -> ResponseReturnValue:
    return show(ResetRequestForm(), "accounts/reset_request.html")


@blueprint.post("/password/reset")
@public
def ask_for_reset() -> ResponseReturnValue:
    form = ResetRequestForm()
    if not form.validate():
        return show(form, "accounts/reset_request.html")
    limits.pace("reset", "60 per hour")
    limits.pace("reset", "5 per hour", key=form.username.data)
    credentials.request_reset(form.username.data or "")
    return render_template("accounts/reset_sent.html")


@blueprint.get("/password/reset/<token>")
@public
def reset(token: str) -> ResponseReturnValue:
    found = links.find(token, Purpose.RESET)
    if found is None:
        return stale("reset")
    return show(NewPasswordForm(), "accounts/reset.html", person=found.user)


@blueprint.post("/password/reset/<token>")
@public
def set_password(token: str) -> ResponseReturnValue:
    limits.pace("link", "100 per 15 minutes")
    found = links.find(token, Purpose.RESET)
    if found is None:
        return stale("reset")
    form, person = NewPasswordForm(), found.user
    try:
        user = attempt(form, credentials.reset_password, token, form.password.data) if form.validate() else None
    except NotFound:
        return stale("reset")
    if user is None:
        return show(form, "accounts/reset.html", person=person)
    answer = arrive(user, lasting=False)
    flash(_("Your new password is set. You are signed out everywhere else."), "success")
    return answer
