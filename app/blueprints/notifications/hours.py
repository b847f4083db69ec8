"""When one wants to be reached."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.notifications import blueprint
from app.blueprints.notifications.forms import OWN, DigestForm, QuietForm, RemindersForm
from app.blueprints.notifications.preferences import page, saved
from app.models.preference import Every
from app.notifications import schedules, session_reminders
from app.permissions import Can, requires
from app.web.forms import attempt
from app.web.visitors import viewer


@blueprint.post("/preferences/quiet")
@requires(Can.SIGNED_IN)
def keep_quiet() -> ResponseReturnValue:
    form = QuietForm()
    if form.validate():
        attempt(form, schedules.keep_quiet, viewer(), **form.data)
    return page(quiet=form) if form.errors else saved("quiet")


@blueprint.post("/preferences/quiet/school")
@requires(Can.SIGNED_IN)
def leave_quiet_to_school() -> ResponseReturnValue:
    schedules.leave_quiet_to_school(viewer())
    flash(_("The quiet hours of your school count again."), "success")
    return redirect(url_for("notifications.preferences", _anchor="quiet"), 303)


@blueprint.post("/preferences/digest")
@requires(Can.SIGNED_IN)
def plan_digest() -> ResponseReturnValue:
    form = DigestForm()
    if form.validate():
        attempt(form, schedules.plan_digest, viewer(), **{**form.data, "every": Every(form.every.data)})
    return page(digest=form) if form.errors else saved("digest")


@blueprint.post("/preferences/reminders")
@requires(Can.SIGNED_IN)
def keep_reminders() -> ResponseReturnValue:
    form = RemindersForm()
    if not form.validate():
        return page(reminders=form)
    if form.whose.data == OWN:
        session_reminders.choose(viewer(), form.minutes.data or [])
    else:
        session_reminders.leave_to_teachers(viewer())
    return saved("reminders")
