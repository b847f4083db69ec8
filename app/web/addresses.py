"""Addresses in templates: a page has about eighty, and building one anew takes longer than remembering it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Flask, current_app, request

REMEMBERED = 8192
LONG = 64  # characters: what is longer was typed by somebody, such as the `next` of a log-in


def init_app(app: Flask) -> None:
    app.jinja_env.globals["url_for"] = address


def address(endpoint: str, **values: Any) -> str:
    """Like flask.url_for. Remembered where it depends on nothing but the endpoint, its values and the script's root."""
    if not request or endpoint[0] == ".":
        return current_app.url_for(endpoint, **values)
    for name, value in values.items():
        if name[0] == "_" or (isinstance(value, str) and len(value) > LONG):
            return current_app.url_for(endpoint, **values)
    return _built(request.root_path, endpoint, **values)


@lru_cache(maxsize=REMEMBERED)
def _built(_root: str, _endpoint: str, /, **values: Any) -> str:
    return current_app.url_for(_endpoint, **values)
