"""What a class has outside of its lessons."""

from app.blueprints.resources.views import blueprint

__all__ = ["blueprint"]
