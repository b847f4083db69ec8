"""People and deeds as tables to take away. A POST, since it is written down who took them."""

from __future__ import annotations

from flask import Response
from flask.typing import ResponseReturnValue

from app import clock
from app.actions import exports
from app.blueprints.admin import blueprint
from app.blueprints.admin.audit_forms import TrailForm
from app.blueprints.admin.forms import SearchForm
from app.blueprints.admin.users import filters
from app.formats import csv_text
from app.permissions import Can, requires
from app.reports import trail
from app.reports.people import HEADER, people, rows
from app.web.proof import proven
from app.web.visitors import viewer


@blueprint.post("/users/export")
@requires(Can.USERS_MANAGE)
@proven()
def export_users() -> ResponseReturnValue:
    asked = filters(SearchForm())
    found = people(asked["q"], asked["role"], asked["status"], asked["sort"])
    lines = list(csv_text.write(HEADER, rows(found)))
    exports.note("users.exported", actor=viewer(), number=len(lines) - 1, **asked)
    return as_file("people", lines)


@blueprint.post("/audit/export")
@requires(Can.AUDIT_READ)
@proven()
def export_audit_log() -> ResponseReturnValue:
    form = TrailForm()
    found = trail.trail(viewer(), form.wanted(viewer().timezone))
    lines = list(csv_text.write(trail.HEADER, trail.rows(found)))
    exports.note("audit.exported", actor=viewer(), number=len(lines) - 1, **form.asked)
    return as_file("audit", lines)


def as_file(name: str, lines: list[str]) -> Response:
    """Lines of CSV as a file with today in its name."""
    response = Response("".join(lines), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{clock.now():%Y-%m-%d}.csv"'
    return response
