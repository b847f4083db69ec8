"""Recordings of live sessions."""

from flask import Blueprint

blueprint = Blueprint("recordings", __name__)

from app.blueprints.recordings import pages, pieces, writing  # noqa: E402

__all__ = ["blueprint", "pages", "pieces", "writing"]
