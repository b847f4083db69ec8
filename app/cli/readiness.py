"""Asking the running portal over HTTP whether it serves."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

from app.config import Settings

SECONDS = 10
_LOOPBACK = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1", "[::]": "::1"}  # noqa: S104  # nosec B104


def status(settings: Settings, path: str) -> int:
    """The status that the portal answers at `path`; 0 where nobody answers in time."""
    host = _LOOPBACK.get(settings.host, settings.host).strip("[]")
    connection = http.client.HTTPConnection(host, settings.port, timeout=SECONDS)
    try:
        connection.request("GET", path, headers={"Host": urlsplit(settings.base_url).netloc})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
