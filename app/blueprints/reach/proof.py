"""One notification of one person: each way it took, what became of it, and why."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.blueprints.reach import blueprint
from app.blueprints.reach.events import WORDS
from app.models.notification import Notification
from app.notifications.reading import items
from app.permissions import Can, requires
from app.web.delivery_words import WAYS
from app.web.ways import ways


@blueprint.get("/proof/<id>")
@requires(Can.NOTICE_PROOF, Notification)
def notice(note: Notification) -> ResponseReturnValue:
    return render_template("reach/notice.html", note=items([note])[0], ways=ways(note), way_names=WAYS, **WORDS)
