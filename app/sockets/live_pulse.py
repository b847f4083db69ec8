"""What changed in a room, gathered: told at most four times a second, once where many are (500 who come at once)."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from redis.exceptions import RedisError

from app.actions import live_roster
from app.actions.live_roster import Person

SECONDS = 0.25
MANY, SECONDS_FOR_MANY = 30, 1.0
REACTIONS_AT_MOST = 50


@dataclass
class Gathered:
    here: dict[str, Person] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    reactions: list[dict[str, Any]] = field(default_factory=list)


class Pulse:
    """Of this process. Rooms that have nothing to tell cost nothing."""

    def __init__(self) -> None:
        self._rooms: dict[int, Gathered] = {}
        self._next: dict[int, float] = {}
        self._lock = Lock()

    def here(self, session_id: int, person: Person) -> None:
        with self._lock:
            gathered = self._rooms.setdefault(session_id, Gathered())
            before = gathered.here.get(person.peer)
            if person.peer not in gathered.gone and (before is None or before.n <= person.n):
                gathered.here[person.peer] = person

    def gone(self, session_id: int, peer: str) -> None:
        with self._lock:
            gathered = self._rooms.setdefault(session_id, Gathered())
            gathered.here.pop(peer, None)
            gathered.gone.add(peer)

    def reaction(self, session_id: int, peer: str, name: str) -> None:
        with self._lock:
            gathered = self._rooms.setdefault(session_id, Gathered())
            if len(gathered.reactions) < REACTIONS_AT_MOST:
                gathered.reactions.append({"peer": peer, "name": name})

    def beat(self) -> None:
        """Tell what is due. What cannot be told now is told later."""
        now = time.monotonic()
        with self._lock:
            due = {key: each for key, each in self._rooms.items() if self._next.get(key, 0) <= now}
        for session_id in due:
            try:
                total = live_roster.count(session_id)
            except RedisError:
                continue
            with self._lock:
                gathered = self._rooms.pop(session_id)
                self._next[session_id] = now + (SECONDS_FOR_MANY if total > MANY else SECONDS)
                self._next = {key: at for key, at in self._next.items() if at > now}
            _tell(session_id, gathered, total)


def _tell(session_id: int, gathered: Gathered, total: int) -> None:
    if gathered.here or gathered.gone:
        live_roster.tell_people(session_id, gathered.here.values(), gathered.gone, total)
    if gathered.reactions:
        live_roster.tell(session_id, "room_reactions", {"all": gathered.reactions})
