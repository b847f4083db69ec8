"""One's own second factor: on, off, new recovery codes."""

from __future__ import annotations

import segno
from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import second_factors
from app.blueprints.profile import blueprint
from app.blueprints.profile.factor_forms import FactorCodeForm, OwnPasswordForm
from app.blueprints.profile.guesses import attempt_with_password
from app.errors import Conflict
from app.formats import totp
from app.models.user import User
from app.permissions import Can, requires
from app.web.forms import answered, attempt
from app.web.language import school
from app.web.proof import lacks
from app.web.visitors import viewer


@blueprint.get("/second-factor")
@requires(Can.SIGNED_IN)
def second_factor() -> ResponseReturnValue:
    return _page()


@blueprint.post("/second-factor")
@requires(Can.SIGNED_IN)
def begin_second_factor() -> ResponseReturnValue:
    form = OwnPasswordForm()
    if form.validate():
        attempt_with_password(form, "password", second_factors.begin, viewer(), form.password.data or "")
    return _page(begin=form) if form.errors else _back()


@blueprint.post("/second-factor/confirmation")
@requires(Can.SIGNED_IN)
def confirm_second_factor() -> ResponseReturnValue:
    form = FactorCodeForm()
    codes = attempt(form, second_factors.confirm, viewer(), form.code.data or "") if form.validate() else None
    return _codes(codes, _("Your second factor is on")) if codes else _page(code=form)


@blueprint.post("/second-factor/codes")
@requires(Can.SIGNED_IN)
def renew_second_factor_codes() -> ResponseReturnValue:
    form, codes = OwnPasswordForm(prefix="codes-"), None
    if form.validate():
        codes = attempt_with_password(form, "password", second_factors.renew_codes, viewer(), form.password.data or "")
    return _codes(codes, _("New recovery codes")) if codes else _page(codes=form)


@blueprint.post("/second-factor/removal")
@requires(Can.SIGNED_IN)
def remove_second_factor() -> ResponseReturnValue:
    form = OwnPasswordForm(prefix="off-")
    if form.validate():
        attempt_with_password(form, "password", second_factors.turn_off, viewer(), form.password.data or "")
    if form.errors:
        return _page(off=form)
    flash(_("Your second factor is off."), "success")
    return _back()


def _page(**given: OwnPasswordForm | FactorCodeForm) -> ResponseReturnValue:
    """Whatever comes next: asking for the password, the picture for the app, or what can be done once it is on.

    Raises the Conflict of a form that is not on the page any more.
    """
    for form in given.values():
        if isinstance(form.refusal, Conflict):
            raise form.refusal
    forms = {
        "begin": OwnPasswordForm(formdata=None),
        "code": FactorCodeForm(formdata=None),
        "codes": OwnPasswordForm(prefix="codes-", formdata=None),
        "off": OwnPasswordForm(prefix="off-", formdata=None),
        **given,
    }
    user = viewer()
    secret = second_factors.pending_secret(user)
    page = render_template(
        "profile/second_factor.html",
        forms=forms,
        secret=secret,
        picture=_picture(user, secret) if secret else None,
        left=second_factors.codes_left(user) if user.has_second_factor else 0,
        needed=lacks(user),
    )
    return answered(page, *given.values())


def _picture(user: User, secret: str) -> str:
    """The secret for the camera of a phone, inside the page: no address of its own holds it."""
    here = school()
    code = segno.make(totp.address(secret, user.username, here.name if here else "Classbell"), error="m", micro=False)
    return str(code.svg_data_uri(border=2, omitsize=True, dark="#000", light="#fff"))


def _codes(codes: list[str], title: str) -> ResponseReturnValue:
    return render_template("profile/recovery_codes.html", codes=codes, title=title), 201


def _back() -> ResponseReturnValue:
    return redirect(url_for("profile.second_factor"), 303)
