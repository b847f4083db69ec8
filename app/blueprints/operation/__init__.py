"""What machines ask: is the process alive, can it serve, how is it doing."""

from app.blueprints.operation.views import blueprint

__all__ = ["blueprint"]
