"""The second page of logging in, for whoever has a second factor. Nothing is open before it."""

from __future__ import annotations

from flask import flash, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.accounts import blueprint
from app.blueprints.accounts.entry import TICKET, come_in, half_in, seen_other
from app.blueprints.accounts.forms import CodeForm
from app.models.user import User
from app.permissions import public
from app.web.forms import show
from app.web.proof import is_shown
from app.web.visitors import after_login

PAGE = "accounts/second_step.html"


@blueprint.get("/login/code")
@public
def second_step() -> ResponseReturnValue:
    if half_in() is None:
        return seen_other(url_for("accounts.login", next=request.args.get("next")))
    return show(CodeForm(), PAGE, next=request.args.get("next"))


@blueprint.post("/login/code")
@public
def enter_code() -> ResponseReturnValue:
    person = half_in()
    if person is None:
        flash(_("That took too long. Please log in again."), "warning")
        return seen_other(url_for("accounts.login", next=request.args.get("next")))
    form = CodeForm()
    if not _fits(form, person):
        return show(form, PAGE, next=request.args.get("next"))
    come_in(person, lasting=session[TICKET]["lasting"], shared=session[TICKET]["shared"])
    return seen_other(after_login(request.args.get("next")))


def _fits(form: CodeForm, person: User) -> bool:
    if not form.validate():
        return False
    right = is_shown(person, form.code.data or "")
    if not right:
        form.code.errors = [_("This code is wrong, or was used already. Wait for the next one.")]
    return right
