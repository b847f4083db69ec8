"""The calendar: its page, and the feed that other programs read."""

from flask import Blueprint

blueprint = Blueprint("calendar", __name__, url_prefix="/calendar")

from app.blueprints.calendar import feed, page  # noqa: E402

__all__ = ["blueprint", "feed", "page"]
