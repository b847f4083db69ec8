"""One's own progress, class by class."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.blueprints.progress import blueprint
from app.permissions import Can, requires
from app.reports import own_progress
from app.web.paging import page
from app.web.visitors import viewer


@blueprint.get("/progress")
@requires(Can.SIGNED_IN)
def index() -> ResponseReturnValue:
    found = page(own_progress.classes(viewer()), "progress.index")
    ids = [each.classroom_id for each in found.items]
    return render_template("progress/index.html", page=found, following=own_progress.next_lessons(viewer(), ids))
