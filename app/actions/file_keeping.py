"""Bytes become a file: looked at, cleaned, put into the storage. Slow, and outside of any transaction."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from flask_babel import gettext as _

from app.actions.avatars import files as place
from app.actions.unnamed import taken_out
from app.errors import Invalid
from app.formats import captions, media, pictures
from app.models.file import FileKind, FileState, StoredFile
from app.storage import CHUNK, Stored, safe_name


@dataclass(frozen=True)
class Arrived:
    """What came in: how many bytes, and their SHA-256 in hex."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Kept:
    """What is in the storage now, without a row so far."""

    stored: Stored
    about: media.Recognised
    preview_key: str | None = None
    width: int | None = None
    height: int | None = None

    def row(self, *, classroom_id: int, uploader_id: int | None, filename: str) -> StoredFile:
        """The row that makes a file of it."""
        waits = self.about.kind == "video"
        return StoredFile(
            classroom_id=classroom_id,
            uploader_id=uploader_id,
            key=self.stored.key,
            filename=safe_name(filename),
            media_type=self.about.media_type,
            kind=FileKind(self.about.kind),
            size=self.stored.size,
            sha256=self.stored.sha256,
            state=FileState.WAITING if waits else FileState.READY,
            progress=0 if waits else 100,
            width=self.width,
            height=self.height,
            preview_key=self.preview_key,
        )


def measure(stream: BinaryIO, *, limit_bytes: int, sha256: str | None = None) -> Arrived:
    """Read all of `stream`. Raises `Invalid` (file) when it is empty, too long, or not what `sha256` says."""
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        digest.update(chunk)
        if size > limit_bytes:
            most = f"{limit_bytes / 1_000_000:.10g}"
            raise Invalid({"file": _("This file is too big. %(megabytes)s MB is the most.", megabytes=most)})
    if not size:
        raise Invalid({"file": _("This file is empty. Please choose another one.")})
    if sha256 and sha256.lower() != digest.hexdigest():
        raise Invalid({"file": _("This file arrived damaged. Please send it again.")})
    stream.seek(0)
    return Arrived(size, digest.hexdigest())


@contextmanager
def kept(stream: BinaryIO, filename: str, limit_bytes: int) -> Iterator[Kept]:
    """The file in the storage; taken out again when what is done with it fails. Raises `Invalid`, `StorageFull`."""
    head = stream.read(media.HEAD_BYTES)
    stream.seek(0)
    keys: list[str] = []
    with taken_out(place(), keys):
        yield _put(stream, media.recognise(head, filename), limit_bytes, keys)


def _put(stream: BinaryIO, about: media.Recognised, limit_bytes: int, keys: list[str]) -> Kept:
    if about.kind == "image":
        picture = pictures.clean(stream, about.media_type)
        stored = _noted(io.BytesIO(picture.data), keys, pictures.MOST_BYTES)
        preview = _noted(io.BytesIO(picture.preview), keys, pictures.MOST_BYTES)
        return Kept(stored, about, preview.key, picture.width, picture.height)
    if about.kind == "captions":
        about = about if captions.is_webvtt(stream.read(captions.MOST_BYTES + 1)) else media.OTHER
        stream.seek(0)
    return Kept(_noted(stream, keys, limit_bytes), about)


def _noted(stream: BinaryIO, keys: list[str], limit_bytes: int) -> Stored:
    stored = place().put(stream, limit_bytes=limit_bytes)
    keys.append(stored.key)
    return stored
