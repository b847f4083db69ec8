"""How many requests a program may send: counted for its person, all tokens and sessions together, else its address.

The headers are those of draft-ietf-httpapi-ratelimit-headers-06: RateLimit-Limit, -Remaining and -Reset (seconds).
"""

from __future__ import annotations

from flask import Response, g
from flask_babel import gettext as _
from flask_login import current_user
from limits import parse

from app.errors import TooMany
from app.web.limits import Bound, address

A_MINUTE = parse("600 per minute")


def count() -> None:
    """Count this request. Raises TooMany beyond the limit."""
    bound = Bound(A_MINUTE, ("api", _whom()))
    within = bound.hit()
    g.api_limit = remaining, seconds = bound.left()
    if not within or remaining < 0:
        raise TooMany(_("Too many requests. Wait a little."), retry_after=max(1, seconds))


def tell(response: Response) -> Response:
    if "api_limit" in g:
        remaining, seconds = g.api_limit
        response.headers["RateLimit-Limit"] = str(A_MINUTE.amount)
        response.headers["RateLimit-Remaining"] = str(max(0, remaining))
        response.headers["RateLimit-Reset"] = str(seconds)
    return response


def _whom() -> str:
    if not current_user.is_authenticated:
        return f"address:{address()}"
    return f"user:{current_user.public_id}"
