"""Modules: the ordered parts of a class."""

from flask import Blueprint

blueprint = Blueprint("modules", __name__)

from app.blueprints.modules import deleted, modules, places, titles  # noqa: E402

__all__ = ["blueprint", "deleted", "modules", "places", "titles"]
