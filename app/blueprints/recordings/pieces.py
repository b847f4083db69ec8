"""What the host's browser sends while it records. Bytes are read once the database is let go: a network is slow."""

from __future__ import annotations

from flask import jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app import transaction
from app.actions import recording_pieces
from app.blueprints.recordings import blueprint
from app.models.live import LiveSession
from app.models.recording import Recording
from app.permissions import Can, requires
from app.web.visitors import viewer


@blueprint.post("/sessions/<id>/recordings/room")
@requires(Can.LIVE_LEAD, LiveSession)
def begin(session: LiveSession) -> ResponseReturnValue:
    given = request.get_json(silent=True)
    media_type = given.get("media_type") if isinstance(given, dict) else None
    recording = recording_pieces.begin(session, actor=viewer(), media_type=str(media_type or ""))
    return jsonify(id=recording.public_id, user=viewer().public_id), 201


@blueprint.post("/recordings/<id>/pieces/<int:number>")
@requires(Can.RECORDING_FEED, Recording)
def take(recording: Recording, number: int) -> ResponseReturnValue:
    transaction.turn_to_writing()
    data = request.get_data(cache=False)
    recording_pieces.take(recording, number, data, sha256=request.headers.get("X-Piece-SHA256", ""))
    return "", 204


@blueprint.post("/recordings/<id>/completion")
@requires(Can.RECORDING_FEED, Recording)
def finish(recording: Recording) -> ResponseReturnValue:
    """Sent by the browser that recorded, or by the button for who closed it."""
    recording_pieces.finish(recording)
    if request.is_json:
        return "", 204
    return redirect(url_for("live.show", id=recording.session.public_id), 303)
