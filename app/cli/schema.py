"""Whether the database stands where the migrations of this version end: read without loading the portal."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

_NAMED = re.compile(r"^(?P<field>revision|down_revision)\b[^=]*=\s*(?P<value>.+)$", re.MULTILINE)
_WORD = re.compile(r"[\"']([\w.-]+)[\"']")


def newest(folder: Path) -> set[str]:
    """The revisions in `folder` that no other one follows."""
    revisions: set[str] = set()
    followed: set[str] = set()
    for path in folder.glob("*.py"):
        for found in _NAMED.finditer(path.read_text(encoding="utf-8")):
            (revisions if found["field"] == "revision" else followed).update(_WORD.findall(found["value"]))
    return revisions - followed


def stored(database_url: str) -> set[str]:
    """The revisions that the database names; empty where there is no database or it cannot be asked.

    The address is taken apart by hand: loading SQLAlchemy would take a quarter of a second of every start.
    """
    scheme, _, rest = database_url.partition("://")
    try:
        if scheme.startswith("sqlite"):
            return _stored_in_sqlite(Path(rest.removeprefix("/").partition("?")[0]))
        return _stored_in_postgresql(f"postgresql://{rest}")
    except Exception:  # whatever is wrong, the full start says it better
        return set()


def _stored_in_sqlite(path: Path) -> set[str]:
    if not path.is_file():
        return set()
    with closing(sqlite3.connect(path)) as connection:
        return {row[0] for row in connection.execute("SELECT version_num FROM alembic_version")}


def _stored_in_postgresql(url: str) -> set[str]:
    import psycopg

    with psycopg.connect(url, connect_timeout=5) as connection:
        return {row[0] for row in connection.execute("SELECT version_num FROM alembic_version")}
