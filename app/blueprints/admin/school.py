"""The school as a whole."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import schools
from app.blueprints.admin import blueprint
from app.blueprints.admin.forms import SchoolForm
from app.models.school import Registration
from app.permissions import Can, requires
from app.web.forms import attempt, show
from app.web.language import school as the_school
from app.web.proof import proven
from app.web.visitors import viewer
from app.web.zones import zones

PAGE = "admin/school.html"


@blueprint.get("/school")
@requires(Can.SCHOOL_MANAGE)
def school() -> ResponseReturnValue:
    return show(SchoolForm(obj=the_school()), PAGE, zones=zones())


@blueprint.post("/school")
@requires(Can.SCHOOL_MANAGE)
@proven()
def change_school() -> ResponseReturnValue:
    form = SchoolForm()
    if form.validate():
        values = {**form.data, "registration": Registration(form.registration.data), "second_factor": form.policy}
        attempt(form, schools.change, actor=viewer(), **values)
    if form.errors:
        return show(form, PAGE, zones=zones())
    flash(_("Saved."), "success")
    return redirect(url_for("admin.school"), 303)
