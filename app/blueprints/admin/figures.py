"""How many notifications came which way, and how quickly."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date, get_timezone

from app import clock
from app.actions import exports
from app.blueprints.admin import blueprint
from app.blueprints.admin.export import as_file
from app.formats import csv_text
from app.models.notification import Channel
from app.notifications.kinds import kinds
from app.permissions import Can, requires
from app.reports import chart, figures, latency
from app.web.delivery_words import WAYS
from app.web.visitors import viewer

SPANS = (7, 30, 90)
USUAL = 30


@blueprint.get("/notifications/figures")
@requires(Can.NOTICES_MANAGE)
def notice_figures() -> ResponseReturnValue:
    days = _days(request.args.get("days", ""))
    table = [_row(day, counts) for day, counts in figures.by_day(_since(days), _today()).items()]
    columns = [(row["short"], {channel.value: row[channel.value] for channel in Channel}) for row in table]
    shown = {"days": days, "spans": SPANS, "chart": chart.stacked(columns), "by_day": table, "way_names": WAYS}
    labels = {name: kind.label for name, kind in kinds().items()}
    sums = figures.sums(_since(days))
    return render_template("admin/figures.html", sums=sums, latencies=latency.latencies(), labels=labels, **shown)


def _row(day: date, counts: dict[Channel, tuple[int, int]]) -> dict[str, Any]:
    """What was sent on one day by channel, and what failed."""
    sent = {channel.value: number for channel, (number, _failed) in counts.items()}
    failed = sum(number for _sent, number in counts.values())
    return {"day": format_date(day, "EEE d MMM"), "short": format_date(day, "d.M."), "failed": failed, **sent}


@blueprint.post("/notifications/figures/export")
@requires(Can.NOTICES_MANAGE)
def export_figures() -> ResponseReturnValue:
    days = _days(request.form.get("days", ""))
    lines = list(csv_text.write(figures.HEADER, figures.rows(_since(days))))
    exports.note("figures.exported", actor=viewer(), number=len(lines) - 1)
    return as_file("notifications", lines)


def _days(given: str) -> int:
    return next((days for days in SPANS if str(days) == given), USUAL)


def _today() -> date:
    return clock.now().astimezone(get_timezone()).date()


def _since(days: int) -> date:
    return _today() - timedelta(days=days - 1)
