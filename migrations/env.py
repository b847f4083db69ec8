"""How migrations run: online, on the portal's own engine, one transaction each."""

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy import JSON

from app import transaction
from app.models.base import UtcDateTime, metadata


def render_item(kind: str, item: object, autogen: AutogenContext) -> str | bool:
    """Write our column types by what they are in the database, so that old migrations need no code of ours."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSON):
        autogen.imports.add("from sqlalchemy.dialects import postgresql")
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    return False


def run() -> None:
    transaction.writes()
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.rollback()
        context.configure(
            connection=connection,
            target_metadata=metadata(),
            render_as_batch=True,
            render_item=render_item,
            transaction_per_migration=True,
            **{k: v for k, v in current_app.extensions["migrate"].configure_args.items() if k != "render_as_batch"},
        )
        with context.begin_transaction():
            context.run_migrations()


run()
