"""Faces, for whoever is signed in."""

from app.blueprints.avatars.views import blueprint

__all__ = ["blueprint"]
