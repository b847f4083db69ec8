"""Log in, log out."""

from __future__ import annotations

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.actions import sessions
from app.blueprints.accounts import blueprint
from app.blueprints.accounts.entry import arrive, go_out, seen_other
from app.blueprints.accounts.forms import LoginForm
from app.errors import Invalid
from app.models.school import Registration
from app.models.user import User
from app.permissions import public
from app.web import limits
from app.web.forms import attempt, show
from app.web.language import school
from app.web.visitors import after_login, viewer


@blueprint.get("/login")
@public
def login() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return seen_other(after_login(request.args.get("next")))
    return _page(LoginForm())


@blueprint.post("/login")
@public
def enter() -> ResponseReturnValue:
    form = LoginForm()
    if not form.validate():
        return _page(form)
    person = attempt(form, _person, form.username.data or "", form.password.data or "")
    if person is None:
        return _page(form)
    return arrive(person, lasting=form.remember.data, shared=form.shared.data, then=request.args.get("next"))


def _person(name: str, password: str) -> User:
    """Raises Invalid where there is nobody of this name and password, and TooMany before anybody is looked for."""
    tries = limits.Tries("login", account=name)
    tries.begin()
    person = sessions.authenticate(name, password)
    if person is None:
        tries.failed()
        raise Invalid({}, _("Username or password is wrong. Look at capital letters, and try again."))
    tries.passed()
    return person


def _page(form: LoginForm) -> ResponseReturnValue:
    here = school()
    open_to_all = here is not None and here.registration is Registration.OPEN
    return show(form, "accounts/login.html", next=request.args.get("next"), open_to_all=open_to_all)


@blueprint.post("/logout")
@public
def logout() -> ResponseReturnValue:
    if current_user.is_authenticated and viewer().session is not None:
        sessions.end(viewer().session, viewer())  # type: ignore[arg-type]
    go_out()
    flash(_("You are signed out."), "info")
    return seen_other(url_for("accounts.login"))
