"""No push and no mail of a class, for a while or for good."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectField

from app.blueprints.classrooms import blueprint
from app.errors import Invalid
from app.models.classroom import Classroom
from app.notifications import mutes
from app.notifications.mutes import Length
from app.permissions import Can, requires
from app.web.choices import offer
from app.web.forms import Form
from app.web.reaching import LENGTHS
from app.web.visitors import viewer


class MuteForm(Form):
    length = SelectField(choices=offer(LENGTHS))


@blueprint.post("/classrooms/<id>/mute")
@requires(Can.CLASS_INSIDE, Classroom)
def mute(classroom: Classroom) -> ResponseReturnValue:
    form = MuteForm()
    if not form.validate():
        raise Invalid({"length": _("Choose how long.")})
    mutes.mute(viewer(), classroom, mutes.end_of(Length(form.length.data), viewer().timezone))
    flash(_("This class rings no more. Everything still stands in your bell."), "success")
    return redirect(url_for("classrooms.show", id=classroom.public_id), 303)


@blueprint.post("/classrooms/<id>/mute/end")
@requires(Can.CLASS_INSIDE, Classroom)
def unmute(classroom: Classroom) -> ResponseReturnValue:
    mutes.unmute(viewer(), classroom)
    flash(_("“%(classroom)s” rings again.", classroom=classroom.title), "success")
    if request.args.get("to") == "preferences":
        return redirect(url_for("notifications.preferences", _anchor="muted"), 303)
    return redirect(url_for("classrooms.show", id=classroom.public_id), 303)
