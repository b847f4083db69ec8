"""A list of ids as a table to select from: one parameter, however many there are."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import JSON, BigInteger, Select, bindparam, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from app.extensions import db


def listed(ids: Callable[[], list[int]]) -> Select[int]:
    """What `ids` returns each time that the statement is sent."""
    number = BigInteger()
    if db.engine.dialect.name == "postgresql":
        sent = bindparam(None, callable_=ids, type_=ARRAY(number), unique=True)
        return select(func.unnest(sent, type_=number).column_valued())
    sent = bindparam(None, callable_=ids, type_=JSON(), unique=True)
    return select(func.json_each(sent).table_valued(column("value", number)).c.value)
