"""Files of a class: /classrooms/<id>/files, /files/<id>; on their way: /classrooms/<id>/uploads, /uploads/<id>."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from flask import request

from app.actions import files, uploads
from app.blueprints.api.paging import Slice, slice_of
from app.blueprints.api.resource import Resource
from app.blueprints.api.schemas.base import ListQuery
from app.blueprints.api.schemas.files import (
    CompletionPost,
    FileList,
    FileSchema,
    UploadPost,
    UploadQuery,
    UploadSchema,
)
from app.blueprints.files.serving import download
from app.models.classroom import Classroom
from app.models.file import StoredFile, Upload
from app.permissions import Can, find, requires
from app.reports import file_uses
from app.web.visitors import viewer

blueprint = Resource("files", __name__, "Files", "What is uploaded to a class")
BYTES = {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
ANSWERS = {
    "200": {"description": "The bytes", **BYTES},
    "206": {"description": "One range of them", **BYTES},
    "302": {"description": "They are at this address, for a minute", **BYTES},
    "304": {"description": "The same as before", **BYTES},
    "416": {"description": "This range is not there", **BYTES},
}


@blueprint.get("/classrooms/<id>/files")
@requires(Can.LESSON_WRITE, Classroom)
@blueprint.response(200, FileList)
@blueprint.query(ListQuery)
def index(classroom: Classroom, query: dict[str, Any]) -> Slice:
    """The files of a class, the newest first"""
    return slice_of(file_uses.of_class(classroom), StoredFile.id, newest_first=True, **query)


@blueprint.get("/files/<id>")
@requires(Can.FILE_READ, StoredFile)
@blueprint.response(200, FileSchema)
def show(file: StoredFile) -> StoredFile:
    """What is known of a file"""
    return file


@blueprint.get("/files/<id>/content")
@requires(Can.FILE_READ, StoredFile)
@blueprint.doc(responses=ANSWERS)
def content(file: StoredFile) -> Any:
    """The bytes of a file, or a redirection to them that is good for a minute"""
    return download.__wrapped__(file)  # type: ignore[attr-defined]  # this door has asked for permission itself


@blueprint.delete("/files/<id>")
@requires(Can.FILE_EDIT, StoredFile)
@blueprint.conflict
@blueprint.response(204)
def delete(file: StoredFile) -> None:
    """Delete a file that is used nowhere"""
    files.delete(file, actor=viewer())


@blueprint.post("/classrooms/<id>/uploads")
@requires(Can.LESSON_WRITE, Classroom)
@blueprint.alt_response(507, response="NoRoom")
@blueprint.response(201, UploadSchema)
@blueprint.arguments(UploadPost)
def begin(classroom: Classroom, given: dict[str, Any]) -> dict[str, Any]:
    """Announce a file; its bytes follow in pieces of 10 MB at most"""
    return _progress(uploads.begin(classroom, actor=viewer(), **given), 0)


@blueprint.get("/uploads/<id>")
@requires(Can.UPLOAD_EDIT, Upload)
@blueprint.response(200, UploadSchema)
def progress(upload: Upload) -> dict[str, Any]:
    """How much of it is here"""
    return _progress(upload, uploads.arrived(upload))


@blueprint.patch("/uploads/<id>")
@requires(Can.UPLOAD_EDIT, Upload)
@blueprint.conflict
@blueprint.alt_response(507, response="NoRoom")
@blueprint.response(200, UploadSchema)
@blueprint.query(UploadQuery)
@blueprint.doc(requestBody={"required": True, **BYTES})
def append(upload: Upload, query: dict[str, Any]) -> dict[str, Any]:
    """Send the next piece; 409 where another one is expected"""
    return _progress(upload, uploads.append(upload, query["offset"], cast(BinaryIO, request.stream)))


@blueprint.delete("/uploads/<id>")
@requires(Can.UPLOAD_EDIT, Upload)
@blueprint.response(204)
def abandon(upload: Upload) -> None:
    """Forget it and what arrived of it"""
    uploads.abandon(upload, actor=viewer())


@blueprint.post("/uploads/<id>/completion")
@requires(Can.UPLOAD_EDIT, Upload)
@blueprint.conflict
@blueprint.alt_response(507, response="NoRoom")
@blueprint.response(200, FileSchema)
@blueprint.arguments(CompletionPost, required=False)
def finish(upload: Upload, given: dict[str, Any]) -> StoredFile:
    """Make a file of it; once more gives the same file"""
    file = uploads.finish(upload, actor=viewer(), **given)
    return cast(StoredFile, find(viewer(), Can.FILE_READ, StoredFile, file.public_id))


def _progress(upload: Upload, offset: int) -> dict[str, Any]:
    known = {"id": upload.public_id, "filename": upload.filename, "size": upload.size, "expires_at": upload.expires_at}
    return {**known, "offset": offset}
