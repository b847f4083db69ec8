"""A migrated database for the tests: SQLite in a folder, or one of its own on the PostgreSQL server given."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import TextClause, create_engine, make_url, text

from app.extensions import Base, db

MEMORY, ROOM = Path("/dev/shm"), 2**30


@contextmanager
def test_database(folder: Path, worker: str) -> Iterator[str]:
    """The address of an empty database that nobody else uses."""
    server = os.environ.get("TEST_DATABASE_URL")
    if not server:
        with _quickest(folder) as place:
            yield f"sqlite:///{place}/test.db"
        return
    name = f"classbell_{worker}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT", pool_pre_ping=True)  # a test may crash the server
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    admin.dispose()


@contextmanager
def _quickest(folder: Path) -> Iterator[Path]:
    """A folder in memory, where there is room in it: SQLite in its safe mode waits for the disk at every commit."""
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ROOM:
        yield folder
        return
    with TemporaryDirectory(prefix="classbell-", dir=MEMORY) as made:
        yield Path(made)


def empty() -> None:
    """Delete every row, in the order that foreign keys ask for, where there are any: most tests fill few tables."""
    db.session.rollback()
    filled = set(db.session.scalars(_filled()))
    for table in reversed(Base.metadata.sorted_tables):
        if table.name in filled:
            db.session.execute(table.delete())
    db.session.commit()
    db.session.remove()


@cache
def _filled() -> TextClause:
    """Asks for the names of all tables that have rows."""
    asked = "SELECT '{0}' WHERE EXISTS (SELECT 1 FROM {0})"
    return text(" UNION ALL ".join(asked.format(table.name) for table in Base.metadata.sorted_tables))
