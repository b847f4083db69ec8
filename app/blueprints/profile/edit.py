"""The page about oneself: several small forms, each saved by itself."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import profiles
from app.blueprints.profile import blueprint
from app.blueprints.profile.forms import ConsentForm, EmailForm, PictureForm, PrivacyForm, ProfileForm
from app.extensions import db
from app.models.suppression import EmailSuppression
from app.permissions import Can, requires
from app.spoken import speaking
from app.web.forms import Form, answered, attempt
from app.web.visitors import viewer
from app.web.zones import zones

FORMS: dict[str, type[Form]] = {
    "profile": ProfileForm,
    "email": EmailForm,
    "picture": PictureForm,
    "privacy": PrivacyForm,
    "consent": ConsentForm,
}


def page(**tried: Form) -> ResponseReturnValue:
    """The whole page; `tried` are forms that were sent and are shown again with what is wrong about them."""
    person = viewer()
    forms = {name: tried.get(name) or kind(formdata=None, obj=_filled(name, person)) for name, kind in FORMS.items()}
    suppressed = db.session.scalars(EmailSuppression.of(person.email)).first()
    shown = render_template("profile/edit.html", forms=forms, zones=zones(), suppressed=suppressed)
    return answered(shown, *tried.values())


def _filled(name: str, person: object) -> object | None:
    return person if name not in ("email", "picture") else None


def saved(part: str) -> ResponseReturnValue:
    """Back to the part of the page that was saved."""
    flash(_("Saved."), "success")
    return redirect(url_for("profile.edit", _anchor=part), 303)


@blueprint.get("")
@requires(Can.SIGNED_IN)
def edit() -> ResponseReturnValue:
    return page()


@blueprint.post("")
@requires(Can.SIGNED_IN)
def update() -> ResponseReturnValue:
    form = ProfileForm()
    if form.validate():
        attempt(form, profiles.change, viewer(), actor=viewer(), **form.data)
    if form.errors:
        return page(profile=form)
    with speaking(form.language.data):
        return saved("profile")
