"""Live sessions: scheduled, shown, entered."""

from flask import Blueprint

blueprint = Blueprint("live", __name__)

from app.blueprints.live import cancelling, overview, people, writing  # noqa: E402

__all__ = ["blueprint", "cancelling", "overview", "people", "writing"]
