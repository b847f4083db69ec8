"""A class once more, for another year or another group."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import class_copies
from app.blueprints.classrooms import blueprint
from app.blueprints.classrooms.copy_form import CopyForm
from app.models.classroom import Classroom
from app.permissions import Can, requires
from app.web.class_tabs import class_tabs
from app.web.forms import attempt, show
from app.web.once import once
from app.web.visitors import viewer


@blueprint.get("/classrooms/<id>/copy")
@requires(Can.CLASS_COPY, Classroom)
def new_copy(classroom: Classroom) -> ResponseReturnValue:
    first = class_copies.first_day(classroom, viewer().timezone)
    return _shown(classroom, CopyForm(title=_("%(class)s (copy)", **{"class": classroom.title}), starts_on=first))


@blueprint.post("/classrooms/<id>/copy")
@once
@requires(Can.CLASS_COPY, Classroom)
def copy(classroom: Classroom) -> ResponseReturnValue:
    form = CopyForm()
    if form.validate() and (made := attempt(form, class_copies.copy, classroom, actor=viewer(), **form.typed())):
        flash(_("Copied. Only you see it, until you open it."), "success")
        return redirect(url_for("lessons.index", id=made.public_id), 303)
    return _shown(classroom, form)


def _shown(classroom: Classroom, form: CopyForm) -> ResponseReturnValue:
    first = class_copies.first_day(classroom, viewer().timezone)
    frame = {"classroom": classroom, "tabs": class_tabs(classroom, "settings"), "first": first}
    return show(form, "classrooms/copy.html", **frame)
