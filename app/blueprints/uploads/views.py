"""The doors of the protocol, and the one that makes a file of what has arrived."""

from __future__ import annotations

from typing import BinaryIO, cast

from flask import Blueprint, Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from app.actions import uploads
from app.blueprints.uploads import protocol
from app.models.classroom import Classroom
from app.models.file import Upload
from app.permissions import Can, requires
from app.storage.staging import WrongChecksum
from app.web.file_shapes import receipt, shape
from app.web.visitors import viewer

blueprint = Blueprint("uploads", __name__)
blueprint.after_request(protocol.finish)
WRONG_CHECKSUM = 460


@blueprint.route("/uploads", methods=["OPTIONS"], provide_automatic_options=False)
@requires(Can.SIGNED_IN)
def about() -> ResponseReturnValue:
    return protocol.about()


@blueprint.post("/classrooms/<id>/uploads")
@requires(Can.LESSON_WRITE, Classroom)
def begin(classroom: Classroom) -> ResponseReturnValue:
    protocol.check_version()
    size = protocol.whole_number("Upload-Length")
    upload = uploads.begin(classroom, actor=viewer(), filename=protocol.filename(), size=size)
    response = protocol.state(upload, 0, 201)
    response.headers["Location"] = url_for("uploads.progress", id=upload.public_id)
    return response


@blueprint.route("/uploads/<id>", methods=["HEAD"])
@requires(Can.UPLOAD_EDIT, Upload)
def progress(upload: Upload) -> ResponseReturnValue:
    protocol.check_version()
    return protocol.state(upload, uploads.arrived(upload), 200)


@blueprint.patch("/uploads/<id>")
@requires(Can.UPLOAD_EDIT, Upload)
def append(upload: Upload) -> ResponseReturnValue:
    protocol.check_version()
    protocol.check_piece()
    offset, checksum = protocol.whole_number("Upload-Offset"), protocol.checksum()
    stream = cast(BinaryIO, request.stream)
    try:
        return protocol.state(upload, uploads.append(upload, offset, stream, checksum=checksum))
    except WrongChecksum:
        return Response(status=WRONG_CHECKSUM)


@blueprint.delete("/uploads/<id>")
@requires(Can.UPLOAD_EDIT, Upload)
def abandon(upload: Upload) -> ResponseReturnValue:
    protocol.check_version()
    uploads.abandon(upload, actor=viewer())
    return "", 204


@blueprint.post("/uploads/<id>/completion")
@requires(Can.UPLOAD_EDIT, Upload)
def finish(upload: Upload) -> ResponseReturnValue:
    given = request.get_json(silent=True) if request.is_json else None
    sha256 = given.get("sha256") if isinstance(given, dict) else None
    file = uploads.finish(upload, actor=viewer(), sha256=sha256 if isinstance(sha256, str) else None)
    return jsonify({**shape(file), "receipt": receipt(uploads.came_as(upload))})
