"""Bringing a backup back: looked through first, then all of it or nothing.

Files come first: their keys are new to the school as it is, which goes on without noticing them. Then the database, by
one rename or one transaction; from that instant it is the restored school. The secret key and the removal of files that
nobody names any more follow; whoever is interrupted there restores once more.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.actions import avatars
from app.cli.backups import postgresql, revisions, sqlite
from app.cli.backups.archive import Archive, refused
from app.cli.backups.writing import KEY_PART, database_kind, fingerprint, key_file
from app.cli.places import Places
from app.config import settings
from app.extensions import db
from app.models.audit import Lease

OTHER_KEY = (
    "SECRET_KEY is not what it was when the backup was made: people have to log in anew, links in mails no longer "
    "work, and second factors have to be set up again. Set the old one to keep them."
)
KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def check(archive: Archive) -> None:
    """Whether this version can restore `archive`, and every part is as it was. Raises ClickException."""
    manifest = archive.manifest
    if not revisions.known(manifest.get("migration")):
        raise refused("a newer version of Classbell made it; upgrade this one first")
    if manifest.get("database") not in KINDS:
        raise refused("its manifest cannot be read")
    archive.verify()


def restore(archive: Archive, *, replace: bool) -> list[str]:
    """Put `archive` in the place of what is there; lines that the operator should read. Raises ClickException."""
    check(archive)
    _refuse_other_kind(archive.manifest)
    with _portal_stopped():
        database: Any = sqlite if database_kind() == "sqlite" else postgresql
        if not replace and database.has_people():
            raise click.ClickException("This school has people. To put the backup in its place, add --replace.")
        with database.locked():
            _keep_files(archive)
            database.load(archive)
        notes = _keep_key(archive)
        _remove_other_files(archive)
    return notes


def _refuse_other_kind(manifest: dict[str, Any]) -> None:
    if manifest["database"] != database_kind():
        raise refused(f"it comes from {KINDS[manifest['database']]}, and DATABASE_URL is {KINDS[database_kind()]}")


@contextmanager
def _portal_stopped() -> Iterator[None]:
    """No portal runs on the data folder, and none starts meanwhile."""
    with (Places.of(settings().data_dir).run / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise click.ClickException(
                f"The portal runs with the data folder {settings().data_dir}. Stop it first."
            ) from None
        if holder := _clock():
            raise click.ClickException(
                f"The portal runs: its clock, {holder}, holds the database. Stop it first (or wait ten seconds)."
            )
        db.engine.dispose()
        yield


def _clock() -> str | None:
    """Who has the clock's lease, where the database can say it."""
    try:
        return db.session.scalar(select(Lease.holder).where(Lease.name == "clock", Lease.until > clock.now()))
    except SQLAlchemyError:  # no table yet, or a broken file, which is what a restore mends
        return None
    finally:
        db.session.rollback()
        db.session.remove()


def _keep_files(archive: Archive) -> None:
    """Each under its own key. One that is there already is the same, or broken."""
    for name in archive.names("files/"):
        with archive.stream(name) as stream:
            avatars.files().put_back(name.removeprefix("files/"), stream)


def _keep_key(archive: Archive) -> list[str]:
    """The key that signs cookies and opens what is kept locked. One that the environment gives is not ours to set."""
    path, wanted = key_file(), archive.manifest.get("secret_key")
    ours = path.exists() and path.read_text().strip() == settings().secret_key
    if archive.has(KEY_PART):
        aside = path.with_name(".secret_key")
        aside.touch(mode=0o600)
        aside.write_bytes(b"".join(archive.chunks(KEY_PART)))
        os.replace(aside, path)
        if ours and fingerprint(path.read_text().strip()) == wanted:
            return []
    return [] if fingerprint(settings().secret_key) == wanted else [OTHER_KEY]


def _remove_other_files(archive: Archive) -> None:
    wanted = {name.removeprefix("files/") for name in archive.names("files/")}
    for key in list(avatars.files().keys()):
        if key not in wanted:
            avatars.files().delete(key)
