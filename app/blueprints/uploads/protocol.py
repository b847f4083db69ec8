"""What the tus protocol 1.0.0 writes into headers: core, creation, expiration, termination, checksum."""

from __future__ import annotations

import base64
import binascii

from flask import Response, request
from flask_babel import gettext as _
from werkzeug.http import http_date

from app.actions import file_room
from app.errors import ClassbellError, Invalid
from app.models.file import Upload
from app.storage import safe_name

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,termination,checksum"
CHECKSUMS = {"sha1": 20, "sha256": 32}
PIECE = "application/offset+octet-stream"


class OtherVersion(ClassbellError):
    """The program speaks another version of the protocol."""

    status = 412


class NotAPiece(ClassbellError):
    """What was sent is no piece of a file."""

    status = 415


def check_version() -> None:
    """Raises OtherVersion."""
    if request.headers.get("Tus-Resumable") != VERSION:
        raise OtherVersion(_("This server speaks version %(version)s of the tus protocol.", version=VERSION))


def whole_number(name: str) -> int:
    """The number in a header. Raises Invalid."""
    given = request.headers.get(name, "")
    if not given.isdecimal() or len(given) > 15:
        raise Invalid({name: _("This header must be a whole number.")})
    return int(given)


def filename() -> str:
    """The name in Upload-Metadata: pairs of a key and a value in Base64, separated by commas."""
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        key, _space, value = pair.strip().partition(" ")
        if key == "filename":
            try:
                return safe_name(base64.b64decode(value, validate=True).decode("utf-8", "replace"))
            except binascii.Error:
                raise Invalid({"Upload-Metadata": _("Values must be written in Base64.")}) from None
    return "file"


def checksum() -> tuple[str, bytes] | None:
    """The algorithm and digest in Upload-Checksum, if there is one. Raises Invalid."""
    given = request.headers.get("Upload-Checksum")
    if given is None:
        return None
    algorithm, _space, value = given.partition(" ")
    try:
        digest = base64.b64decode(value, validate=True)
    except binascii.Error:
        digest = b""
    if len(digest) != CHECKSUMS.get(algorithm):
        raise Invalid({"Upload-Checksum": _("Use sha1 or sha256, and the sum in Base64.")})
    return algorithm, digest


def check_piece() -> None:
    """Raises NotAPiece."""
    if request.mimetype != PIECE:
        raise NotAPiece(_("A piece of a file has the type %(type)s.", type=PIECE))


def about() -> Response:
    """What this server can do."""
    headers = {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(file_room.most_bytes()),
        "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
    }
    return Response(status=204, headers=headers)


def state(upload: Upload, offset: int, status: int = 204) -> Response:
    """How far `upload` is."""
    response = Response(status=status)
    response.headers["Upload-Offset"] = str(offset)
    response.headers["Upload-Length"] = str(upload.size)
    response.headers["Upload-Expires"] = http_date(upload.expires_at)
    response.headers["Cache-Control"] = "no-store"
    return response


def finish(response: Response) -> Response:
    """What every answer says."""
    response.headers["Tus-Resumable"] = VERSION
    if response.status_code == 412:
        response.headers["Tus-Version"] = VERSION
    return response
