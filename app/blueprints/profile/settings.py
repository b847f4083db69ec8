"""How one wants to be seen, and whether the school may write."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import profiles
from app.blueprints.profile import blueprint
from app.blueprints.profile.edit import page, saved
from app.blueprints.profile.forms import ConsentForm, EmailForm, PrivacyForm, ThemeForm
from app.blueprints.profile.guesses import attempt_with_password
from app.errors import Invalid
from app.models.user import Theme, Visibility
from app.permissions import Can, requires
from app.web.visitors import viewer


@blueprint.post("/theme")
@requires(Can.SIGNED_IN)
def theme() -> ResponseReturnValue:
    form = ThemeForm()
    if not form.validate():
        raise Invalid({"theme": _("Choose light, dark or as your device.")})
    profiles.change_theme(viewer(), Theme(form.theme.data), actor=viewer())
    if request.headers.get("X-Requested-With") == "fetch":
        return "", 204
    return redirect(url_for("profile.edit", _anchor="theme"), 303)


@blueprint.post("/email")
@requires(Can.SIGNED_IN)
def change_email() -> ResponseReturnValue:
    form = EmailForm()
    if form.validate():
        typed = form.email.data or "", form.password.data or ""
        attempt_with_password(form, "password", profiles.change_email, viewer(), *typed, actor=viewer())
    if form.errors:
        return page(email=form)
    flash(_("We wrote to %(email)s. Press the link in that mail.", email=form.email.data), "success")
    return redirect(url_for("profile.edit", _anchor="email"), 303)


@blueprint.post("/privacy")
@requires(Can.SIGNED_IN)
def privacy() -> ResponseReturnValue:
    form = PrivacyForm()
    if not form.validate():
        return page(privacy=form)
    values = {**form.data, "profile_visibility": Visibility(form.profile_visibility.data)}
    profiles.change_privacy(viewer(), actor=viewer(), **values)
    return saved("privacy")


@blueprint.post("/consent")
@requires(Can.SIGNED_IN)
def consent() -> ResponseReturnValue:
    form = ConsentForm()
    profiles.change_consent(viewer(), actor=viewer(), **form.data)
    return saved("consent")
