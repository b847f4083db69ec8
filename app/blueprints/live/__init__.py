"""Live sessions: scheduled, shown, entered."""

from flask import Blueprint

blueprint = Blueprint("live", __name__)

from app.blueprints.live import cancelling, chat, doors, overview, people, rooms, writing  # noqa: E402

__all__ = ["blueprint", "cancelling", "chat", "doors", "overview", "people", "rooms", "writing"]
