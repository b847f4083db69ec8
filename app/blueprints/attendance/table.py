"""The list of a session: who was there, from when to when; and the same to take along."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select

from app.actions import attendance, exports
from app.blueprints.attendance import blueprint
from app.errors import Conflict, Invalid
from app.extensions import db
from app.formats import csv_text, xlsx
from app.models.live import LiveSession, LiveState
from app.models.live_people import Presence
from app.models.user import User
from app.permissions import Can, requires
from app.reports import attendance as report
from app.reports.attendance import Which
from app.web import attendance_words, listing
from app.web.paging import page
from app.web.visitors import viewer

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A_PAGE = 40


@blueprint.get("/sessions/<id>/attendance")
@requires(Can.LIVE_ATTENDANCE, LiveSession)
def table(session: LiveSession) -> ResponseReturnValue:
    return shown(session)


def shown(session: LiveSession, refusal: Invalid | Conflict | None = None) -> str:
    """The part of the list that the address asks for; after a refusal with that, and with what was noted."""
    asked = listing.asked(request.args, Which, report.ORDERS)
    found = page(chosen(session, asked), "attendance.table", size=A_PAGE, id=session.public_id, **asked)
    summary = report.summary(session)
    rows = {"page": found, "standings": attendance.standings(session, [user.id for user in found.items])}
    rows.update(columns=_columns(session, asked), parts=_parts(session, asked, summary), asked=asked, summary=summary)
    frame = {"session": session, "classroom": session.classroom, "words": attendance_words}
    sent = {"refusal": refusal, "noted": request.form if refusal else {}}
    return render_template("attendance/table.html", **rows, **frame, **sent)


@blueprint.post("/sessions/<id>/attendance.csv")
@requires(Can.LIVE_ATTENDANCE, LiveSession)
def as_csv(session: LiveSession) -> ResponseReturnValue:
    text = "".join(csv_text.write(report.HEADER, _taken(session)))
    return listing.taken_along(text, "text/csv", "attendance", "csv")


@blueprint.post("/sessions/<id>/attendance.xlsx")
@requires(Can.LIVE_ATTENDANCE, LiveSession)
def as_xlsx(session: LiveSession) -> ResponseReturnValue:
    return listing.taken_along(xlsx.write(session.title, report.HEADER, _taken(session)), XLSX, "attendance", "xlsx")


def chosen(session: LiveSession, asked: dict[str, Any]) -> Select[User]:
    """The people that an address asks for."""
    which = Which(asked["show"]) if asked["show"] and session.state is LiveState.COMPLETED else None
    return report.people(session, viewer(), asked["q"], which, asked["sort"])


def _taken(session: LiveSession) -> list[list[report.Cell]]:
    """The rows that are asked for, written down as taken away."""
    asked = listing.asked(request.form, Which, report.ORDERS)
    people = list(db.session.scalars(chosen(session, asked)))
    standings = attendance.standings(session, [user.id for user in people])
    rows = [report.row(session, user, standings.get(user.id)) for user in people]
    about = {"session": session.public_id, "text": asked["q"], "show": asked["show"]}
    exports.note("live.attendance_exported", actor=viewer(), number=len(rows), **about)
    return rows


def _columns(session: LiveSession, asked: dict[str, Any]) -> list[dict[str, Any]]:
    sortable, url = partial(listing.sortable, asked), partial(url_for, "attendance.table", id=session.public_id)
    name, status = sortable("name", _("Name"), "name", url), {"key": "status", "label": _("Attendance")}
    change = {"key": "change", "label": _("Correct")}
    if session.state is LiveState.SCHEDULED:
        return [name, status, {**change, "label": _("Excuse")}]
    if session.is_live:
        plain = {"minutes": _("Minutes"), "came": _("Came"), "left": _("Last seen")}
        return [name, status, *({"key": key, "label": label} for key, label in plain.items()), change]
    minutes, came = sortable("minutes", _("Minutes"), "-minutes", url), sortable("came", _("Came"), "came", url)
    return [name, status, minutes, came, {"key": "left", "label": _("Left")}, change]


def _parts(session: LiveSession, asked: dict[str, Any], summary: report.Summary) -> list[dict[str, Any]]:
    """Filters by what counts, of those that there are; while it goes on nothing is written down to filter by."""
    if session.state is not LiveState.COMPLETED:
        return []
    labels: dict[Which | None, str] = {None: _("Everybody")}
    labels |= {which: str(attendance_words.STATUSES[Presence(which)]) for which in Which if summary.counts[which]}
    kept: dict[str, Any] = {"q": asked["q"] or None, "sort": asked["sort"]}
    return [
        {
            "label": label,
            "badge": str(summary.counts[which]),
            "url": url_for("attendance.table", id=session.public_id, show=which, **kept),
            "current": (which or "") == asked["show"],
        }
        for which, label in labels.items()
    ]
