"""One file of the pieces of a recording, made by a worker; what makes it playable follows as for every video."""

from __future__ import annotations

import shutil
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO, cast

from sqlalchemy import delete, select

from app import clock
from app.actions import file_keeping, files
from app.actions.avatars import files as place
from app.errors import NotFound
from app.extensions import db
from app.models.file import FileKind
from app.models.recording import Recording, RecordingPiece, RecordingState
from app.transaction import action, after_commit

ENDINGS = {"video/webm": "webm", "video/mp4": "mp4"}


class Taken(Exception):
    """The recording is gone, or another worker was faster."""


@dataclass(frozen=True)
class Work:
    """A recording to be joined, and the keys of its pieces in order."""

    recording_id: int
    filename: str
    keys: tuple[str, ...]


def join(recording_id: int) -> None:
    """Make the file, if it waits for that. Twice is as once. A full disk leaves the pieces for another time.

    Raises StorageFull, StorageAway.
    """
    work = _take(recording_id)
    if work is None:
        return
    with tempfile.TemporaryFile() as whole:
        try:
            _copy(work.keys, cast(BinaryIO, whole))
        except NotFound:
            _fail(recording_id)
            return
        with suppress(Taken):
            _store(work, cast(BinaryIO, whole))


def _copy(keys: tuple[str, ...], whole: BinaryIO) -> None:
    for key in keys:
        with place().open(key) as piece:
            shutil.copyfileobj(piece, whole)
    whole.seek(0)


def _store(work: Work, whole: BinaryIO) -> None:
    """Room for it was asked for with each piece. Raises Taken, StorageFull."""
    with file_keeping.kept(whole, work.filename, sys.maxsize) as kept:
        if kept.about.kind not in ("video", "audio"):
            _fail(work.recording_id)
            raise Taken
        _keep(work, kept)


@action
def _take(recording_id: int) -> Work | None:
    recording = db.session.get(Recording, recording_id, populate_existing=True)
    if recording is None or recording.deleted_at or recording.state is not RecordingState.JOINING:
        return None
    recording.heard_at = clock.now()
    pieces = select(RecordingPiece.key).where(RecordingPiece.recording_id == recording_id)
    keys = tuple(db.session.scalars(pieces.order_by(RecordingPiece.number)))
    began = recording.created_at.strftime("%Y-%m-%d %H.%M")
    return Work(recording_id, f"{recording.title} {began}.{ENDINGS[recording.media_type]}", keys)


def _locked(recording_id: int) -> Recording:
    asked = select(Recording).where(Recording.id == recording_id).with_for_update()
    return db.session.scalars(asked.execution_options(populate_existing=True)).one()


@action
def _keep(work: Work, kept: file_keeping.Kept) -> None:
    """The file and its recording in one commit; the pieces are not needed any more. Raises Taken."""
    recording = _locked(work.recording_id)
    if recording.deleted_at or recording.state is not RecordingState.JOINING:
        raise Taken
    session = recording.session
    file = kept.row(classroom_id=session.classroom_id, uploader_id=recording.author_id, filename=work.filename)
    db.session.add(file)
    db.session.flush()
    recording.file_id, recording.state = file.id, RecordingState.READY
    db.session.execute(delete(RecordingPiece).where(RecordingPiece.recording_id == recording.id))
    for key in work.keys:
        after_commit(place().delete, key)
    if file.kind is FileKind.VIDEO:
        after_commit(files.prepare, file.id)


@action
def _fail(recording_id: int) -> None:
    recording = _locked(recording_id)
    if recording.state is RecordingState.JOINING:  # another worker may have kept it
        recording.state = RecordingState.FAILED
