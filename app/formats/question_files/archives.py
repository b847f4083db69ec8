"""Zip archives that strangers packed: looked at before anything is unpacked, and then only within bounds."""

from __future__ import annotations

import io
import posixpath
import stat
import struct
import zipfile
import zlib
from urllib.parse import unquote

from app.formats.question_files import bounds
from app.formats.question_files.report import Bad, BadFile

ZIP = b"PK\x03\x04"
_ENCRYPTED = 1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DRIVE = ":"
# Everything that the library is known to raise for archives that are none.
_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    ValueError,
    OSError,
    EOFError,
    RuntimeError,
    OverflowError,
)


class Archive:
    """The members of a zip by name, read one by one. An archive inside of it is bytes like any other."""

    def __init__(self, data: bytes) -> None:
        """Raises BadFile unless every member is one that may be unpacked."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except (
            zipfile.BadZipFile,
            zipfile.LargeZipFile,
            ValueError,
            OSError,
            NotImplementedError,
            EOFError,
        ) as problem:
            raise BadFile(Bad.NOT_AN_ARCHIVE) from problem
        if len(members) > bounds.MEMBERS:
            raise BadFile(Bad.TOO_MANY, str(len(members)))
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in members:
            if not member.filename.endswith("/"):
                self._admit(member)
        if sum(member.file_size for member in self._members.values()) > bounds.UNPACKED_BYTES:
            raise BadFile(Bad.TOO_BIG)
        self._read: dict[str, bytes] = {}

    def _admit(self, member: zipfile.ZipInfo) -> None:
        name = _safe(member.filename)
        if name in self._members:
            raise BadFile(Bad.DANGEROUS, name)
        if member.flag_bits & _ENCRYPTED or member.compress_type not in _METHODS:
            raise BadFile(Bad.NOT_AN_ARCHIVE, name)
        if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG):
            raise BadFile(Bad.DANGEROUS, name)
        if member.file_size > bounds.MEMBER_BYTES or _is_bomb(member):
            raise BadFile(Bad.TOO_BIG, name)
        self._members[name] = member

    @property
    def names(self) -> list[str]:
        return list(self._members)

    def find(self, name: str) -> str | None:
        """The member that an address in the archive means: as written, or with its escapes undone."""
        for candidate in (name, unquote(name)):
            tidy = posixpath.normpath(candidate.replace("\\", "/")).lstrip("/")
            if tidy in self._members:
                return tidy
        return None

    def read(self, name: str) -> bytes:
        """Raises BadFile where the member is not what the archive says of it."""
        if name not in self._read:
            self._read[name] = self._unpacked(name, self._members[name])
        return self._read[name]

    def _unpacked(self, name: str, member: zipfile.ZipInfo) -> bytes:
        try:
            with self._zip.open(member) as stream:
                data = stream.read(member.file_size + 1)
        except _BROKEN as problem:
            raise BadFile(Bad.NOT_AN_ARCHIVE, name) from problem
        if len(data) != member.file_size:
            raise BadFile(Bad.NOT_AN_ARCHIVE, name)
        return data


def _safe(name: str) -> str:
    """The name with slashes. Raises BadFile for one that leads out of the archive."""
    tidy = name.replace("\\", "/")
    parts = tidy.split("/")
    if tidy.startswith("/") or ".." in parts or _DRIVE in parts[0] or "\x00" in tidy or len(tidy) > bounds.NAME_CHARS:
        raise BadFile(Bad.DANGEROUS, tidy)
    return posixpath.normpath(tidy)


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    return member.file_size > bounds.RATIO_FROM_BYTES and member.file_size > bounds.RATIO * max(member.compress_size, 1)
