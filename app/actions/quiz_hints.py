"""Hints to open pages about a quiz: that something changed, never what (T3); pages fetch what they may show."""

from __future__ import annotations

import logging

from redis.exceptions import RedisError

from app import realtime
from app.extensions import redis

EVENT = "quiz"
SECONDS = 1

log = logging.getLogger(__name__)


def changed(quiz_id: int) -> None:
    """Tell the open pages about this quiz: for `transaction.after_commit`. Once a second at most; never raises.

    A hint says that there is something to fetch within `SECONDS`, so that those kept back are not missed.
    """
    try:
        first = redis().set(f"classbell:quiz:{quiz_id}", 1, ex=SECONDS, nx=True)
    except RedisError as error:
        log.debug("no hint about quiz %s: %s", quiz_id, error)
        return
    if first:
        realtime.emit_to(room(quiz_id), EVENT, {"within": SECONDS})


def room(quiz_id: int) -> str:
    return f"quiz:{quiz_id}"
