"""How far everybody at school is."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from app import clock
from app.blueprints.admin import blueprint
from app.blueprints.admin.users import wanted
from app.formats.wall_clock import instant
from app.permissions import Can, requires
from app.reports import chart, grades, school_progress
from app.reports.progress import Which
from app.web.paging import page
from app.web.visitors import viewer

MONTHS = 12


@blueprint.get("/progress")
@requires(Can.USERS_MANAGE)
def progress() -> ResponseReturnValue:
    text, given = wanted(request.args.get("q")), request.args.get("show", "")
    which = Which(given) if given in set(Which) else None
    found = page(school_progress.everybody(text, which), "admin.progress", q=text, show=which)
    shown = {"views": _views("progress"), "parts": _parts(text, which), "text": text, "which": which or ""}
    return render_template("admin/progress.html", page=found, **shown)


@blueprint.get("/progress/classes")
@requires(Can.USERS_MANAGE)
def progress_of_classes() -> ResponseReturnValue:
    text = wanted(request.args.get("q"))
    found = page(school_progress.classes(text), "admin.progress_of_classes", q=text)
    bounds = _months()
    numbers = list(zip(bounds, school_progress.completed(bounds), strict=False))
    drawn = {
        "chart": chart.stacked([(format_date(begin, "LLL"), {"done": number}) for begin, number in numbers]),
        "by_month": [{"month": format_date(begin, "LLLL y"), "done": number} for begin, number in numbers],
    }
    shown = {"views": _views("progress_of_classes"), "text": text, "sums": school_progress.sums(found.items)}
    shown["grades"] = grades.by_class(found.items)
    return render_template("admin/progress_of_classes.html", page=found, **shown, **drawn)


def _months() -> list[datetime]:
    """When each of the last months began, and when this one ends, in the reader's zone."""
    zone = viewer().timezone
    today = clock.now().astimezone(ZoneInfo(zone)).date()
    number = today.year * 12 + today.month - 1
    months = range(number - MONTHS + 1, number + 2)
    return [instant(date(each // 12, each % 12 + 1, 1), 0, zone) for each in months]


def _views(current: str) -> list[dict[str, Any]]:
    labels = {"progress": _("People"), "progress_of_classes": _("Classes")}
    return [
        {"label": label, "url": url_for(f"admin.{name}"), "current": name == current} for name, label in labels.items()
    ]


def _parts(text: str, shown: Which | None) -> list[dict[str, Any]]:
    labels = {None: _("Everybody"), Which.IDLE: _("Not begun"), Which.GOING: _("On the way"), Which.DONE: _("All done")}
    return [
        {"label": label, "url": url_for("admin.progress", q=text or None, show=which), "current": which is shown}
        for which, label in labels.items()
    ]
