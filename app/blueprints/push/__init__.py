"""Where browsers subscribe, and say what arrived."""

from app.blueprints.push.views import blueprint

__all__ = ["blueprint"]
