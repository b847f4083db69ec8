"""The progress of a class as drawings, with the same numbers as tables."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import format_date

from app import clock
from app.formats.wall_clock import instant
from app.models.classroom import Classroom
from app.reports import chart, grades, progress
from app.web.visitors import viewer

WEEKS = 12
DAY = timedelta(days=1)


def charts(classroom: Classroom) -> dict[str, Any]:
    """How many students have done how much, and what was done week by week."""
    spread = progress.spread(classroom)
    bounds = weeks()
    done = dict(zip(bounds, progress.by_week(classroom, bounds), strict=False))
    return {
        "quizzes": grades.by_quiz(classroom),
        "spread": [{"percent": label, "students": number} for label, number in spread.items()],
        "spread_chart": chart.stacked([(f"{label} %", {"students": number}) for label, number in spread.items()]),
        "by_week": [{"week": format_date(begin, "d MMM y"), "done": number} for begin, number in done.items()],
        "week_chart": chart.stacked([(format_date(begin, "d.M."), {"done": number}) for begin, number in done.items()]),
    }


def weeks() -> list[datetime]:
    """When each of the last weeks began, and when this one ends: Mondays in the reader's zone."""
    zone = viewer().timezone
    today = clock.now().astimezone(ZoneInfo(zone)).date()
    monday = today - DAY * today.weekday()
    return [instant(monday - DAY * 7 * back, 0, zone) for back in reversed(range(-1, WEEKS))]
