"""The Live tab of a class, and the page of one session."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.actions import live_lists
from app.blueprints.live import blueprint
from app.models.classroom import Classroom
from app.models.live import LiveSession
from app.permissions import Can, allowed, assists, requires
from app.web import live_words, session_parts
from app.web.class_tabs import class_tabs
from app.web.paging import page
from app.web.visitors import viewer


@blueprint.get("/classrooms/<id>/live")
@requires(Can.CLASS_INSIDE, Classroom)
def index(classroom: Classroom) -> ResponseReturnValue:
    past = request.args.get("show") == "past"
    found = live_lists.past(viewer()) if past else live_lists.coming(viewer())
    here = found.where(LiveSession.classroom_id == classroom.id)
    shown = page(here, "live.index", id=classroom.public_id, show="past" if past else None)
    return render_template(
        "live/index.html",
        classroom=classroom,
        tabs=class_tabs(classroom, "live"),
        page=shown,
        past=past,
        writes=allowed(viewer(), Can.LIVE_WRITE, classroom),
        words=live_words,
    )


@blueprint.get("/sessions/<id>")
@requires(Can.LIVE_READ, LiveSession)
def show(session: LiveSession) -> ResponseReturnValue:
    staff = assists(viewer(), session.classroom)
    about = {
        "edits": allowed(viewer(), Can.LIVE_EDIT, session),
        "leads": allowed(viewer(), Can.LIVE_LEAD, session),
        "enters": allowed(viewer(), Can.LIVE_ENTER, session),
        "conflicts": live_lists.conflicts(session, viewer()) if staff and session.is_open else [],
        "siblings": live_lists.next_of_series(session, viewer()),
        **session_parts.beside(session),
    }
    frame = {"session": session, "classroom": session.classroom, "now": clock.now(), "words": live_words}
    return render_template("live/show.html", staff=staff, **about, **frame)
