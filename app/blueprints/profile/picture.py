"""One's own picture: put there, taken away."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import avatars
from app.blueprints.profile import blueprint
from app.blueprints.profile.edit import page, saved
from app.blueprints.profile.forms import PictureForm
from app.permissions import Can, requires
from app.web.forms import attempt
from app.web.visitors import viewer


@blueprint.post("/picture")
@requires(Can.SIGNED_IN)
def change_picture() -> ResponseReturnValue:
    form = PictureForm()
    if form.validate():
        attempt(form, avatars.change, viewer(), form.avatar.data.stream, actor=viewer())
    return page(picture=form) if form.errors else saved("picture")


@blueprint.post("/picture/removal")
@requires(Can.SIGNED_IN)
def remove_picture() -> ResponseReturnValue:
    avatars.remove(viewer(), actor=viewer())
    flash(_("Your picture is gone."), "success")
    return redirect(url_for("profile.edit", _anchor="picture"), 303)
