"""Files out of a form: those that it brings itself, and those that a script brought before it."""

from __future__ import annotations

from typing import BinaryIO, cast

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from app.actions import files
from app.errors import Invalid, NotFound
from app.models import limits
from app.models.classroom import Classroom
from app.models.file import StoredFile
from app.permissions import Can, find
from app.web.visitors import viewer

FIELD, BROUGHT = "file", "files"


def take_in(classroom: Classroom) -> list[StoredFile]:
    """All files of the form, now files of the class. Raises Invalid (file), StorageFull, StorageAway.

    Ends the transaction under way.
    """
    given = [part for part in request.files.getlist(FIELD) if part.filename]
    found = _brought(classroom) + [_kept(classroom, part) for part in given]
    if not found:
        raise Invalid({FIELD: _("Choose a file first.")})
    return found


def has_files() -> bool:
    """Whether the form brings any."""
    return bool(request.form.getlist(BROUGHT)) or any(part.filename for part in request.files.getlist(FIELD))


def _brought(classroom: Classroom) -> list[StoredFile]:
    """Files of this class by their ids."""
    found = [
        find(viewer(), Can.FILE_EDIT, StoredFile, name) for name in request.form.getlist(BROUGHT)[: limits.LESSON_FILES]
    ]
    if any(file.classroom_id != classroom.id for file in found):
        raise NotFound
    return found


def _kept(classroom: Classroom, part: FileStorage) -> StoredFile:
    stream = cast(BinaryIO, part.stream)
    file = files.create(classroom, actor=viewer(), stream=stream, filename=part.filename or "")
    words = {"name": file.filename, "size": file.size, "sum": file.sha256}
    flash(_("Received %(name)s: %(size)s bytes, SHA-256 %(sum)s.", **words), "success")
    return file
