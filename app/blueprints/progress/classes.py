"""How far a class is: everybody for those who teach it, a student himself."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.actions import exports
from app.blueprints.progress import blueprint
from app.blueprints.progress.charts import charts
from app.blueprints.progress.people import render_person
from app.formats import csv_text
from app.models.classroom import Classroom
from app.permissions import Can, allowed, requires
from app.reports import progress
from app.reports.progress import Which
from app.web.class_tabs import class_tabs
from app.web.paging import page
from app.web.visitors import viewer

LONGEST = 100


@blueprint.get("/classrooms/<id>/progress")
@requires(Can.CLASS_INSIDE, Classroom)
def show(classroom: Classroom) -> ResponseReturnValue:
    if not allowed(viewer(), Can.CLASS_PROGRESS, classroom):
        return render_person(classroom, viewer(), {"endpoint": "progress.show", "id": classroom.public_id})
    asked = _asked(request.args)
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
    asked = _asked(request.form)
    lines = list(csv_text.write(progress.HEADER, progress.rows(_chosen(classroom, asked), classroom)))
    about = {"classroom": classroom.public_id, "text": asked["q"], "show": asked["show"]}
    exports.note("progress.exported", actor=viewer(), number=len(lines) - 1, **about)
    response = Response("".join(lines), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="progress-{clock.now():%Y-%m-%d}.csv"'
    return response


def _asked(given: Any) -> dict[str, Any]:
    """Search, filter and order as they stand in an address; what is unknown is the usual."""
    show, order = given.get("show", ""), given.get("sort", "")
    return {
        "q": given.get("q", "").replace("\0", "").strip()[:LONGEST],
        "show": show if show in set(Which) else "",
        "sort": order if order in progress.ORDERS else "name",
    }


def _chosen(classroom: Classroom, asked: dict[str, Any]) -> Any:
    which = Which(asked["show"]) if asked["show"] else None
    return progress.students(classroom, viewer(), asked["q"], which, asked["sort"])


def _columns(classroom: Classroom, asked: dict[str, Any]) -> list[dict[str, Any]]:
    def sortable(key: str, label: str, first: str, *, numeric: bool = False) -> dict[str, Any]:
        second = key if first.startswith("-") else f"-{key}"
        place = {**asked, "sort": second if asked["sort"] == first else first}
        url = url_for(
            "progress.show", id=classroom.public_id, **{name: value for name, value in place.items() if value}
        )
        sorted_now = {key: "ascending", f"-{key}": "descending"}.get(asked["sort"])
        return {"key": key, "label": label, "sort_url": url, "sorted": sorted_now, "numeric": numeric}

    return [
        sortable("name", _("Student"), "name"),
        {"key": "done", "label": _("Lessons done")},
        sortable("percent", _("Percent"), "-percent", numeric=True),
        sortable("changed", _("Last change"), "-changed"),
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
