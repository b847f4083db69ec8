"""Coming in by an invitation."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from app.actions import invitations, links
from app.blueprints.accounts import blueprint
from app.blueprints.accounts.entry import come_in, guessed, pace_links, seen_other, stale
from app.blueprints.accounts.forms import InvitationForm
from app.errors import NotFound
from app.models.credential import Purpose
from app.models.user import User
from app.permissions import public
from app.web.forms import attempt, show
from app.web.visitors import after_login


@blueprint.get("/invitation/<token>")
@public
def accept_invitation(token: str) -> ResponseReturnValue:
    found = links.find(token, Purpose.INVITE)
    if found is None:
        return stale("invitation")
    form = InvitationForm(username=found.user.username)
    return show(form, "accounts/invitation.html", email=found.email)


@blueprint.post("/invitation/<token>")
@public
def accept(token: str) -> ResponseReturnValue:
    found = links.find(token, Purpose.INVITE)
    if found is None:
        return guessed("invitation")
    try:
        return _answer(InvitationForm(), token, found.email)
    except NotFound:
        return stale("invitation")


def _answer(form: InvitationForm, token: str, email: str | None) -> ResponseReturnValue:
    user = attempt(form, _accepted, form, token) if form.validate() else None
    if user is None:
        return show(form, "accounts/invitation.html", email=email)
    come_in(user, lasting=False)
    flash(_("Welcome, %(name)s.", name=user.name), "success")
    return seen_other(after_login(None))


def _accepted(form: InvitationForm, token: str) -> User:
    pace_links()
    return invitations.accept(token, **form.data, language=str(get_locale()))
