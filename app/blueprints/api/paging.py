"""Lists in slices that stay true while rows come and go: a cursor says where the last slice ended, not how many it had.

A cursor is signed, and good for the list that gave it only.
"""

from __future__ import annotations

from typing import Any, TypedDict, TypeVar

from flask import request
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from app.config import settings
from app.errors import Invalid
from app.extensions import db

T = TypeVar("T")
CURSOR_LENGTH = 500


class Slice(TypedDict):
    """What a list answers. `next_cursor` is None at its end."""

    items: list[Any]
    next_cursor: str | None


def slice_of(
    found: Select[T], *keys: InstrumentedAttribute[Any], limit: int, cursor: str | None, newest_first: bool = False
) -> Slice:
    """The next `limit` rows of `found` after `cursor`, in the order of `keys`, which together are unique.

    Raises Invalid (cursor) for one that this list did not give.
    """
    order = [key.desc() if newest_first else key.asc() for key in keys]
    wanted = found.order_by(None).order_by(*order).limit(limit + 1)
    if cursor is not None:
        place, end = tuple_(*keys), tuple_(*_values(cursor, len(keys)))
        wanted = wanted.where(place < end if newest_first else place > end)
    rows = list(db.session.scalars(wanted))
    return {"items": rows[:limit], "next_cursor": _cursor(rows[limit - 1], keys) if len(rows) > limit else None}


def _cursor(last: Any, keys: tuple[InstrumentedAttribute[Any], ...]) -> str:
    return str(_serializer().dumps([getattr(last, key.key) for key in keys]))


def _values(cursor: str, number: int) -> list[Any]:
    try:
        values = _serializer().loads(cursor) if len(cursor) <= CURSOR_LENGTH else None
    except BadData:
        values = None
    if not isinstance(values, list) or len(values) != number:
        raise Invalid({"cursor": _("This cursor is not of this list. Leave it out to begin anew.")})
    return values


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt=f"cursor:{request.endpoint}")
