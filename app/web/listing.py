"""Tables that are searched, filtered, ordered and taken along: what an address asks of them, and its columns."""

from __future__ import annotations

from collections.abc import Callable, Collection
from enum import StrEnum
from typing import Any

from flask import Response

from app import clock

LONGEST = 100


def asked(given: Any, filters: type[StrEnum], orders: Collection[str]) -> dict[str, Any]:
    """Search, filter and order as they stand in an address; what is unknown is the usual."""
    show, order = given.get("show", ""), given.get("sort", "")
    return {
        "q": given.get("q", "").replace("\0", "").strip()[:LONGEST],
        "show": show if show in set(filters) else "",
        "sort": order if order in orders else "name",
    }


def sortable(
    asked: dict[str, Any], key: str, label: str, first: str, url: Callable[..., str], *, numeric: bool = False
) -> dict[str, Any]:
    """A column whose head orders by it: `first` as the first click does, then the other way round."""
    second = key if first.startswith("-") else f"-{key}"
    place = {**asked, "sort": second if asked["sort"] == first else first}
    sorted_now = {key: "ascending", f"-{key}": "descending"}.get(asked["sort"])
    sort_url = url(**{name: value for name, value in place.items() if value})
    return {"key": key, "label": label, "sort_url": sort_url, "sorted": sorted_now, "numeric": numeric}


def taken_along(content: str | bytes, mimetype: str, name: str, ending: str) -> Response:
    """A file of today, to be saved."""
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{clock.now():%Y-%m-%d}.{ending}"'
    return response
