"""Making an account of one's own, where the school lets everybody in."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_login import current_user

from app.actions import accounts
from app.blueprints.accounts import blueprint
from app.blueprints.accounts.entry import seen_other
from app.blueprints.accounts.forms import RegisterForm
from app.errors import Forbidden
from app.models.school import Registration
from app.permissions import public
from app.web import limits
from app.web.forms import attempt, show
from app.web.language import school
from app.web.visitors import after_login


@blueprint.get("/register")
@public
def register() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return seen_other(after_login(None))
    here = school()
    if here is None or here.registration is not Registration.OPEN:
        return render_template("accounts/not_open.html", policy=here.registration if here else Registration.CLOSED)
    return show(RegisterForm(), "accounts/register.html")


@blueprint.post("/register")
@public
def ask_for_account() -> ResponseReturnValue:
    here = school()
    if here is None or here.registration is not Registration.OPEN:
        raise Forbidden
    form = RegisterForm()
    if form.validate():
        attempt(form, _register, form, here.timezone)
    if form.errors:
        return show(form, "accounts/register.html")
    return render_template("accounts/registered.html", email=form.email.data)


def _register(form: RegisterForm, timezone: str) -> None:
    limits.pace("register", "100 per hour")
    limits.pace("register", "5 per hour", key=form.email.data)
    accounts.register(**form.data, language=str(get_locale()), timezone=timezone)
