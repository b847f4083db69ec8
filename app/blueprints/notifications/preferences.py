"""On which channels one wants to be reached."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from app.blueprints.notifications import blueprint
from app.notifications import preferences as kept
from app.permissions import Can, requires
from app.web.forms import Form
from app.web.visitors import viewer


class PreferencesForm(Form):
    push_on = BooleanField(_l("On my phones and computers"))
    email_on = BooleanField(_l("By email"))


@blueprint.get("/preferences")
@requires(Can.SIGNED_IN)
def preferences() -> ResponseReturnValue:
    return render_template("notifications/preferences.html", form=PreferencesForm(obj=viewer()))


@blueprint.post("/preferences")
@requires(Can.SIGNED_IN)
def update_preferences() -> ResponseReturnValue:
    form = PreferencesForm()
    kept.choose(viewer(), push_on=form.push_on.data, email_on=form.email_on.data)
    flash(_("Saved."), "success")
    return redirect(url_for("notifications.preferences"), 303)
