"""Lists in pages of a fixed size, by ?page=: two queries, whatever the length of the list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request, url_for
from sqlalchemy import Select, func, select

from app.extensions import db
from app.models import limits

T = TypeVar("T")
DIGITS = 6


@dataclass(frozen=True)
class Page(Generic[T]):
    """A slice of a list, and the way to its neighbours. `page` counts from 1, `pages` is at least 1."""

    items: list[T]
    page: int
    pages: int
    total: int
    prev_url: str | None = None
    next_url: str | None = None

    @property
    def has_prev(self) -> bool:
        return self.prev_url is not None

    @property
    def has_next(self) -> bool:
        return self.next_url is not None


def page(found: Select[T], endpoint: str, *, size: int = limits.PAGE, **args: object) -> Page[T]:
    """The page that ?page= asks for: the first where it is no number, the last where there are not so many.

    `args` are the parts of the address (the id of the class, filters); those that are empty are left out of it.
    """
    total = db.session.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0
    pages = max(1, -(-total // size))
    current = min(asked(), pages)
    items = list(db.session.scalars(found.limit(size).offset((current - 1) * size)))
    kept = {name: value for name, value in args.items() if value not in (None, "")}

    def address(number: int) -> str | None:
        if not 1 <= number <= pages:
            return None
        place: dict[str, Any] = kept if number == 1 else {**kept, "page": number}
        return url_for(endpoint, **place)

    return Page(items, current, pages, total, address(current - 1), address(current + 1))


def asked() -> int:
    """The number in ?page=; 1 where there is none."""
    given = request.args.get("page", "1")
    plain = given.isascii() and given.isdecimal() and len(given) <= DIGITS
    return max(1, int(given)) if plain else 1
