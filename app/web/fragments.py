"""Parts of pages that are the same for many, or for one again and again: rendered once for each language, and kept."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache, partial

from flask import Flask, current_app, request
from jinja2 import Environment
from markupsafe import Markup, escape

from app.spoken import spoken
from app.web import assets

KEPT = 1024  # the largest, a rail with twelve emoji, takes 20 kB


def init_app(app: Flask) -> None:
    app.extensions["fragments"] = lru_cache(KEPT, typed=True)(partial(_rendered, app.jinja_env))
    app.jinja_env.globals.update(fragment=fragment, icon_fragment=icon)


def fragment(name: str, /, **values: Hashable) -> Markup:
    """templates/fragments/`name`.html, which knows nothing but `values` and the language: neither reader nor request.

    Values of different types are different, so what is escaped is never taken for what is not.
    """
    place = (spoken().language, request.root_path if request else "", assets.stamp())
    found: Markup = current_app.extensions["fragments"](place, name, **values)
    return found


def icon(name: str, label: str | None = None) -> Markup:
    """What components/icon.html is, without the work of a macro: a page has dozens."""
    return fragment("icon", name=name, label=label)


def _rendered(templates: Environment, _place: tuple[str, str, int], name: str, /, **values: Hashable) -> Markup:
    return escape(templates.get_template(f"fragments/{name}.html").make_module(values))
