"""Announcements: those that concern one, those of a class, and their writing."""

from flask import Blueprint

blueprint = Blueprint("announcements", __name__)

from app.blueprints.announcements import people, publications, reading, writing  # noqa: E402

__all__ = ["blueprint", "people", "publications", "reading", "writing"]
