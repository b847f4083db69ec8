"""How far people are: lessons marked as done, one's own progress, and that of a class."""

from flask import Blueprint

blueprint = Blueprint("progress", __name__)

from app.blueprints.progress import classes, finishing, own, people  # noqa: E402

__all__ = ["blueprint", "classes", "finishing", "own", "people"]
