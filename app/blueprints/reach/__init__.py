"""Who was reached and which way: of one event, of one notification, of a class."""

from flask import Blueprint

blueprint = Blueprint("reach", __name__)

from app.blueprints.reach import board, events, proof  # noqa: E402

__all__ = ["blueprint", "board", "events", "proof"]
