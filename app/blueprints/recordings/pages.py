"""All recordings that somebody may see, found by class, words and days; and one of them, playing."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.blueprints.recordings import blueprint
from app.formats import wall_clock
from app.models.recording import Recording
from app.permissions import Can, allowed, requires
from app.reports import recordings as report
from app.web.language import choose_zone
from app.web.listing import LONGEST
from app.web.paging import page
from app.web.visitors import viewer


@blueprint.get("/recordings")
@requires(Can.SIGNED_IN)
def index() -> ResponseReturnValue:
    asked: dict[str, Any] = {
        name: request.args.get(name, "").replace("\0", "").strip()[:LONGEST] for name in ("q", "class", "from", "to")
    }
    first, last = (_midnight(asked[name], days) for name, days in (("from", 0), ("to", 1)))
    found = report.found(viewer(), text=asked["q"], classroom=asked["class"], first=first, last=last)
    shown = page(found, "recordings.index", **asked)
    return render_template("recordings/index.html", page=shown, asked=asked, classes=report.classes(viewer()))


@blueprint.get("/recordings/<id>")
@requires(Can.RECORDING_READ, Recording)
def show(recording: Recording) -> ResponseReturnValue:
    rights = {
        "edits": allowed(viewer(), Can.RECORDING_EDIT, recording),
        "feeds": allowed(viewer(), Can.RECORDING_FEED, recording),
    }
    session = recording.session
    return render_template(
        "recordings/show.html", recording=recording, session=session, classroom=session.classroom, **rights
    )


def _midnight(typed: str, days: int) -> Any:
    """The beginning of the day that was typed, or of one so many days later, by the reader's clock; None for none."""
    try:
        return wall_clock.instant(date.fromordinal(date.fromisoformat(typed).toordinal() + days), 0, choose_zone())
    except (ValueError, OverflowError):
        return None
