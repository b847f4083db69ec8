"""The room of a session: opened and closed by a host, entered by whoever is awaited."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.urls import iri_to_uri

from app import transaction
from app.actions import live_doors, live_rooms
from app.actions.live_doors import Door
from app.blueprints.live import blueprint
from app.errors import Conflict
from app.models.live import LiveSession, Provider
from app.permissions import Can, allowed, requires
from app.web import headers, live_room_page
from app.web.visitors import viewer

SECONDS = 10


@blueprint.post("/sessions/<id>/start")
@requires(Can.LIVE_LEAD, LiveSession)
def start(session: LiveSession) -> ResponseReturnValue:
    try:
        live_rooms.start(session, actor=viewer())
    except Conflict as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("live.show", id=session.public_id), 303)
    return redirect(url_for("live.room", id=session.public_id), 303)


@blueprint.post("/sessions/<id>/end")
@requires(Can.LIVE_LEAD, LiveSession)
def end(session: LiveSession) -> ResponseReturnValue:
    try:
        live_rooms.end(session, actor=viewer())
    except Conflict as refusal:
        flash(refusal.message, "error")
    return redirect(url_for("live.show", id=session.public_id), 303)


@blueprint.post("/sessions/<id>/join")
@requires(Can.LIVE_ENTER, LiveSession)
def join(session: LiveSession) -> ResponseReturnValue:
    """Come to the door; the page of the room says how it stands, and an outside link is given only there."""
    leads = allowed(viewer(), Can.LIVE_LEAD, session)
    transaction.turn_to_writing()
    try:
        live_doors.ask(session, actor=viewer(), leads=leads, consents="consent" in request.form)
    except Conflict as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("live.show", id=session.public_id), 303)
    return redirect(url_for("live.room", id=session.public_id), 303)


@blueprint.get("/sessions/<id>/room")
@requires(Can.LIVE_ENTER, LiveSession)
def room(session: LiveSession) -> ResponseReturnValue:
    """The room; who has no media here, or none at all, sees how the door stands, and the page looks again by itself."""
    leads = allowed(viewer(), Can.LIVE_LEAD, session)
    door = live_doors.where(session, live_doors.entry_of(session, viewer()), leads=leads)
    if door is Door.ENDED:
        return redirect(url_for("live.show", id=session.public_id))
    live_doors.refuse(door)
    if session.provider is Provider.LINK:
        return _elsewhere(session, door, leads=leads)
    headers.allow_devices(*live_room_page.origins(session))
    return render_template("live/room.html", session=session, leads=leads)


def _elsewhere(session: LiveSession, door: Door, *, leads: bool) -> ResponseReturnValue:
    """The policy of our pages keeps forms from leading away, so this page does, by itself or with a press."""
    page = render_template("live/elsewhere.html", session=session, door=door, leads=leads)
    response = make_response(page)
    if door is Door.OPEN:
        response.headers["Refresh"] = f"0; url={iri_to_uri(session.link_url)}"
        response.headers["Referrer-Policy"] = "no-referrer"
    elif door not in (Door.ASK, Door.CONSENT):
        response.headers["Refresh"] = str(SECONDS)
    return response
