"""Everybody of the class and how he stands with a quiz, also while it runs; and the same to take along."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

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
from app.web import listing
from app.web.paging import page
from app.web.reveal_words import in_words
from app.web.visitors import viewer

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/quizzes/<id>/results")
@requires(Can.QUIZ_RESULTS, Quiz)
def table(quiz: Quiz) -> ResponseReturnValue:
    asked = listing.asked(request.args, Which, quiz_table.ORDERS)
    found = page(_chosen(quiz, asked), "quiz_results.table", id=quiz.public_id, **asked)
    summary = quiz_table.summary(quiz)
    shown = {"page": found, "standings": quiz_table.of(quiz, found.items), "asked": asked, "summary": summary}
    shown.update(columns=_columns(quiz, asked), parts=_parts(quiz, asked, summary), **_shown_to_students(quiz))
    return render_template("quiz_results/table.html", **shown, **frame(quiz, "table", summary.to_grade))


@blueprint.post("/quizzes/<id>/results.csv")
@requires(Can.QUIZ_RESULTS, Quiz)
def as_csv(quiz: Quiz) -> ResponseReturnValue:
    export, rows = _taken(quiz)
    return listing.taken_along("".join(csv_text.write(export.header(), rows)), "text/csv", "results", "csv")


@blueprint.post("/quizzes/<id>/results.xlsx")
@requires(Can.QUIZ_RESULTS, Quiz)
def as_xlsx(quiz: Quiz) -> ResponseReturnValue:
    export, rows = _taken(quiz)
    return listing.taken_along(xlsx.write(quiz.title, export.header(), rows), XLSX, "results", "xlsx")


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
    asked = listing.asked(request.form, Which, quiz_table.ORDERS)
    export = quiz_export.of(quiz, _chosen(quiz, asked))
    rows = list(export.rows())
    about = {"quiz": quiz.public_id, "text": asked["q"], "show": asked["show"]}
    exports.note("quiz_results.exported", actor=viewer(), number=len(rows), **about)
    return export, rows


def _chosen(quiz: Quiz, asked: dict[str, Any]) -> Any:
    which = Which(asked["show"]) if asked["show"] else None
    return quiz_table.students(quiz, viewer(), asked["q"], which, asked["sort"])


def _columns(quiz: Quiz, asked: dict[str, Any]) -> list[dict[str, Any]]:
    sortable, url = partial(listing.sortable, asked), partial(url_for, "quiz_results.table", id=quiz.public_id)
    return [
        sortable("name", _("Student"), "name", url),
        {"key": "state", "label": _("State")},
        {"key": "answered", "label": _("Answered")},
        {"key": "score", "label": _("Points"), "numeric": True},
        sortable("percent", _("Percent"), "-percent", url, numeric=True),
        sortable("submitted", _("Handed in"), "-submitted", url),
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
