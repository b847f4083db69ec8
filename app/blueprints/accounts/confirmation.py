"""Confirming an address, by a button on the page that a mail leads to: opening the page changes nothing."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import credentials, links
from app.blueprints.accounts import blueprint
from app.blueprints.accounts.entry import arrive, guessed, pace_links, seen_other, stale
from app.blueprints.accounts.forms import ConfirmForm
from app.errors import NotFound
from app.models.credential import Purpose, UserToken
from app.models.user import Status, User
from app.permissions import public
from app.web import limits
from app.web.forms import attempt, show
from app.web.visitors import after_login


@blueprint.get("/email/confirm/<token>")
@public
def confirm(token: str) -> ResponseReturnValue:
    found = links.find(token, Purpose.CONFIRM)
    return _page(ConfirmForm(), found) if found else stale("confirm")


@blueprint.post("/email/confirm/<token>")
@public
def confirm_address(token: str) -> ResponseReturnValue:
    found = links.find(token, Purpose.CONFIRM)
    if found is None:
        return guessed("confirm")
    try:
        return _answer(ConfirmForm(), found, token)
    except NotFound:
        return stale("confirm")


def _answer(form: ConfirmForm, found: UserToken, token: str) -> ResponseReturnValue:
    registering = found.user.status is Status.INVITED
    tries = limits.Tries("confirm", account=found.public_id)
    user = attempt(form, _confirmed, form, token, tries if registering else None) if form.validate() else None
    if user is None:
        return _page(form, found)
    answer = arrive(user, lasting=False) if registering else seen_other(after_login(None))
    flash(_("Your address is confirmed."), "success")
    return answer


def _confirmed(form: ConfirmForm, token: str, tries: limits.Tries | None) -> User | None:
    """Raises NotFound, Invalid, TooMany; without `tries` no password is asked for."""
    pace_links()
    if tries is None:
        return credentials.confirm_email(token)
    tries.begin()
    user = attempt(form, credentials.confirm_email, token, form.password.data or "")
    tries.forget() if user else tries.failed()
    return user


def _page(form: ConfirmForm, found: UserToken) -> ResponseReturnValue:
    registering = found.user.status is Status.INVITED
    return show(form, "accounts/confirm.html", email=found.email, person=found.user, registering=registering)
