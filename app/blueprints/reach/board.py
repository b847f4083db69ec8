"""Who of a class can be reached, for those who teach it."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.reach import blueprint
from app.extensions import db
from app.models.classroom import Classroom
from app.permissions import Can, requires
from app.reports import reach, reachability
from app.reports.reachability import Reachable
from app.web.class_tabs import class_tabs
from app.web.paging import page
from app.web.visitors import viewer

LATEST = 10


@blueprint.get("/classrooms/<id>/reach")
@requires(Can.MEMBERS_MANAGE, Classroom)
def board(classroom: Classroom) -> ResponseReturnValue:
    given = request.args.get("show", "")
    which = Reachable(given) if given in set(Reachable) else None
    found = page(reachability.students(classroom, which), "reach.board", id=classroom.public_id, show=which)
    people = {"page": found, "standings": reachability.standings([member.user for member in found.items])}
    told = db.session.execute(reach.rang_in(classroom.id, viewer().language).limit(LATEST)).all()
    frame = {"classroom": classroom, "tabs": class_tabs(classroom, "people")}
    return render_template("reach/board.html", parts=_parts(classroom, which), told=told, **people, **frame)


def _parts(classroom: Classroom, shown: Reachable | None) -> list[dict[str, object]]:
    labels = {None: _("Everybody"), Reachable.BELL: _("Bell only"), Reachable.NOT: _("Unreachable")}
    counts = reachability.counts(classroom)
    return [
        {
            "label": label,
            "badge": str(counts[which]),
            "url": url_for("reach.board", id=classroom.public_id, show=which),
            "current": which is shown,
        }
        for which, label in labels.items()
    ]
