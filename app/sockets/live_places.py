"""The sockets of this process that are in the room of a live session, or wait at its door."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from app.actions.live_roster import Person

SECONDS = 10.0


@dataclass(frozen=True)
class Place:
    """One socket. `person` is None as long as he waits; `session` is the public id, `login_id` what he signed in with.

    `token_until`: the token that let him into the media server is on its list until then, in seconds since 1970.
    """

    sid: str
    user_id: int
    login_id: int
    session_id: int
    session: str
    person: Person | None = None
    token_until: float | None = None

    def is_of(self, other: Place | None) -> bool:
        """Both are of one joining, whatever was changed since."""
        return other is not None and self._joining == other._joining

    @property
    def _joining(self) -> tuple[str, int, str]:
        return self.sid, self.session_id, self.person.peer if self.person else ""


class Places:
    """Read and changed by many threads; a place itself never changes, another takes its place."""

    def __init__(self) -> None:
        self._places: dict[str, Place] = {}
        self._begun: set[str] = set()
        self._paces: dict[tuple[str, str], tuple[float, int]] = {}
        self._lock = Lock()
        self._watched = False

    def put(self, place: Place) -> None:
        with self._lock:
            self._places[place.sid] = place

    def begins(self, sid: str) -> bool:
        """One joining of a socket at a time: False while another is under way."""
        with self._lock:
            first = sid not in self._begun
            self._begun.add(sid)
            return first

    def ends(self, sid: str) -> None:
        with self._lock:
            self._begun.discard(sid)

    def get(self, sid: str) -> Place | None:
        with self._lock:
            return self._places.get(sid)

    def now(self, known: Place) -> Place | None:
        """The place as it is by now; None when its socket left it, even for another one."""
        with self._lock:
            return self._now(known)

    def _now(self, known: Place) -> Place | None:
        place = self._places.get(known.sid)
        return place if known.is_of(place) else None

    def change(self, known: Place, **values: Any) -> Person | None:
        """What he shows of himself in this place, with these values; None when he has gone meanwhile."""
        with self._lock:
            place = self._now(known)
            if place is None or place.person is None:
                return None
            person = place.person.changed(**values)
            self._places[place.sid] = replace(place, person=person)
            return person

    def give_token(self, known: Place, token: str, until: float | None) -> str | None:
        """Another token for this place. The one before; None when he has gone meanwhile."""
        with self._lock:
            place = self._now(known)
            if place is None or place.person is None:
                return None
            person = replace(place.person, token=token)
            self._places[place.sid] = replace(place, person=person, token_until=until)
            return place.person.token

    def forget_token(self, known: Place) -> None:
        """The token that `known` has is used up; a fresh one that he got meanwhile stays."""
        with self._lock:
            place = self._now(known)
            if place is None or place.person is None or known.person is None or place.token_until != known.token_until:
                return
            self._places[place.sid] = replace(place, person=replace(place.person, token=""), token_until=None)

    def pop(self, sid: str, known: Place | None = None) -> Place | None:
        """Take it out: answered to one of those who ask at once. With `known`, that one only and none taken since."""
        with self._lock:
            place = self._places.get(sid)
            if place is None or (known is not None and not known.is_of(place)):
                return None
            return self._places.pop(sid)

    def forget_pace(self, sid: str) -> None:
        with self._lock:
            for key in [key for key in self._paces if key[0] == sid]:
                del self._paces[key]

    def of_peer(self, session_id: int, peer: str) -> Place | None:
        with self._lock:
            return next(
                (each for each in self._places.values() if each.session_id == session_id and _is(each, peer)), None
            )

    def by_session(self) -> dict[int, list[Place]]:
        found: dict[int, list[Place]] = defaultdict(list)
        with self._lock:
            for place in self._places.values():
                found[place.session_id].append(place)
        return dict(found)

    def keeps_pace(self, sid: str, what: str, at_most: int) -> bool:
        """Whether one more of `what` within ten seconds is no more than `at_most` (T15)."""
        now = time.monotonic()
        with self._lock:
            since, number = self._paces.get((sid, what), (now, 0))
            if now - since >= SECONDS:
                since, number = now, 0
            self._paces[(sid, what)] = (since, number + 1)
            return number < at_most

    def watch_once(self) -> bool:
        """True for the first one who asks."""
        with self._lock:
            first, self._watched = not self._watched, True
            return first


def _is(place: Place, peer: str) -> bool:
    return place.person is not None and place.person.peer == peer
