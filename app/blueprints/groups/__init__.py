"""Groups of a class: some of its students, for whom something is meant."""

from flask import Blueprint

blueprint = Blueprint("groups", __name__)

from app.blueprints.groups import pages  # noqa: E402

__all__ = ["blueprint", "pages"]
