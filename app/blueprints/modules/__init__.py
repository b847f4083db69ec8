"""Modules: the ordered parts of a class."""

from flask import Blueprint

blueprint = Blueprint("modules", __name__)

from app.blueprints.modules import modules  # noqa: E402

__all__ = ["blueprint", "modules"]
