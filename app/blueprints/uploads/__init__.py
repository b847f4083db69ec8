"""Files on their way up, by the protocol of tus.io (version 1.0.0)."""

from app.blueprints.uploads.views import blueprint

__all__ = ["blueprint"]
