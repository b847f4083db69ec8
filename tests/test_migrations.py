"""Migrations: one line of them, both directions, and the models agree with what they make."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from app.extensions import Base, db

FOLDER = str(Path(__file__).parents[1] / "migrations")


def test_one_head_and_numbers_in_a_row() -> None:
    script = ScriptDirectory(FOLDER)
    assert len(script.get_heads()) == 1
    revisions = [revision.revision for revision in script.walk_revisions()][::-1]
    assert revisions == [f"{number:04}" for number in range(1, len(revisions) + 1)]


def test_down_to_nothing_and_up_again(app: Flask) -> None:
    db.session.remove()
    downgrade(directory=FOLDER, revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    upgrade(directory=FOLDER)
    assert set(inspect(db.engine).get_table_names()) >= set(Base.metadata.tables)


def test_models_and_migrations_agree(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"render_as_batch": True})
        assert compare_metadata(context, Base.metadata) == []
