"""Rows made anew of others: what became of which key, and texts that lead to the copies."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import inspect

from app.extensions import db
from app.formats import wall_clock
from app.models.classroom import Classroom

T = TypeVar("T")
FRESH = {"id", "public_id", "created_at", "updated_at"}
ADDRESS = re.compile("(?<=/)(files|lessons)/([0-9a-f]{32})")


@dataclass
class Copy:
    """What became of what: new keys by old ones, and new public ids for those that texts mention."""

    classroom: Classroom
    days: int
    zone: str
    keys: dict[str, dict[int | None, int | None]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def moved(self, moment: datetime | None) -> datetime | None:
        return None if moment is None else wall_clock.moved(moment, self.days, self.zone)

    def new(self, table: str, key: int | None) -> int | None:
        """The key of the copy; None for nothing, and for what was not copied."""
        return self.keys.get(table, {}).get(key)

    def text(self, text: str) -> str:
        """`text`, leading to the files and lessons of the copy."""
        return ADDRESS.sub(lambda found: f"{found[1]}/{self.names.get(found[2], found[2])}", text)

    def json(self, kept: dict[str, Any]) -> dict[str, Any]:
        """The same for every text in JSON."""
        made: dict[str, Any] = json.loads(self.text(json.dumps(kept)))
        return made


def copy_all(what: Copy, found: Any, **changes: Any) -> list[tuple[Any, Any]]:
    """Old and new rows of one table, the new ones in the database."""
    old = list(db.session.scalars(found))
    return keep(what, [(row, like(row, classroom_id=what.classroom.id, **changes)) for row in old])


def keep(what: Copy, pairs: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Have the new rows of one table in the database, and remember what became of the old ones."""
    db.session.add_all([new for _, new in pairs])
    db.session.flush()
    if pairs:
        what.keys.setdefault(pairs[0][0].__tablename__, {}).update({row.id: new.id for row, new in pairs})
        what.names |= {row.public_id: new.public_id for row, new in pairs}
    return pairs


def like(row: T, **changes: Any) -> T:
    """A new row with the columns of `row`, but for those that are its own, and `changes`."""
    columns = {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}
    return type(row)(**({name: value for name, value in columns.items() if name not in FRESH} | changes))
