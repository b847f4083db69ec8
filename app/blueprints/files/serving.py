"""The bytes of a file. Each request is authorised anew; what one may not see is not there (security.md T6, T8)."""

from __future__ import annotations

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue

from app.actions.avatars import files as place
from app.blueprints.files import blueprint
from app.errors import NotFound
from app.models.file import FileKind, StoredFile
from app.permissions import Can, requires
from app.storage import ANYTHING, attachment, inline
from app.web.byte_ranges import send

LINK_SECONDS = 60
NOTHING_RUNS = "sandbox; default-src 'none'; frame-ancestors 'none'"
# Without `sandbox`, which keeps Chromium's own reader from starting. Scripts inside a PDF have no page to reach.
ONLY_READ = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"


@blueprint.get("/files/<id>")
@requires(Can.FILE_READ, StoredFile)
def show(file: StoredFile) -> ResponseReturnValue:
    if file.kind is FileKind.OTHER:
        return redirect(url_for("files.download", id=file.public_id), 302)
    key, media_type = (file.playable_key, "video/mp4") if file.playable_key else (file.key, file.media_type)
    disposition, policy = inline(file.filename), ONLY_READ if file.kind is FileKind.PDF else NOTHING_RUNS
    return _guarded(send(key or "", media_type), disposition, policy)


@blueprint.get("/files/<id>/download")
@requires(Can.FILE_READ, StoredFile)
def download(file: StoredFile) -> ResponseReturnValue:
    media_type = file.media_type if file.kind is not FileKind.CAPTIONS else ANYTHING
    address = place().link(file.key, filename=file.filename, media_type=media_type, seconds=LINK_SECONDS)
    if address:
        return _guarded(Response(status=302, headers={"Location": address}), attachment(file.filename), NOTHING_RUNS)
    return _guarded(send(file.key, media_type), attachment(file.filename), NOTHING_RUNS)


@blueprint.get("/files/<id>/preview")
@requires(Can.FILE_READ, StoredFile)
def preview(file: StoredFile) -> ResponseReturnValue:
    if file.preview_key is None:
        raise NotFound
    return _guarded(send(file.preview_key, "image/webp"), inline("preview.webp"), NOTHING_RUNS)


def _guarded(response: Response, disposition: str, policy: str) -> Response:
    """Nothing in it runs, nobody else keeps it, and it is asked for anew each time, since the right to it may end."""
    response.headers["Content-Disposition"] = disposition
    response.headers["Content-Security-Policy"] = policy
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Cookie"
    return response
