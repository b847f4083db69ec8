"""Everybody who was told of one event, and how far it came with each."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.reach import blueprint
from app.errors import NotFound
from app.extensions import db
from app.models.announcement import Announcement
from app.models.event import Event
from app.models.lesson import Lesson
from app.permissions import Can, requires
from app.reports import proof, reach
from app.reports.reach import Came
from app.web.delivery_words import CAME, REASONS, STATES, TONES
from app.web.paging import page
from app.web.visitors import viewer

LONGEST = 100
WORDS = {"states": STATES, "tones": TONES, "reasons": REASONS}


@blueprint.get("/reach/<id>")
@requires(Can.EVENT_REACH, Event)
def event(event: Event) -> ResponseReturnValue:
    given = request.args.get("show", "")
    came = Came(given) if given in set(Came) else None
    text = request.args.get("q", "").strip()[:LONGEST].replace("\0", "")
    found = page(reach.told(event, viewer(), text, came), "reach.event", id=event.public_id, show=came, q=text)
    said = reach.said(event, viewer().language)
    shown = {"event": event, "said": said, "q": text, "running": reach.is_running(event)}
    best = proof.best(found.items)
    return render_template("reach/event.html", parts=_parts(event, came, text), page=found, best=best, **shown, **WORDS)


@blueprint.get("/lessons/<id>/reach")
@requires(Can.LESSON_EDIT, Lesson)
def lesson(lesson: Lesson) -> ResponseReturnValue:
    return _latest(lesson)


@blueprint.get("/announcements/<id>/reach")
@requires(Can.ANNOUNCEMENT_REACH, Announcement)
def announcement(announcement: Announcement) -> ResponseReturnValue:
    return _latest(announcement)


def _latest(subject: Lesson | Announcement) -> ResponseReturnValue:
    """To the last event about it; while there is none, to the people of its class."""
    last = db.session.scalars(reach.latest_of(subject.__tablename__, subject.id)).first()
    if last is not None:
        return redirect(url_for("reach.event", id=last.public_id), 303)
    if subject.classroom is None:
        raise NotFound(_("Nobody was told of this yet."))
    return redirect(url_for("reach.board", id=subject.classroom.public_id), 303)


def _parts(event: Event, shown: Came | None, text: str) -> list[dict[str, object]]:
    counts = reach.counts(event)
    lists = [(None, _("Everybody"), sum(counts.values())), *((came, CAME[came], counts[came]) for came in Came)]
    return [
        {
            "label": label,
            "badge": str(number),
            "url": url_for("reach.event", id=event.public_id, show=came, q=text or None),
            "current": came is shown,
        }
        for came, label, number in lists
    ]
