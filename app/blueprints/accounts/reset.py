"""A forgotten password, by a link in a mail."""

from __future__ import annotations

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import credentials, links
from app.blueprints.accounts import blueprint
from app.blueprints.accounts.entry import arrive, guessed, pace_links, stale
from app.blueprints.accounts.forms import NewPasswordForm, ResetRequestForm
from app.errors import NotFound
from app.models.credential import Purpose
from app.models.user import User
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
    if form.validate():
        attempt(form, _request, form.username.data or "")
    if form.errors:
        return show(form, "accounts/reset_request.html")
    return render_template("accounts/reset_sent.html")


def _request(name: str) -> None:
    """Raises TooMany before anybody is looked for."""
    limits.pace("reset", "60 per hour")
    limits.pace("reset", "5 per hour", key=name)
    credentials.request_reset(name)


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
    found = links.find(token, Purpose.RESET)
    if found is None:
        return guessed("reset")
    form, person = NewPasswordForm(), found.user
    try:
        user = attempt(form, _reset, token, form.password.data or "") if form.validate() else None
    except NotFound:
        return stale("reset")
    if user is None:
        return show(form, "accounts/reset.html", person=person)
    answer = arrive(user, lasting=False)
    flash(_("Your new password is set. You are signed out everywhere else."), "success")
    return answer


def _reset(token: str, password: str) -> User:
    pace_links()
    return credentials.reset_password(token, password)
