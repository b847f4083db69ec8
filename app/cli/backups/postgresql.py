"""A PostgreSQL database in a backup: each table as COPY writes it, out of one snapshot; back in one transaction.

Not pg_dump: its file is SQL, which runs whatever somebody wrote into it, and its version has to fit the server's. Here
the migrations make the tables, and the file gives rows only.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
import psycopg
from sqlalchemy import Connection, MetaData, NullPool, create_engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from app.cli.backups import revisions
from app.cli.backups.archive import Archive, Writer, refused
from app.config import settings

VERSION_TABLE = "alembic_version"


@contextmanager
def _connection(**options: Any) -> Iterator[Connection]:
    engine = create_engine(settings().database_url, poolclass=NullPool, **options)
    with engine.connect() as connection:
        yield connection


def save(writer: Writer) -> dict[str, Any]:
    """Add every table as it is at this instant; whoever writes meanwhile is not held up."""
    with _connection(isolation_level="REPEATABLE READ") as connection:
        connection.execute(text("SET TRANSACTION READ ONLY"))
        revision = revisions.checked(revisions.of(connection))
        columns = _columns(connection, revision)
        for table, names in columns.items():
            with _driver(connection).cursor().copy(_copy(table, names, "TO STDOUT")) as rows:
                writer.add(f"database/{table}.copy", (bytes(row) for row in rows))
        return {"migration": revision, "tables": columns, "sequences": _sequences(connection)}


def _columns(connection: Connection, revision: str) -> dict[str, list[str]]:
    """Our tables with their columns, each table after those that it refers to."""
    found = MetaData()
    found.reflect(connection, only=lambda name, _: name in revisions.tables(revision))
    return {table.name: [column.name for column in table.columns] for table in found.sorted_tables}


def _copy(table: str, columns: list[str], direction: str) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    return f'COPY "{table}" ({names}) {direction}'


def _driver(connection: Connection) -> psycopg.Connection[Any]:
    return connection.connection.driver_connection  # type: ignore[return-value]


def _sequences(connection: Connection) -> dict[str, int]:
    asked = text("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema()")
    return {name: last for name, last in connection.execute(asked) if last is not None}


def has_people() -> bool:
    """Whether there is somebody in the school."""
    with _connection() as connection:
        if not inspect(connection).has_table("users"):
            return False
        return connection.scalar(text("SELECT 1 FROM users LIMIT 1")) is not None


@contextmanager
def locked() -> Iterator[None]:
    """Raises ClickException if somebody else is connected to the database."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with _connection() as connection:
        if connection.scalar(text(others)):
            raise click.ClickException(
                "The portal, or another program, is connected to the database. Stop it first (or wait ten seconds)."
            )
    yield


def load(archive: Archive) -> None:
    """Put the rows of `archive`, brought to this version, in the place of all there is. In one transaction."""
    try:
        with _connection() as connection, connection.begin():
            _empty(connection)
            revisions.upgrade(connection, archive.manifest["migration"])
            _fill(connection, archive)
            revisions.upgrade(connection, revisions.head())
    except (psycopg.Error, SQLAlchemyError) as problem:
        first = str(getattr(problem, "orig", problem)).splitlines()[0]
        raise click.ClickException(f"The database does not take it, and stays as it was: {first}") from None


def _empty(connection: Connection) -> None:
    """Drop our tables as they are. A lock that somebody holds is not waited for."""
    connection.execute(text("SET LOCAL lock_timeout = '5s'"))
    now = revisions.of(connection)
    ours = {VERSION_TABLE, *revisions.tables(revisions.head()), *(revisions.tables(now) if now else ())}
    for name in ours & set(inspect(connection).get_table_names()):
        connection.execute(text(f'DROP TABLE "{name}" CASCADE'))


def _fill(connection: Connection, archive: Archive) -> None:
    columns, given = _columns(connection, archive.manifest["migration"]), _given(archive)
    if {name: sorted(names) for name, names in given.items()} != {name: sorted(columns[name]) for name in columns}:
        raise refused("its database is not of the migration that it names")
    for table in columns:
        with _driver(connection).cursor().copy(_copy(table, given[table], "FROM STDIN")) as rows:
            for chunk in archive.chunks(f"database/{table}.copy"):
                rows.write(chunk)
    for name, last in _counts(connection, archive).items():
        connection.execute(text("SELECT setval(CAST(:name AS regclass), :last)"), {"name": name, "last": last})


def _given(archive: Archive) -> dict[str, list[str]]:
    tables = archive.manifest.get("tables")
    parts = {name.removeprefix("database/").removesuffix(".copy") for name in archive.names("database/")}
    if not isinstance(tables, dict) or set(tables) != parts:
        raise refused("its parts are not those of its manifest")
    return tables


def _counts(connection: Connection, archive: Archive) -> dict[str, int]:
    """How far the counters of ids had come, of those that there are."""
    there = set(inspect(connection).get_sequence_names())
    given = archive.manifest.get("sequences") or {}
    return {name: last for name, last in given.items() if name in there and isinstance(last, int)}
