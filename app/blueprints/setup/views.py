"""The page that an empty school has, and no other school."""

from __future__ import annotations

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from app.actions import setup
from app.blueprints.accounts.entry import come_in, seen_other
from app.blueprints.setup.forms import SetupForm
from app.errors import NotFound
from app.models.user import User
from app.permissions import public
from app.web import limits
from app.web.forms import attempt
from app.web.forms import show as show_form

blueprint = Blueprint("setup", __name__)


@blueprint.get("/setup")
@public
def show() -> ResponseReturnValue:
    if not setup.is_open():
        raise NotFound
    return show_form(SetupForm(language=str(get_locale())).filled(), "setup/show.html")


@blueprint.post("/setup")
@public
def create() -> ResponseReturnValue:
    if not setup.is_open():
        raise NotFound
    form = SetupForm().filled()
    admin = attempt(form, _open, form) if form.validate() else None
    if admin is None:
        return show_form(form, "setup/show.html")
    come_in(admin, lasting=True)
    flash(_("Your school is open. Now make the first class."), "success")
    return seen_other(url_for("classrooms.new"))


def _open(form: SetupForm) -> User:
    limits.pace("setup", "100 per hour")
    return setup.open_school(**form.data)
