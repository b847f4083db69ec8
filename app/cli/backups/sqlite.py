"""A SQLite database in a backup: a snapshot by the online backup API, and back by one rename."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import click
from sqlalchemy import create_engine, make_url

from app.cli.backups import revisions
from app.cli.backups.archive import CHUNK, Archive, Writer, refused
from app.config import settings

PART = "database/classbell.db"
BUSY = "The portal, or another program, has the database open. Stop it first."


def path() -> Path:
    """Where the database lies."""
    return Path(make_url(settings().database_url).database or "").resolve()


def save(writer: Writer, beside: Path) -> dict[str, Any]:
    """Add a snapshot of this instant; whoever writes meanwhile is not held up. `beside` names the file to be."""
    aside = beside.with_name(f"{beside.name}.db")
    try:
        with closing(sqlite3.connect(f"{path().as_uri()}?mode=ro", uri=True)) as source:
            aside.touch(mode=0o600)
            with closing(sqlite3.connect(aside)) as target:
                source.backup(target)
                target.execute("PRAGMA journal_mode=DELETE")
                revision = _revision(target)
        writer.add(PART, _pieces(aside))
    except sqlite3.Error as problem:
        raise click.ClickException(f"The database cannot be read: {problem}") from None
    finally:
        aside.unlink(missing_ok=True)
    return {"migration": revisions.checked(revision)}


def _revision(connection: sqlite3.Connection) -> str:
    try:
        return "".join(row[0] for row in connection.execute("SELECT version_num FROM alembic_version"))
    except sqlite3.OperationalError:
        return ""


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def has_people() -> bool:
    """Whether there is somebody in the school. A file that cannot be read may hold somebody."""
    if not path().exists():
        return False
    try:
        with closing(sqlite3.connect(f"{path().as_uri()}?mode=ro", uri=True)) as connection:
            return connection.execute("SELECT 1 FROM users LIMIT 1").fetchone() is not None
    except sqlite3.OperationalError as problem:
        return "no such table" not in str(problem)
    except sqlite3.DatabaseError:
        return True


@contextmanager
def locked() -> Iterator[None]:
    """Nobody else has the database open meanwhile. Raises ClickException if somebody has."""
    path().parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path(), timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE")  # needs the file alone, and leaves nothing beside it
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            raise click.ClickException(
                "The portal, or another program, has the database open. Stop it first."
            ) from None
        except sqlite3.DatabaseError:  # a broken file is what a restore mends
            for end in ("-wal", "-shm", "-journal"):
                path().with_name(path().name + end).unlink(missing_ok=True)
        yield


def load(archive: Archive) -> None:
    """Put the database of `archive`, brought to this version, in the place of the old one. To be called `locked`."""
    aside = path().with_name(f"{path().name}.restoring")
    try:
        aside.unlink(missing_ok=True)
        aside.touch(mode=0o600)
        with aside.open("wb") as file:
            for chunk in archive.chunks(PART):
                file.write(chunk)
        _examine(aside, archive.manifest["migration"])
        _upgrade(aside)
        with aside.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(aside, path())
    except sqlite3.Error as problem:
        raise refused(f"its database is damaged ({problem})") from None
    finally:
        for end in ("", "-journal", "-wal", "-shm"):
            aside.with_name(aside.name + end).unlink(missing_ok=True)
    _remember(path().parent)


def _examine(file: Path, revision: str) -> None:
    """Whether it is whole, and holds what our migrations make: no trigger or view of somebody else's."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("PRAGMA cell_size_check=ON")
        if set(connection.execute(revisions.SHAPE)) != revisions.shape(revision):
            raise refused("its database is not of the migration that it names")
        for check in ("integrity_check", "foreign_key_check"):
            found = connection.execute(f"PRAGMA {check}").fetchall()
            if found not in ([], [("ok",)]):
                raise refused(f"its database is damaged ({check})")


def _upgrade(file: Path) -> None:
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        revisions.upgrade(connection, revisions.head())
        connection.commit()
    engine.dispose()


def _remember(folder: Path) -> None:
    """Have the disk take the rename."""
    descriptor = os.open(folder, os.O_RDONLY)
    with suppress(OSError):
        os.fsync(descriptor)
    os.close(descriptor)
