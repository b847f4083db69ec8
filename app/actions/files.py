"""Files of a class: kept whole with their row, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from flask_babel import gettext as _
from sqlalchemy import exists, or_, select

from app import audit, queue, transaction
from app.actions import file_keeping, file_room
from app.actions.avatars import files as place
from app.actions.file_keeping import Kept
from app.config import VIDEO_QUEUE
from app.errors import Conflict, NotFound
from app.extensions import db
from app.models.classroom import Classroom
from app.models.file import FileKind, StoredFile
from app.models.user import User
from app.transaction import action, after_commit

VIDEO_JOB = "app.jobs.videos.prepare"


def create(
    classroom: Classroom, *, actor: User, stream: BinaryIO, filename: str, sha256: str | None = None
) -> StoredFile:
    """A file that came in one piece. Raises Invalid (file), StorageFull, StorageAway.

    Ends the transaction under way: looking at the file and storing it are slow.
    """
    most = file_room.most_bytes()
    transaction.release()
    arrived = file_keeping.measure(stream, limit_bytes=most, sha256=sha256)
    with file_keeping.kept(stream, filename, most) as found:
        return record(classroom, actor=actor, kept=found, filename=filename, arrived_size=arrived.size)


@action
def record(
    classroom: Classroom,
    *,
    actor: User,
    kept: Kept,
    filename: str,
    arrived_size: int,
    also: Callable[[StoredFile], None] | None = None,
) -> StoredFile:
    """The row of what is in the storage, if there is room; `also` belongs to the same commit. Raises StorageFull."""
    file_room.room_of(classroom, locked=True).check(max(kept.stored.size, arrived_size))
    file = kept.row(classroom_id=classroom.id, uploader_id=actor.id, filename=filename)
    db.session.add(file)
    db.session.flush()
    if also is not None:
        also(file)
    if file.kind is FileKind.VIDEO:
        after_commit(prepare, file.id)
    return file


def prepare(file_id: int) -> None:
    """Ask the worker for videos to make one playable. The clock asks again if nobody heard."""
    queue.enqueue(VIDEO_JOB, file_id, on=VIDEO_QUEUE)


@action
def delete(file: StoredFile, *, actor: User) -> None:
    """Take a file away for good. Raises Conflict while a lesson, a quiz or the class's resources use it."""
    kept = db.session.scalars(select(StoredFile).where(StoredFile.id == file.id).with_for_update()).first()
    if kept is None:
        raise NotFound
    if is_used(kept):
        raise Conflict(_("This file is used in the class. Take it out there first."))
    audit.record("file.deleted", actor=actor, subject=kept, before={"filename": kept.filename})
    forget(kept)


def is_used(file: StoredFile) -> bool:
    """Whether a lesson or a quiz (in the bin, too) or the class's resources name it."""
    return db.session.scalar(select(StoredFile.id).where(StoredFile.id == file.id, StoredFile.is_used())) is not None


def forget(file: StoredFile) -> None:
    """Delete the row, and after the commit those of its bytes that no other row names."""
    keys = [key for key in (file.key, file.preview_key, file.playable_key) if key]
    db.session.delete(file)
    db.session.flush()
    for key in keys:
        if not db.session.scalar(select(exists().where(names(key)))):
            after_commit(place().delete, key)


def names(key: str):  # type: ignore[no-untyped-def]  # a column element, whose type says nothing here
    """A row of `files` holds `key`."""
    return or_(StoredFile.key == key, StoredFile.preview_key == key, StoredFile.playable_key == key)
