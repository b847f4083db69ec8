"""Files in a folder of this machine."""

import io
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, cast

from flask_babel import gettext as _

from app import clock
from app.errors import NotFound
from app.storage import Storage, Stored, checked_key, copy, new_key, room


class FileStorage(Storage):
    """A folder: `ab/abcdef…` for each key, and `unfinished/` for what is still being written."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._unfinished = root / "unfinished"

    def put(self, stream: BinaryIO, *, limit_bytes: int) -> Stored:
        """Write aside, flush to the disk, rename: a crash at any point leaves the whole file or none."""
        return self._keep(new_key(), stream, limit_bytes)

    def put_back(self, key: str, stream: BinaryIO) -> None:
        """Like `put`, under a key that is given. Raises `NotFound` for one that is no key."""
        self._keep(checked_key(key), stream, sys.maxsize)

    def _keep(self, key: str, stream: BinaryIO, limit_bytes: int) -> Stored:
        with room():
            self._unfinished.mkdir(parents=True, exist_ok=True)
        aside = self._unfinished / f"{key}.{secrets.token_hex(4)}"
        try:
            with room(), aside.open("xb") as file:
                size, digest = copy(stream, file, limit_bytes)
                file.flush()
                os.fsync(file.fileno())
            self._publish(aside, key)
        finally:
            aside.unlink(missing_ok=True)
        return Stored(key, size, digest)

    def open(self, key: str, start: int = 0, end: int | None = None) -> BinaryIO:
        """The bytes from `start` up to and without `end`. Raises `NotFound`."""
        try:
            file = self._path(key).open("rb", buffering=0)
        except FileNotFoundError:
            raise NotFound(_("There is no such file.")) from None
        file.seek(start)
        return cast(BinaryIO, file if end is None else _Part(file, max(end - start, 0)))

    def size(self, key: str) -> int:
        """The size in bytes. Raises `NotFound`."""
        try:
            return self._path(key).stat().st_size
        except FileNotFoundError:
            raise NotFound(_("There is no such file.")) from None

    def delete(self, key: str) -> None:
        """Remove the file; one that is not there is no error."""
        self._path(key).unlink(missing_ok=True)

    def keys(self, older_than_seconds: float | None = None) -> Iterator[str]:
        """The keys of all files, in no order; or only of those that were written longer ago than that."""
        border = None if older_than_seconds is None else clock.now().timestamp() - older_than_seconds
        for path in self._root.glob("[0-9a-f][0-9a-f]/*"):
            with suppress(FileNotFoundError):
                if border is None or path.stat().st_mtime < border:
                    yield path.name

    def link(self, key: str, *, filename: str, media_type: str, seconds: int) -> str | None:
        """None: the application sends these files itself."""
        return None

    def forget_unfinished(self, older_than_seconds: float) -> int:
        """Remove what a killed process left half-written so long ago; how many files that were."""
        border = clock.now().timestamp() - older_than_seconds
        count = 0
        for path in self._unfinished.glob("*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < border:
                    path.unlink()
                    count += 1
        return count

    def _path(self, key: str) -> Path:
        return self._root / checked_key(key)[:2] / key

    def _publish(self, aside: Path, key: str) -> None:
        """Rename into place, and have the disk remember the name."""
        path = self._path(key)
        path.parent.mkdir(exist_ok=True)
        os.replace(aside, path)
        for folder in (path.parent, self._root):
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


class _Part(io.RawIOBase):
    """The next so many bytes of a file. A server that can may send them straight from `fileno`."""

    def __init__(self, file: io.FileIO, count: int) -> None:
        self._file, self._left = file, count

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._file.fileno()

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """In the whole file: what sends from `fileno` says where it stopped."""
        return self._file.seek(offset, whence)

    def readinto(self, buffer: Any) -> int:
        data = self._file.read(min(len(buffer), self._left))
        buffer[: len(data)] = data
        self._left -= len(data)
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()
