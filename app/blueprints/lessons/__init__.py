"""The Learn tab of a class, and its lessons: read, written, published."""

from flask import Blueprint

blueprint = Blueprint("lessons", __name__)

from app.blueprints.lessons import drafts, history, material, offline, publications, reading, writing  # noqa: E402

__all__ = ["blueprint", "drafts", "history", "material", "offline", "publications", "reading", "writing"]
