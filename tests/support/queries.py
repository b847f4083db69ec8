"""How many SQL statements something takes: for budgets, and for lists that must not ask once a row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from app.extensions import db

COUNTED = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


@dataclass
class Queries:
    """The statements sent while the block ran, in order. `BEGIN`, `PRAGMA` and the like do not count."""

    statements: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.statements)

    def __str__(self) -> str:
        return "\n".join(" ".join(statement.split())[:160] for statement in self.statements)


@contextmanager
def counted() -> Iterator[Queries]:
    """`with counted() as queries: client.get(…)`, then `assert len(queries) <= 8, queries`."""
    queries = Queries()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(COUNTED):
            queries.statements.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield queries
    finally:
        event.remove(engine, "before_cursor_execute", note)
