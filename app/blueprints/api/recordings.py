"""Recordings: /recordings, and those of one session."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.actions import recordings
from app.blueprints.api.paging import Slice, slice_of
from app.blueprints.api.resource import Resource
from app.blueprints.api.schemas.base import ListQuery
from app.blueprints.api.schemas.recordings import (
    RecordingList,
    RecordingPatch,
    RecordingPost,
    RecordingQuery,
    RecordingSchema,
)
from app.errors import Invalid
from app.models.file import StoredFile
from app.models.live import LiveSession
from app.models.recording import Recording
from app.permissions import Can, find, requires
from app.reports import recordings as report
from app.web.visitors import viewer

blueprint = Resource("recordings", __name__, "Recordings", "What was recorded of live sessions")


@blueprint.get("/recordings")
@requires(Can.SIGNED_IN)
@blueprint.response(200, RecordingList)
@blueprint.query(RecordingQuery)
def index(query: dict[str, Any]) -> Slice:
    """All that I may see, the newest first"""
    chosen = {"text": query["q"], "classroom": query["classroom_id"], "first": query["first"], "last": query["last"]}
    cursor = {"limit": query["limit"], "cursor": query["cursor"]}
    return slice_of(report.found(viewer(), **chosen), Recording.id, newest_first=True, **cursor)


@blueprint.get("/sessions/<id>/recordings")
@requires(Can.LIVE_READ, LiveSession)
@blueprint.response(200, RecordingList)
@blueprint.query(ListQuery)
def of_session(session: LiveSession, query: dict[str, Any]) -> Slice:
    """Those of one session that I may see"""
    mine = Recording.visible_to(viewer()).where(Recording.session_id == session.id)
    return slice_of(mine, Recording.id, **query)


@blueprint.post("/sessions/<id>/recordings")
@requires(Can.LIVE_EDIT, LiveSession)
@blueprint.conflict
@blueprint.response(201, RecordingSchema)
@blueprint.arguments(RecordingPost)
def add(session: LiveSession, given: dict[str, Any]) -> Recording:
    """Add a file of the class or an address; those whom it is shown to hear of it once it plays"""
    file_id, url = given.pop("file_id", None), given.pop("url", None)
    if (file_id is None) == (url is None):
        raise Invalid({"file_id": _("Give one of file_id and url.")})
    if url is not None:
        return recordings.add_link(session, url, actor=viewer(), **given)
    file = find(viewer(), Can.FILE_EDIT, StoredFile, file_id)
    return recordings.add_file(session, file, actor=viewer(), **given)


@blueprint.get("/recordings/<id>")
@requires(Can.RECORDING_READ, Recording)
@blueprint.response(200, RecordingSchema)
def show(recording: Recording) -> Recording:
    """One recording"""
    return recording


@blueprint.patch("/recordings/<id>")
@requires(Can.RECORDING_EDIT, Recording)
@blueprint.response(200, RecordingSchema)
@blueprint.arguments(RecordingPatch)
def change(recording: Recording, given: dict[str, Any]) -> Recording:
    """Change what it is called, who sees it, or how long it is kept"""
    if "days" in given:
        given["keep"] = (given.pop("days"),)
    return recordings.change(recording, actor=viewer(), **given)


@blueprint.delete("/recordings/<id>")
@requires(Can.RECORDING_EDIT, Recording)
@blueprint.response(204)
def delete(recording: Recording) -> None:
    """Delete it for good, and its file where nothing else uses that"""
    recordings.delete(recording, actor=viewer())
