"""Files sent whole or in part (RFC 9110, sections 13 and 14), by the web server and without the database.

One range is answered with 206, none that is there with 416; several at once with the whole file, as the RFC allows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from flask import Response, request
from werkzeug.datastructures import ContentRange
from werkzeug.wsgi import FileWrapper

from app import transaction
from app.actions.avatars import files as place
from app.storage import CHUNK


def send(key: str, media_type: str) -> Response:
    """The bytes under `key`, or those of them that were asked for. Ends the transaction under way.

    Raises NotFound, StorageAway.
    """
    transaction.release()
    size = place().size(key)
    response = Response(status=200, mimetype=media_type)
    response.headers["Accept-Ranges"] = "bytes"
    response.set_etag(hashlib.sha256(key.encode()).hexdigest()[:32])  # the key itself says too much
    etag = response.get_etag()[0]
    if request.if_none_match.contains_weak(etag or ""):
        response.status_code = 304
        return response
    start, end = _asked(size, etag)
    if start is None:
        response.status_code = 416
        response.content_range = ContentRange("bytes", None, None, size)
        return response
    if (start, end) != (0, size):
        response.status_code = 206
        response.content_range = ContentRange("bytes", start, end, size)
    response.content_length = end - start
    if request.method != "HEAD":
        response.response = _stream(place().open(key, start, end))
        response.direct_passthrough = True
    return response


def _asked(size: int, etag: str | None) -> tuple[int | None, int]:
    """From where up to where, or None where that is nowhere."""
    asked = request.range
    condition = request.if_range
    stale = (condition.etag is not None and condition.etag != etag) or condition.date is not None
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1 or stale:
        return 0, size
    first, last = asked.ranges[0]
    start = first if first >= 0 else max(0, size + first)
    end = size if last is None else min(last, size)
    return (start, end) if start < end else (None, 0)


def _stream(source: BinaryIO) -> Iterator[bytes]:
    """In pieces; a server that can sends them straight from the disk."""
    wrapper: Any = request.environ.get("wsgi.file_wrapper", FileWrapper)
    return wrapper(source, CHUNK)
