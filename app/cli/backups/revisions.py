"""Migrations on a connection of one's choice: how a backup is brought to this version before anybody sees it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import click
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, create_engine

from app.cli.start import ROOT
from app.models.base import metadata

SHAPE = "SELECT type, name, tbl_name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"


def _script() -> ScriptDirectory:
    return ScriptDirectory(str(ROOT / "migrations"))


def head() -> str:
    """The newest migration of this version."""
    return str(_script().get_current_head())


def known(revision: object) -> bool:
    """Whether this version has the migration `revision`."""
    try:
        return isinstance(revision, str) and _script().get_revision(revision).revision == revision
    except (CommandError, AttributeError):
        return False


def checked(revision: str) -> str:
    """The same revision. Raises ClickException where this version does not have it."""
    if not known(revision):
        raise click.ClickException("The database is empty, or of a newer version of Classbell than this one.")
    return revision


@lru_cache
def shape(revision: str) -> frozenset[tuple[str, str, str]]:
    """Kind, name and table of everything that the migrations up to `revision` make."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        upgrade(connection, revision)
        made = connection.exec_driver_sql(SHAPE).all()
    engine.dispose()
    return frozenset((kind, name, table) for kind, name, table in made)


def tables(revision: str) -> set[str]:
    """The tables that there are at `revision`, without the one that says so."""
    return {name for kind, name, _ in shape(revision) if kind == "table"} - {"alembic_version"}


def of(connection: Connection) -> str:
    """Where the database stands; empty before its first migration."""
    return str(MigrationContext.configure(connection).get_current_revision() or "")


def upgrade(connection: Connection, to: str) -> None:
    """Run the migrations up to `to`, inside the transaction under way."""
    script = _script()

    def steps(current: Any, _context: object) -> Any:
        return script._upgrade_revs(to, current)

    # The metadata gives constraints the names that migrations/env.py gives them, and later migrations ask for.
    options = {"fn": steps, "render_as_batch": True, "target_metadata": metadata()}
    context = MigrationContext.configure(connection, opts=options)
    with Operations.context(context):
        context.run_migrations()
