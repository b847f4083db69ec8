"""First run of an empty school."""

from app.blueprints.setup.views import blueprint

__all__ = ["blueprint"]
