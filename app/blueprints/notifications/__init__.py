"""The bell's pages: recent, history, preferences."""

from flask import Blueprint

blueprint = Blueprint("notifications", __name__, url_prefix="/notifications")

from app.blueprints.notifications import history, hours, preferences  # noqa: E402

__all__ = ["blueprint", "history", "hours", "preferences"]
