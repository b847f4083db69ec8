"""Files on their way: bytes lie aside, piece after piece, until all are there. No database, no Flask.

Several web machines share this folder, or send each upload to the same one. Every piece is flushed to the disk before
it is answered for, so what was counted is there after a crash.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from flask_babel import gettext as _

from app import clock
from app.errors import Conflict, NotFound
from app.storage import CHUNK, checked_key, room


class WrongChecksum(Exception):
    """A piece arrived damaged; nothing of it was kept."""


class Staging:
    """A folder with one file for each upload, named by its id. Safe to share among threads and processes."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def begin(self, name: str) -> None:
        """An empty upload. Raises `StorageFull`."""
        with room():
            self._root.mkdir(parents=True, exist_ok=True)
            with self._path(name).open("xb") as file:
                os.fsync(file.fileno())
            _remember(self._root)

    def arrived(self, name: str) -> int:
        """How many bytes are there. Raises `NotFound`."""
        try:
            return self._path(name).stat().st_size
        except FileNotFoundError:
            raise NotFound(_("There is no such upload. Please choose the file again.")) from None

    def append(
        self, name: str, offset: int, stream: BinaryIO, *, most: int, checksum: tuple[str, bytes] | None = None
    ) -> int:
        """Add `stream` at `offset`, and say how many bytes are there now. `most` is how many there may ever be.

        What a broken connection brought is kept, unless there is a checksum (its algorithm and digest): then a piece
        counts whole or not at all. Raises `NotFound`, `Conflict` when something else is at `offset`, `WrongChecksum`,
        `StorageFull`.
        """
        with self._alone(name) as file:
            if file.seek(0, os.SEEK_END) != offset:
                raise Conflict(_("Another part of this file is expected."))
            try:
                with room():
                    self._write(file, stream, most - offset, checksum)
            except BaseException:
                if checksum is not None:
                    file.truncate(offset)
                raise
            finally:
                os.fsync(file.fileno())
            return file.tell()

    def _write(self, file: BinaryIO, stream: BinaryIO, most: int, checksum: tuple[str, bytes] | None) -> None:
        digest = hashlib.new(checksum[0], usedforsecurity=False) if checksum else None
        written = 0
        while chunk := stream.read(CHUNK):
            written += len(chunk)
            if written > most:
                raise Conflict(_("More arrived than was announced. Please choose the file again."))
            _write_all(file, chunk)
            if digest:
                digest.update(chunk)
        if checksum and digest and digest.digest() != checksum[1]:
            raise WrongChecksum

    @contextmanager
    def whole(self, name: str) -> Iterator[BinaryIO]:
        """The bytes that are there, while nobody else adds to them or makes a file of them. Raises `NotFound`."""
        with self._alone(name) as file:
            file.seek(0)
            yield file

    def drop(self, name: str) -> None:
        """Forget an upload; one that is not there is no error."""
        self._path(name).unlink(missing_ok=True)

    def names(self, older_than_seconds: float) -> list[str]:
        """The uploads that nothing was added to for so long."""
        border = clock.now().timestamp() - older_than_seconds
        found = []
        for path in self._root.glob("*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < border:
                    found.append(path.name)
        return found

    @contextmanager
    def _alone(self, name: str) -> Iterator[BinaryIO]:
        try:
            file = self._path(name).open("r+b", buffering=0)
        except FileNotFoundError:
            raise NotFound(_("There is no such upload. Please choose the file again.")) from None
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Conflict(_("Another part of this file is still arriving. Try again in a moment.")) from None
            yield cast(BinaryIO, file)

    def _path(self, name: str) -> Path:
        return self._root / checked_key(name)


def _write_all(file: BinaryIO, chunk: bytes) -> None:
    """Past any buffer, so that a full disk shows here and not when the file is closed."""
    left = memoryview(chunk)
    while left:
        left = left[file.write(left) :]


def _remember(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
