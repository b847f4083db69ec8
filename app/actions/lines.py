"""What stands in an order: where something comes in it, and the numbers of all written anew in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import case, update

from app.errors import Invalid
from app.extensions import db


def place(line: Sequence[Any], before: Any | None, after: Any | None) -> int:
    """Where in `line` it comes: beside a neighbour, else at the end. Raises Invalid for one that is not there."""
    for name, neighbour, further in (("before", before, 0), ("after", after, 1)):
        if neighbour is not None:
            ids = [each.id for each in line]
            if neighbour.id not in ids:
                raise Invalid({name: _("This does not stand there any more. Look at the order again.")})
            return ids.index(neighbour.id) + further
    return len(line)


def number(model: Any, line: Sequence[Any]) -> None:
    """Number them anew, in one statement; what has its number already is left alone, and nobody's times change."""
    places = {each.id: number for number, each in enumerate(line, 1)}
    if not places:
        return
    where = case(places, value=model.id)
    kept = {"updated_at": model.updated_at} if hasattr(model, "updated_at") else {}
    db.session.flush()
    moved = update(model).where(model.id.in_(places), model.position != where)
    db.session.execute(moved.values(position=where, **kept))
    for each in line:
        db.session.refresh(each, ["position"])
