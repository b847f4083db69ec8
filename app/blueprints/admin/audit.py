"""Who did what, when, from where; and whether somebody has changed what is written there."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime
from flask_babel import gettext as _

from app import audit
from app.blueprints.admin import blueprint
from app.blueprints.admin.audit_forms import TrailForm
from app.blueprints.admin.labels import DEEDS
from app.permissions import Can, requires
from app.reports.trail import owners, subjects, trail
from app.web.paging import page
from app.web.visitors import viewer


@blueprint.get("/audit")
@requires(Can.AUDIT_READ)
def audit_log() -> ResponseReturnValue:
    form = TrailForm(formdata=request.args)
    found = page(trail(viewer(), form.wanted(viewer().timezone)), "admin.audit_log", **form.asked)
    people = {"subjects": subjects(found.items), "owners": owners(found.items)}
    return render_template("admin/audit.html", found=found, form=form, **people)


@blueprint.post("/audit/check")
@requires(Can.AUDIT_READ)
def check_audit_log() -> ResponseReturnValue:
    wrong = audit.first_tampered()
    if wrong is not None:
        deed, when = DEEDS.get(wrong.deed, wrong.deed), format_datetime(wrong.created_at)
        flash(
            _("Entry %(number)s was changed: “%(deed)s” of %(when)s.", number=wrong.id, deed=deed, when=when), "error"
        )
    elif audit.is_cut():
        flash(_("Entries at the end of the log are missing."), "error")
    else:
        flash(_("The log is whole: every entry follows from the one before."), "success")
    return redirect(url_for("admin.audit_log"), 303)
