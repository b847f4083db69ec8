"""Everybody of the class and how he stands with a quiz, also while it runs; and the same to take along."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.actions import exports
from app.blueprints.quiz_results import blueprint
from app.blueprints.quiz_results.views import frame
from app.formats import csv_text, xlsx
from app.models.quiz import Quiz
from app.models.reveal import Phase
from app.models.showing import phase
from app.permissions import Can, allowed, requires
from app.reports import quiz_export, quiz_table
from app.reports.quiz_table import Which
from app.web.paging import page
from app.web.reveal_words import in_words
from app.web.visitors import viewer

LONGEST = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/quizzes/<id>/results")
@requires(Can.QUIZ_RESULTS, Quiz)
def table(quiz: Quiz) -> ResponseReturnValue:
    asked = _asked(request.args)
    found = page(_chosen(quiz, asked), "quiz_results.table", id=quiz.public_id, **asked)
    summary = quiz_table.summary(quiz)
    shown = {"page": found, "standings": quiz_table.of(quiz, found.items), "asked": asked, "summary": summary}
    shown.update(columns=_columns(quiz, asked), parts=_parts(quiz, asked, summary), **_shown_to_students(quiz))
    return render_template("quiz_results/table.html", **shown, **frame(quiz, "table", summary.to_grade))


@blueprint.post("/quizzes/<id>/results.csv")
@requires(Can.QUIZ_RESULTS, Quiz)
def as_csv(quiz: Quiz) -> ResponseReturnValue:
    export, rows = _taken(quiz)
    return _file("".join(csv_text.write(export.header(), rows)), "text/csv", "csv")


@blueprint.post("/quizzes/<id>/results.xlsx")
@requires(Can.QUIZ_RESULTS, Quiz)
def as_xlsx(quiz: Quiz) -> ResponseReturnValue:
    export, rows = _taken(quiz)
    return _file(xlsx.write(quiz.title, export.header(), rows), XLSX, "xlsx")


def _shown_to_students(quiz: Quiz) -> dict[str, Any]:
    """What they see of their results now, and would once they are shown by hand."""
    now, then = quiz.reveals.parts(phase(quiz)), quiz.reveals.parts(Phase.CLOSED)
    may = allowed(viewer(), Can.QUIZ_EDIT, quiz)
    return {
        "seen": in_words(now),
        "closed_parts": in_words(then),
        "can_release": may and quiz.released_at is None and now != then,
        "can_withdraw": may and quiz.released_at is not None,
    }


def _taken(quiz: Quiz) -> tuple[quiz_export.Export, list[list[quiz_export.Cell]]]:
    """The table that is asked for, written down as taken away."""
    asked = _asked(request.form)
    export = quiz_export.of(quiz, _chosen(quiz, asked))
    rows = list(export.rows())
    about = {"quiz": quiz.public_id, "text": asked["q"], "show": asked["show"]}
    exports.note("quiz_results.exported", actor=viewer(), number=len(rows), **about)
    return export, rows


def _file(content: str | bytes, mimetype: str, ending: str) -> Response:
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="results-{clock.now():%Y-%m-%d}.{ending}"'
    return response


def _asked(given: Any) -> dict[str, Any]:
    """Search, filter and order as they stand in an address; what is unknown is the usual."""
    show, order = given.get("show", ""), given.get("sort", "")
    return {
        "q": given.get("q", "").replace("\0", "").strip()[:LONGEST],
        "show": show if show in set(Which) else "",
        "sort": order if order in quiz_table.ORDERS else "name",
    }


def _chosen(quiz: Quiz, asked: dict[str, Any]) -> Any:
    which = Which(asked["show"]) if asked["show"] else None
    return quiz_table.students(quiz, viewer(), asked["q"], which, asked["sort"])


def _columns(quiz: Quiz, asked: dict[str, Any]) -> list[dict[str, Any]]:
    def sortable(key: str, label: str, first: str, *, numeric: bool = False) -> dict[str, Any]:
        second = key if first.startswith("-") else f"-{key}"
        place = {**asked, "sort": second if asked["sort"] == first else first}
        kept = {name: value for name, value in place.items() if value}
        sorted_now = {key: "ascending", f"-{key}": "descending"}.get(asked["sort"])
        url = url_for("quiz_results.table", id=quiz.public_id, **kept)
        return {"key": key, "label": label, "sort_url": url, "sorted": sorted_now, "numeric": numeric}

    return [
        sortable("name", _("Student"), "name"),
        {"key": "state", "label": _("State")},
        {"key": "answered", "label": _("Answered")},
        {"key": "score", "label": _("Points"), "numeric": True},
        sortable("percent", _("Percent"), "-percent", numeric=True),
        sortable("submitted", _("Handed in"), "-submitted"),
    ]


def _parts(quiz: Quiz, asked: dict[str, Any], summary: quiz_table.Summary) -> list[dict[str, Any]]:
    labels = {
        None: _("Everybody"),
        Which.IDLE: _("Not begun"),
        Which.ANSWERING: _("Answering"),
        Which.TO_GRADE: _("To grade"),
        Which.DONE: _("Done"),
    }
    kept: dict[str, Any] = {"q": asked["q"] or None, "sort": asked["sort"]}
    return [
        {
            "label": label,
            "badge": str(summary.counts[which]),
            "url": url_for("quiz_results.table", id=quiz.public_id, show=which, **kept),
            "current": (which or "") == asked["show"],
        }
        for which, label in labels.items()
    ]
