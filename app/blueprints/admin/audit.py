"""Who did what, when, from where."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.blueprints.admin import blueprint
from app.blueprints.admin.users import wanted
from app.permissions import Can, requires
from app.reports.trail import owners, subjects, trail
from app.web.paging import page
from app.web.visitors import viewer


@blueprint.get("/audit")
@requires(Can.AUDIT_READ)
def audit_log() -> ResponseReturnValue:
    text = wanted(request.args.get("q"))
    found = page(trail(viewer(), text), "admin.audit_log", q=text)
    people = {"subjects": subjects(found.items), "owners": owners(found.items)}
    return render_template("admin/audit.html", found=found, q=text, **people)
