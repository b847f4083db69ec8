"""Live sessions going on: /sessions/<id>/start, …/end and …/join, as strict as the pages."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app import transaction
from app.actions import live_doors, live_rooms
from app.actions.live_doors import Door
from app.blueprints.api.resource import Resource
from app.blueprints.api.schemas.live_rooms import LiveConsentPost, LiveJoinSchema
from app.blueprints.api.schemas.sessions import SessionSchema
from app.blueprints.api.session_shapes import shown
from app.extensions import db
from app.models.live import LiveSession, Provider
from app.permissions import Can, allowed, requires
from app.web.visitors import viewer

blueprint = Resource("live_rooms", __name__, "Rooms of live sessions", "Start, enter and end")


@blueprint.post("/sessions/<id>/start")
@requires(Can.LIVE_LEAD, LiveSession)
@blueprint.conflict
@blueprint.response(200, SessionSchema)
@blueprint.no_body
def start(session: LiveSession) -> dict[str, Any]:
    """Open the room; everybody who is awaited hears of it. Twice is as once"""
    return _shown(live_rooms.start(session, actor=viewer()))


@blueprint.post("/sessions/<id>/end")
@requires(Can.LIVE_LEAD, LiveSession)
@blueprint.conflict
@blueprint.response(200, SessionSchema)
@blueprint.no_body
def end(session: LiveSession) -> dict[str, Any]:
    """Close the room for everybody, and write down who was there. Twice is as once"""
    return _shown(live_rooms.end(session, actor=viewer()))


@blueprint.post("/sessions/<id>/join")
@requires(Can.LIVE_ENTER, LiveSession)
@blueprint.conflict
@blueprint.response(200, LiveJoinSchema)
@blueprint.arguments(LiveConsentPost, required=False)
def join(session: LiveSession, given: dict[str, Any]) -> dict[str, Any]:
    """Come to the door, and hear how it stands; 403 for who was put out"""
    leads = allowed(viewer(), Can.LIVE_LEAD, session)
    transaction.turn_to_writing()
    door = live_doors.ask(session, actor=viewer(), leads=leads, consents=given.get("consent", False))
    room = url_for("live.room", id=session.public_id, _external=True)
    url = session.link_url if session.provider is Provider.LINK else room
    return {"state": door, "provider": session.provider, "url": url if door is Door.OPEN else None}


def _shown(session: LiveSession) -> dict[str, Any]:
    """As it is read anew."""
    found = db.session.scalars(LiveSession.loaded().where(LiveSession.id == session.id)).one()
    return shown(found)
