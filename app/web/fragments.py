"""Parts of pages that are the same for many: rendered once for each language, and kept."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache, partial

from flask import Flask, current_app, request
from jinja2 import Environment
from markupsafe import Markup, escape

from app.web import assets
from app.web.texts import spoken

KEPT = 4096


def init_app(app: Flask) -> None:
    app.extensions["fragments"] = lru_cache(KEPT, typed=True)(partial(_rendered, app.jinja_env))
    app.jinja_env.globals["fragment"] = fragment


def fragment(name: str, /, **values: Hashable) -> Markup:
    """templates/fragments/`name`.html, which knows nothing but `values` and the language: neither reader nor request.

    Values of different types are different, so what is escaped is never taken for what is not.
    """
    place = (spoken().language, request.root_path if request else "", assets.stamp())
    found: Markup = current_app.extensions["fragments"](place, name, **values)
    return found


def _rendered(templates: Environment, _place: tuple[str, str, int], name: str, /, **values: Hashable) -> Markup:
    return escape(templates.get_template(f"fragments/{name}.html").make_module(values))
