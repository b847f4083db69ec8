"""How far a class is: everybody for those who teach it, a student himself."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import exports
from app.blueprints.progress import blueprint
from app.blueprints.progress.charts import charts
from app.blueprints.progress.people import render_person
from app.formats import csv_text
from app.models.classroom import Classroom
from app.permissions import Can, allowed, requires
from app.reports import progress
from app.reports.progress import Which
from app.web import listing
from app.web.class_tabs import class_tabs
from app.web.paging import page
from app.web.visitors import viewer


@blueprint.get("/classrooms/<id>/progress")
@requires(Can.CLASS_INSIDE, Classroom)
def show(classroom: Classroom) -> ResponseReturnValue:
    if not allowed(viewer(), Can.CLASS_PROGRESS, classroom):
        return render_person(classroom, viewer(), {"endpoint": "progress.show", "id": classroom.public_id})
    asked = listing.asked(request.args, Which, progress.ORDERS)
    found = page(_chosen(classroom, asked), "progress.show", id=classroom.public_id, **asked)
    shown = {"page": found, "standings": progress.of(classroom, found.items), "asked": asked}
    frame = {"classroom": classroom, "tabs": class_tabs(classroom, "progress")}
    frame.update(columns=_columns(classroom, asked), parts=_parts(classroom, asked), views=views(classroom, "show"))
    return render_template("progress/show.html", **shown, **frame)


@blueprint.get("/classrooms/<id>/progress/lessons")
@requires(Can.CLASS_PROGRESS, Classroom)
def lessons(classroom: Classroom) -> ResponseReturnValue:
    found = page(progress.lessons(classroom), "progress.lessons", id=classroom.public_id)
    done = progress.done_of(classroom, found.items)
    frame = {"tabs": class_tabs(classroom, "progress"), "views": views(classroom, "lessons")}
    return render_template("progress/lessons.html", classroom=classroom, page=found, done=done, **frame)


@blueprint.get("/classrooms/<id>/progress/charts")
@requires(Can.CLASS_PROGRESS, Classroom)
def drawn(classroom: Classroom) -> ResponseReturnValue:
    frame = {"tabs": class_tabs(classroom, "progress"), "views": views(classroom, "drawn")}
    return render_template("progress/charts.html", classroom=classroom, **charts(classroom), **frame)


@blueprint.post("/classrooms/<id>/progress/export")
@requires(Can.CLASS_PROGRESS, Classroom)
def export(classroom: Classroom) -> ResponseReturnValue:
    asked = listing.asked(request.form, Which, progress.ORDERS)
    lines = list(csv_text.write(progress.HEADER, progress.rows(_chosen(classroom, asked), classroom)))
    about = {"classroom": classroom.public_id, "text": asked["q"], "show": asked["show"]}
    exports.note("progress.exported", actor=viewer(), number=len(lines) - 1, **about)
    return listing.taken_along("".join(lines), "text/csv", "progress", "csv")


def _chosen(classroom: Classroom, asked: dict[str, Any]) -> Any:
    which = Which(asked["show"]) if asked["show"] else None
    return progress.students(classroom, viewer(), asked["q"], which, asked["sort"])


def _columns(classroom: Classroom, asked: dict[str, Any]) -> list[dict[str, Any]]:
    sortable, url = partial(listing.sortable, asked), partial(url_for, "progress.show", id=classroom.public_id)
    return [
        sortable("name", _("Student"), "name", url),
        {"key": "done", "label": _("Lessons done")},
        sortable("percent", _("Percent"), "-percent", url, numeric=True),
        sortable("changed", _("Last change"), "-changed", url),
    ]


def _parts(classroom: Classroom, asked: dict[str, Any]) -> list[dict[str, Any]]:
    labels = {None: _("Everybody"), Which.IDLE: _("Not begun"), Which.GOING: _("On the way"), Which.DONE: _("All done")}
    numbers = progress.counts(classroom)
    kept: dict[str, Any] = {"q": asked["q"] or None, "sort": asked["sort"]}
    return [
        {
            "label": label,
            "badge": str(numbers[which]),
            "url": url_for("progress.show", id=classroom.public_id, show=which, **kept),
            "current": (which or "") == asked["show"],
        }
        for which, label in labels.items()
    ]


def views(classroom: Classroom, current: str) -> list[dict[str, Any]]:
    """The pages about the progress of a class."""
    labels = {"show": _("Students"), "lessons": _("Lessons"), "drawn": _("Charts")}
    return [
        {"label": label, "url": url_for(f"progress.{name}", id=classroom.public_id), "current": name == current}
        for name, label in labels.items()
    ]
