"""The one way in which a join code is tried, however it comes: ten tries in three minutes (security.md T10)."""

from __future__ import annotations

from app.actions import join_codes
from app.models.classroom import Classroom
from app.models.user import User
from app.web import limits

PAIR = "10 per 3 minutes"
ADDRESS = "300 per 15 minutes"


def try_code(code: str, user: User) -> Classroom | None:
    """The classroom that `code` opens, or None, whatever is wrong with it. Raises TooMany."""
    tries = limits.Tries("join", account=user.public_id, pair=PAIR, per_address=ADDRESS)
    tries.begin()
    found = join_codes.opened_by(code)
    if found is None:
        tries.failed()
    else:
        tries.passed()
    return found
