"""The one way in which a join code is tried, however it comes: ten tries in three minutes (security.md T10).

Beyond these a whole school's wrong codes are counted, whoever tries them: that shuts nobody out, and rings an alarm.
"""

from __future__ import annotations

import logging

from limits import parse

from app.actions import join_codes
from app.models.classroom import Classroom
from app.models.user import User
from app.web import limits

PAIR = "10 per 3 minutes"
ADDRESS = "300 per 15 minutes"
EVERYWHERE = limits.Bound(parse("300 per hour"), ("join", "wrong", "everywhere"))
ALARM = limits.Bound(parse("1 per day"), ("join", "alarm"))

log = logging.getLogger(__name__)


def try_code(code: str, user: User) -> Classroom | None:
    """The classroom that `code` opens, or None, whatever is wrong with it. Raises TooMany."""
    tries = limits.Tries("join", account=user.public_id, pair=PAIR, per_address=ADDRESS)
    tries.begin()
    found = join_codes.opened_by(code)
    if found is None:
        tries.failed()
        _count_everywhere()
    else:
        tries.passed()
    return found


def codes_are_guessed() -> bool:
    """Whether, within the last day, more wrong codes came in an hour than a school mistypes."""
    return not ALARM.room()


def _count_everywhere() -> None:
    if not EVERYWHERE.hit() and ALARM.hit():
        about = EVERYWHERE.item.amount, limits.address()
        log.warning("class codes are being guessed: more than %s wrong ones in an hour, the last from %s", *about)
