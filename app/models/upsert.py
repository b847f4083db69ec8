"""INSERT … ON CONFLICT, which both databases speak in their own dialect."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite

from app.extensions import db


def insert_or(model: type[Any]) -> Any:
    """An INSERT into `model` that takes `on_conflict_do_nothing` and `on_conflict_do_update`."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    return dialect.insert(model)


def insert_new(model: type[Any], conflict: tuple[str, ...]) -> Insert:
    """An INSERT into `model` that leaves alone the rows that are there already by the columns of `conflict`."""
    statement: Insert = insert_or(model).on_conflict_do_nothing(index_elements=list(conflict))
    return statement
