"""What all who are in a room add up to: a page whose table adds up to something else has missed news."""

from __future__ import annotations

import time
from typing import Any

from app.actions import live_roster

SECONDS = 1.0
DIGITS = 8


class Counts:
    """Of this process. Redis is asked once a second of each room, however many pages ask."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[float, dict[str, Any]]] = {}

    def of(self, session_id: int) -> dict[str, Any]:
        """`count` and `sum`. Raises RedisError."""
        now = time.monotonic()
        fresh = {key: each for key, each in self._known.items() if now - each[0] < SECONDS}
        if session_id not in fresh:
            people = live_roster.everybody(session_id)
            total = sum(int(each.peer[:DIGITS], 16) + each.n for each in people)
            fresh[session_id] = now, {"count": len(people), "sum": total}
            self._known = fresh
        return fresh[session_id][1]
