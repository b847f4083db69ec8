"""Addresses of pages elsewhere, as people type them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

LONGEST = 2_000
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\x9f\\<>\"\u200b-\u200f\u2028-\u202e\u2066-\u2069]")
_HOST = re.compile(r"[\w.\-]+|[0-9A-Fa-f:.]+", re.UNICODE)


def web_address(text: str) -> str | None:
    """The same address if it leads to a page by http or https, without a name and password in it; else None."""
    address = text.strip()
    if len(address) > LONGEST or _FORBIDDEN.search(address):
        return None
    try:
        parts = urlsplit(address)
        _port = parts.port
    except ValueError:
        return None
    fine = parts.scheme in ("http", "https") and parts.hostname and _HOST.fullmatch(parts.hostname)
    return address if fine and parts.username is None and parts.password is None else None


def host_of(address: str) -> str:
    """The name of the machine that an address leads to, as it is shown beside a link."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def origin_of(address: str) -> str:
    """Scheme, host and port: what a browser names as the origin of a page (RFC 6454, 6.2)."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
