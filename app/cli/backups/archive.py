"""The file of a backup: a plain tar, its parts named by us, a manifest with their checksums, and the manifest's own.

    database/…         the SQLite file, or one file a table of PostgreSQL
    files/<key>        what people uploaded
    keys/secret_key    where DATA_DIR holds it
    manifest.json      version, migration, kind of database, size and SHA-256 of each part
    manifest.sha256

A foreign file is met as an enemy's (security.md T18, T20). Only regular parts with names of ours are taken, so that no
name leads anywhere and nothing is a link. Nothing is packed, so that nothing unpacks to more than the file holds.
"""

from __future__ import annotations

import io
import json
import os
import re
import tarfile
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

import click

BLOCK = tarfile.BLOCKSIZE
CHUNK = 1 << 20
FORMAT = 1
MANIFEST, SEAL = "manifest.json", "manifest.sha256"
SMALL = 256 << 20
_NAMES = re.compile(
    r"database/(classbell\.db|[a-z_]{1,63}\.copy)|files/[0-9a-f]{32}|keys/secret_key|manifest\.(json|sha256)"
)


class Writer:
    """Adds part after part to `file`, which must be open for writing and seekable."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.parts: dict[str, dict[str, Any]] = {}

    def add(self, name: str, chunks: Iterable[bytes | memoryview]) -> None:
        """Add one part. Its size is known only afterwards, so its header is written last."""
        start = self._file.tell()
        self._file.write(bytes(BLOCK))
        size, digest = 0, sha256()
        for chunk in chunks:
            self._file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        self._file.write(bytes(-size % BLOCK))
        end = self._file.tell()
        self._file.seek(start)
        self._file.write(_header(name, size))
        self._file.seek(end)
        self.parts[name] = {"size": size, "sha256": digest.hexdigest()}

    def close(self, facts: dict[str, Any]) -> None:
        """Write the manifest, its seal and the end, and have the disk take it all."""
        text = json.dumps({"format": FORMAT, **facts, "parts": self.parts}, indent=1).encode()
        self.add(MANIFEST, [text])
        self.add(SEAL, [sha256(text).hexdigest().encode()])
        self._file.write(bytes(2 * BLOCK))
        self._file.flush()
        os.fsync(self._file.fileno())


def _header(name: str, size: int) -> bytes:
    about = tarfile.TarInfo(name)
    about.size, about.mode = size, 0o600
    return about.tobuf(tarfile.GNU_FORMAT)


class Archive:
    """A backup that was looked at: `manifest`, and where each part lies."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._places = dict(_places(file))
        self.manifest = self._manifest()

    def _manifest(self) -> dict[str, Any]:
        text = self._small(MANIFEST)
        if sha256(text).hexdigest().encode() != self._small(SEAL):
            raise refused("its manifest was changed")
        try:
            manifest = json.loads(text)
            listed = {name: part["size"] for name, part in manifest["parts"].items()}
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise refused("its manifest cannot be read") from None
        if manifest.get("format") != FORMAT:
            raise refused("a newer version of Classbell made it")
        if listed != {name: size for name, (_, size) in self._places.items() if name not in (MANIFEST, SEAL)}:
            raise refused("its parts are not those of its manifest")
        return manifest

    def _small(self, name: str) -> bytes:
        if name not in self._places or self._places[name][1] > SMALL:
            raise refused("it has no manifest")
        return b"".join(self.chunks(name))

    def names(self, folder: str) -> list[str]:
        """The parts in `folder`, such as "files/"."""
        return [name for name in self._places if name.startswith(folder)]

    def has(self, name: str) -> bool:
        return name in self._places

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part, piece by piece."""
        if name not in self._places:
            raise refused(f"it has no {name}")
        start, left = self._places[name]
        self._file.seek(start)
        while left:
            chunk = self._file.read(min(CHUNK, left))
            if not chunk:
                raise refused("it is cut off")
            left -= len(chunk)
            yield chunk

    def stream(self, name: str) -> BinaryIO:
        """The bytes of a part, as a file to read from."""
        return io.BufferedReader(_Pieces(self.chunks(name)))

    def verify(self) -> None:
        """Hold every part against its checksum. Raises ClickException for the first that differs."""
        for name, part in self.manifest["parts"].items():
            digest = sha256()
            for chunk in self.chunks(name):
                digest.update(chunk)
            if digest.hexdigest() != part["sha256"]:
                raise refused(f"{name} was changed or damaged")


class _Pieces(io.RawIOBase):
    """Pieces of bytes, read as a file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._left = self._left or next(self._pieces, b"")
        part, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


def _places(file: BinaryIO) -> Iterator[tuple[str, tuple[int, int]]]:
    """Name, start and size of each part, as long as they are what we write ourselves."""
    whole, seen = file.seek(0, os.SEEK_END), set()
    place = 0
    while (block := _at(file, place, BLOCK)) != bytes(BLOCK):
        try:
            about = tarfile.TarInfo.frombuf(block, "ascii", "strict")
        except (tarfile.HeaderError, UnicodeDecodeError):
            raise refused("it is no backup of Classbell, or damaged") from None
        if about.type != tarfile.REGTYPE or not _NAMES.fullmatch(about.name) or about.name in seen:
            raise refused("it holds something that is in no backup")
        seen.add(about.name)
        start, end = place + BLOCK, place + BLOCK + about.size
        place = end + -about.size % BLOCK
        if about.size < 0 or place > whole or any(_at(file, end, place - end)):
            raise refused("it is cut off or damaged")
        yield about.name, (start, about.size)
    if any(_at(file, place, 2 * BLOCK)) or place + 2 * BLOCK != whole:
        raise refused("it is cut off, or something follows its end")


def _at(file: BinaryIO, place: int, size: int) -> bytes:
    file.seek(place)
    return file.read(size)


def refused(why: str) -> click.ClickException:
    """What to raise for a file that is not taken."""
    return click.ClickException(f"This file cannot be restored: {why}.")


def opened(path: Path) -> BinaryIO:
    """The file at `path` for reading; one that is no plain file is refused."""
    if not path.is_file():
        raise click.ClickException(f"There is no file {path}.")
    return path.open("rb")
