"""Certificates: one's own, those of a class, on paper, and the public page that says whether one is good."""

from flask import Blueprint

blueprint = Blueprint("certificates", __name__)

from app.blueprints.certificates import of_class, own, verification  # noqa: E402

__all__ = ["blueprint", "of_class", "own", "verification"]
