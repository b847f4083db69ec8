"""A file as scripts and programs read it, and the receipt for one that arrived."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.formats.film_words import problem_words
from app.models.file import StoredFile, Upload


def rfc3339(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def shape(file: StoredFile) -> dict[str, Any]:
    """Without anything secret: whoever has this may open the file, and no other."""
    previewed = file.preview_key is not None
    return {
        "id": file.public_id,
        "url": url_for("files.show", id=file.public_id),
        "download_url": url_for("files.download", id=file.public_id),
        "preview_url": url_for("files.preview", id=file.public_id) if previewed else None,
        "filename": file.filename,
        "media_type": file.media_type,
        "kind": file.kind.value,
        "size": file.size,
        "sha256": file.sha256,
        "state": file.state.value,
        "progress": file.progress,
        "problem": problem_words(file.problem) if file.problem else "",
        "width": file.width,
        "height": file.height,
        "seconds": file.seconds,
        "created_at": rfc3339(file.created_at),
    }


def receipt(upload: Upload) -> dict[str, Any]:
    """When what arrived, and a sentence that says so."""
    words = _(
        "Received %(name)s: %(size)s bytes, SHA-256 %(sum)s.", name=upload.filename, size=upload.size, sum=upload.sha256
    )
    return {"received_at": rfc3339(upload.updated_at), "size": upload.size, "sha256": upload.sha256, "text": words}
