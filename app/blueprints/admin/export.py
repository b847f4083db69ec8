"""People as a table to take away. A POST, since it is written down who took it."""

from __future__ import annotations

from flask import Response
from flask.typing import ResponseReturnValue

from app import clock
from app.actions import exports
from app.blueprints.admin import blueprint
from app.blueprints.admin.forms import SearchForm
from app.blueprints.admin.users import filters
from app.formats import csv_text
from app.permissions import Can, requires
from app.reports.people import HEADER, people, rows
from app.web.visitors import viewer


@blueprint.post("/users/export")
@requires(Can.USERS_MANAGE)
def export_users() -> ResponseReturnValue:
    asked = filters(SearchForm())
    found = people(asked["q"], asked["role"], asked["status"], asked["sort"])
    lines = list(csv_text.write(HEADER, rows(found)))
    exports.note("users.exported", actor=viewer(), number=len(lines) - 1, **asked)
    response = Response("".join(lines), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="people-{clock.now():%Y-%m-%d}.csv"'
    return response
