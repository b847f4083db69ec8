"""One notification of one person: each way it took, what became of it, and why."""

from __future__ import annotations

from datetime import timedelta

from flask import render_template
from flask.typing import ResponseReturnValue

from app.blueprints.reach import blueprint
from app.blueprints.reach.events import WORDS
from app.models.notification import Notification
from app.notifications.kinds import EVERYWHERE, kinds
from app.notifications.reading import items
from app.permissions import Can, requires
from app.reports import proof
from app.web.delivery_words import WAYS
from app.web.language import school


@blueprint.get("/proof/<id>")
@requires(Can.NOTICE_PROOF, Notification)
def notice(note: Notification) -> ResponseReturnValue:
    return render_template("reach/notice.html", note=items([note])[0], ways=ways(note), way_names=WAYS, **WORDS)


def ways(note: Notification) -> list[proof.Way]:
    """The ways it took, and why not the others."""
    here, kind = school(), kinds().get(note.kind)
    kept = timedelta(days=here.deliveries_kept if here else 0)
    return proof.ways(note, kind.channels if kind else EVERYWHERE, kept)
