"""The portal with room for all sockets of the benchmark in one process."""

from app.sockets import bell

bell.SOCKETS_AT_MOST = 5000

from wsgi import app  # noqa: E402

__all__ = ["app"]
