"""For how long notifications are kept."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import NumberRange

from app.actions import schools
from app.blueprints.admin import blueprint
from app.models import limits
from app.permissions import Can, requires
from app.web.forms import Form, attempt, needed, show
from app.web.language import school as the_school
from app.web.visitors import viewer

PAGE = "admin/retention.html"


def _days() -> NumberRange:
    message = _l("From %(min)s to %(max)s days.")
    return NumberRange(limits.KEPT_DAYS_MIN, limits.KEPT_DAYS_MAX, message)


class KeepingForm(Form):
    read_kept = IntegerField(_l("Read and deleted ones, days"), [needed(), _days()])
    unread_kept = IntegerField(_l("Unread ones, days"), [needed(), _days()])
    deliveries_kept = IntegerField(
        _l("How they were sent, days"),
        [needed(), _days()],
        description=_l("After that it cannot be said any more why somebody did not get one."),
    )


@blueprint.get("/notifications/keeping")
@requires(Can.SCHOOL_MANAGE)
def keeping() -> ResponseReturnValue:
    return show(KeepingForm(formdata=None, obj=the_school()), PAGE)


@blueprint.post("/notifications/keeping")
@requires(Can.SCHOOL_MANAGE)
def change_keeping() -> ResponseReturnValue:
    form = KeepingForm()
    if form.validate():
        attempt(form, schools.keep_for, actor=viewer(), **form.data)
    if form.errors:
        return show(form, PAGE)
    flash(_("Saved."), "success")
    return redirect(url_for("admin.keeping"), 303)
