"""Making a backup: files, database, keys, and a manifest that says what they are."""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from app import clock
from app.actions import avatars
from app.cli.backups import postgresql, sqlite
from app.cli.backups.archive import CHUNK, Writer
from app.cli.start import ROOT
from app.config import settings
from app.errors import NotFound

KEY_PART = "keys/secret_key"


def write(path: Path) -> dict[str, Any]:
    """The whole school into the file `path`, which is there once it is whole and readable by its owner only."""
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as file:
            writer = Writer(file)
            facts = _fill(writer, aside)
            writer.close(facts)
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)
    return facts | {"parts": writer.parts}


def _fill(writer: Writer, aside: Path) -> dict[str, Any]:
    """A file is stored before the row that names it, so files come first, and once more after the database.

    Twice before: the first round may take long, and a file that came and went meanwhile would be missing.
    """
    for _round in range(2):
        _add_files(writer)
    kind = database_kind()
    facts = postgresql.save(writer) if kind == "postgresql" else sqlite.save(writer, aside)
    _add_files(writer)
    key = key_file()
    if key.exists():
        writer.add(KEY_PART, [key.read_bytes()])
    return {
        "portal": tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"],
        "made_at": clock.now().isoformat(),
        "database": kind,
        "secret_key": fingerprint(settings().secret_key),
        **facts,
    }


def _add_files(writer: Writer) -> None:
    """Those of the storage that are not in yet; one that is removed meanwhile is not missed."""
    place = avatars.files()
    new = [key for key in iter(place.keys()) if f"files/{key}" not in writer.parts]
    for key in new:
        with suppress(NotFound), place.open(key) as stream:
            writer.add(f"files/{key}", _pieces(stream))


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk


def database_kind() -> str:
    return "sqlite" if settings().database_url.startswith("sqlite") else "postgresql"


def key_file() -> Path:
    """Where the secret key lies that was not given by the environment."""
    return settings().data_dir / "secret_key"


def fingerprint(key: str) -> str:
    """What tells one secret key from another and nothing else of it."""
    return sha256(f"classbell backup:{key}".encode()).hexdigest()
