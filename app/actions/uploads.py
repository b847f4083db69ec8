"""Uploads that survive a bad network: announced, brought in pieces, finished as a whole (security.md R7)."""

from __future__ import annotations

from datetime import timedelta
from typing import BinaryIO, cast

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, select

from app import clock, transaction
from app.actions import file_keeping, file_room, files
from app.config import settings
from app.errors import Conflict, Invalid, NotFound, TooMany
from app.extensions import db
from app.models import limits
from app.models.classroom import Classroom
from app.models.file import StoredFile, Upload
from app.models.user import User
from app.storage import safe_name
from app.storage.staging import Staging
from app.transaction import action, after_commit


def staging() -> Staging:
    """The folder of uploads of the current app."""
    known = current_app.extensions.get("staging")
    if known is None:
        known = current_app.extensions["staging"] = Staging(settings().data_dir / "uploads")
    return cast(Staging, known)


@action
def begin(classroom: Classroom, *, actor: User, filename: str, size: int) -> Upload:
    """Announce a file of so many bytes. Raises Invalid (file), StorageFull, TooMany."""
    if size < 1:
        raise Invalid({"file": _("This file is empty. Please choose another one.")})
    mine = select(func.count()).select_from(Upload).where(Upload.user_id == actor.id, Upload.file_id.is_(None))
    if (db.session.scalar(mine) or 0) >= limits.UPLOADS_AT_ONCE:
        raise TooMany(_("Too many uploads are under way. Finish some of them first."))
    file_room.room_of(classroom).check(size, file_room.under_way(classroom))
    upload = Upload(
        user_id=actor.id,
        classroom_id=classroom.id,
        filename=safe_name(filename),
        size=size,
        expires_at=clock.now() + timedelta(hours=limits.UPLOAD_HOURS),
    )
    db.session.add(upload)
    db.session.flush()
    staging().begin(upload.public_id)
    return upload


def arrived(upload: Upload) -> int:
    """How many bytes of it are here. Raises NotFound."""
    return upload.size if upload.file_id else staging().arrived(upload.public_id)


def append(upload: Upload, offset: int, stream: BinaryIO, *, checksum: tuple[str, bytes] | None = None) -> int:
    """Add a piece, and say how many bytes are here now. Ends the transaction under way: a network is slow.

    Raises NotFound, Conflict, StorageFull, staging.WrongChecksum.
    """
    transaction.release()
    if upload.file_id:
        raise Conflict(_("This file has arrived already."))
    return staging().append(upload.public_id, offset, stream, most=upload.size, checksum=checksum)


def finish(upload: Upload, *, actor: User, sha256: str | None = None) -> StoredFile:
    """Make a file of what has arrived: row and bytes, or neither. Once more gives the same file.

    Raises Conflict while something is missing, Invalid (file), StorageFull, StorageAway, NotFound. Ends the transaction
    under way.
    """
    if upload.file is not None:
        return upload.file
    classroom, most = upload.classroom, file_room.most_bytes()
    transaction.release()
    with staging().whole(upload.public_id) as stream:
        if staging().arrived(upload.public_id) != upload.size:
            raise Conflict(_("Some of this file is still missing."))
        came = file_keeping.measure(stream, limit_bytes=most, sha256=sha256)
        with file_keeping.kept(stream, upload.filename, most) as kept:
            return _close(upload, actor=actor, kept=kept, classroom=classroom, came=came)


@action
def _close(
    upload: Upload, *, actor: User, kept: file_keeping.Kept, classroom: Classroom, came: file_keeping.Arrived
) -> StoredFile:
    row = db.session.scalars(select(Upload).where(Upload.id == upload.id).with_for_update()).first()
    if row is None or row.file_id is not None:
        raise NotFound(_("There is no such upload. Please choose the file again."))

    def note(file: StoredFile) -> None:
        row.file_id, row.sha256 = file.id, came.sha256

    file = files.record(classroom, actor=actor, kept=kept, filename=row.filename, arrived_size=came.size, also=note)
    after_commit(staging().drop, row.public_id)
    return file


def came_as(upload: Upload) -> Upload:
    """The upload as it was noted when it became a file."""
    return db.session.scalars(select(Upload).where(Upload.id == upload.id)).one()


@action
def abandon(upload: Upload, *, actor: User) -> None:
    """Forget an upload and what arrived of it; a file that it became stays."""
    row = db.session.scalars(select(Upload).where(Upload.id == upload.id).with_for_update()).first()
    if row is not None:
        db.session.delete(row)
        after_commit(staging().drop, row.public_id)
