"""Storage of uploads, one way out of the process: whole files under unguessable keys. No database, no Flask.

A key says nothing about its file. Whoever asks for a file is authorised against the row that holds the key.
"""

import errno
import hashlib
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from flask_babel import gettext as _

from app.errors import ClassbellError, Invalid, NotFound

CHUNK = 256 * 1024
ANYTHING = "application/octet-stream"
_KEY = re.compile(r"[0-9a-f]{32}")
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
# Control characters, and those that turn the direction of writing: "gpj.exe" must not read "exe.jpg".
_TREACHEROUS = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069/\\\\]")


class StorageFull(ClassbellError):
    """There is no room for another file."""

    status = 507


class StorageAway(ClassbellError):
    """The storage does not answer, or not as it should."""

    status = 503


@dataclass(frozen=True)
class Stored:
    """The receipt for a file: its key, its size in bytes, its SHA-256 in hex."""

    key: str
    size: int
    sha256: str


class Storage(Protocol):
    """A place for files. Safe to share among threads. Everything may raise `StorageAway` and `OSError`."""

    def put(self, stream: BinaryIO, *, limit_bytes: int) -> Stored:
        """Keep all of `stream`, or nothing of it.

        Raises `Invalid` with the field "file" beyond the limit, and `StorageFull`.
        """

    def put_back(self, key: str, stream: BinaryIO) -> None:
        """Keep all of `stream` under the key that it had, as a backup knows it. Raises `NotFound`, `StorageFull`."""

    def open(self, key: str, start: int = 0, end: int | None = None) -> BinaryIO:
        """The bytes from `start` up to and without `end`. Raises `NotFound`."""

    def size(self, key: str) -> int:
        """The size in bytes. Raises `NotFound`."""

    def delete(self, key: str) -> None:
        """Remove the file; one that is not there is no error."""

    def keys(self, older_than_seconds: float | None = None) -> Iterator[str]:
        """The keys of all files, in no order; or only of those that were written longer ago than that."""

    def link(self, key: str, *, filename: str, media_type: str, seconds: int) -> str | None:
        """A web address that downloads the file for so many seconds, or None where there is no such thing."""


def storage(url: str) -> Storage:
    """The storage at file:///folder or s3://bucket/prefix?endpoint_url=…&region=…. Raises `ValueError`."""
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path and not parts.netloc:
        from app.storage.files import FileStorage

        return FileStorage(Path(unquote(parts.path)))
    if parts.scheme == "s3" and parts.netloc:
        from app.storage.s3 import S3Storage

        options = dict(parse_qsl(parts.query))
        return S3Storage(parts.netloc, parts.path.strip("/"), options.get("endpoint_url"), options.get("region"))
    raise ValueError("STORAGE_URL must look like file:///folder or s3://bucket/prefix")


def new_key() -> str:
    """A key that nobody guesses: 128 random bits in hex."""
    return secrets.token_hex(16)


def checked_key(key: str) -> str:
    """The same key, if it has the form of one; so no key leads out of the storage. Raises `NotFound`."""
    if not _KEY.fullmatch(key):
        raise NotFound(_("There is no such file."))
    return key


def copy(source: BinaryIO, target: BinaryIO, limit_bytes: int) -> tuple[int, str]:
    """Copy a stream and say its size and SHA-256. Raises `Invalid` with the field "file" beyond the limit."""
    size, digest = 0, hashlib.sha256()
    while chunk := source.read(CHUNK):
        size += len(chunk)
        if size > limit_bytes:
            most = f"{limit_bytes / 1_000_000:.3g}"
            raise Invalid({"file": _("This file is too big. %(megabytes)s MB is the most.", megabytes=most)})
        digest.update(chunk)
        target.write(chunk)
    return size, digest.hexdigest()


@contextmanager
def room() -> Iterator[None]:
    """Turn a full disk into `StorageFull`."""
    try:
        yield
    except OSError as problem:
        if problem.errno in _NO_ROOM:
            raise StorageFull(_("There is no room left for this file. Tell your school.")) from problem
        raise


def safe_name(filename: str) -> str:
    """A name of 200 characters at most that says what it says: no path, no line ends, no turned writing."""
    name = _TREACHEROUS.sub("_", filename[-4096:]).strip()
    if not name.strip(" ."):
        return "file"
    stem, dot, ending = name.rpartition(".")
    if dot and stem and len(ending) <= 10:
        return f"{stem[: 199 - len(ending)]}.{ending}"
    return name[:200]


def attachment(filename: str) -> str:
    """A Content-Disposition that saves under this name (RFC 6266), whatever the name holds."""
    return f"attachment; {_named(filename)}"


def inline(filename: str) -> str:
    """A Content-Disposition that shows the file, and saves it under this name where somebody asks for that."""
    return f"inline; {_named(filename)}"


def _named(filename: str) -> str:
    name = safe_name(filename)
    plain = re.sub(r'[^ -~]|["%;\\\\]', "_", name)
    return f"filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
