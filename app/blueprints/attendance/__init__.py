"""Who was at a live session."""

from flask import Blueprint

blueprint = Blueprint("attendance", __name__)

from app.blueprints.attendance import correcting, table  # noqa: E402

__all__ = ["blueprint", "correcting", "table"]
