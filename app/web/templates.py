"""The environment of all templates."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from flask import Flask
from flask.templating import Environment

NO_LIMIT = -1


class Templates(Environment):
    """Flask's, whose templates share its globals as they are.

    Jinja lays a ChainMap over them for each template, which every import and include of a page walks through.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def init_app(app: Flask) -> None:
    """Before anything asks `app` for its templates."""
    app.jinja_environment = Templates
    app.jinja_options = {**app.jinja_options, "cache_size": NO_LIMIT}  # all are ours; looking through 400 takes longer
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
