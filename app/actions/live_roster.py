"""Who is in the room of a live session now, whatever process his socket is in: kept in Redis, true for a minute.

Each process says again and again who it holds (`refresh`); who is not said again is gone. The rows of visits are the
record; this is only for those who are there. Every call raises RedisError while the queue server is away.
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, cast

from app import realtime
from app.extensions import redis
from app.models.user import Visibility

STALE_SECONDS = 40
KEPT_SECONDS = 3600
TAKE_A_PLACE = """
if redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
redis.call('ZADD', KEYS[2], ARGV[4], ARGV[2])
return 1
"""


@dataclass(frozen=True)
class Person:
    """One connection. `shown` is to whom his name is, `token` the one that let him into the media server."""

    peer: str
    user_id: int
    user: str
    name: str
    picture: str | None
    shown: str
    leads: bool
    inside: bool
    audio: bool = False
    video: bool = False
    screen: bool = False
    hand: int | None = None
    n: int = 1
    token: str = ""

    @property
    def audience(self) -> str:
        """What he may see of others: as a host, as a member of the class, or as a guest."""
        if self.leads:
            return "hosts"
        return "members" if self.inside else "guests"

    def changed(self, **values: Any) -> Person:
        return replace(self, **values, n=self.n + 1)

    def told_to(self, audience: str) -> dict[str, Any]:
        """What pages of this audience hear of him: his name and picture where he lets them see those."""
        known = self.leads or audience in SHOWN[self.shown]
        return {
            "peer": self.peer,
            "user": self.user,
            "name": self.name if known else "",
            "picture": self.picture if known else None,
            "leads": self.leads,
            "audio": self.audio,
            "video": self.video,
            "screen": self.screen,
            "hand": self.hand,
            "n": self.n,
        }


SHOWN: Mapping[str, Collection[str]] = {
    Visibility.SCHOOL: ("hosts", "members", "guests"),
    Visibility.CLASSMATES: ("hosts", "members"),
    Visibility.TEACHERS: ("hosts",),
}
AUDIENCES = ("hosts", "members", "guests")


def _key(session_id: int, what: str) -> str:
    return f"classbell:live:{session_id}:{what}"


def room(session_id: int, audience: str = "") -> str:
    """The socket room of everybody in it, or of one audience."""
    return f"live:{session_id}:{audience}"


def peer_room(session_id: int, peer: str) -> str:
    """Of one connection: bound to its session, so that signals go to nobody elsewhere."""
    return f"live:{session_id}:peer:{peer}"


def put(session_id: int, people: Iterable[Person]) -> None:
    """These are here now, as they are."""
    found = {each.peer: each for each in people}
    if not found:
        return
    now = time.time()
    with redis().pipeline(transaction=True) as pipe:
        pipe.hset(_key(session_id, "people"), mapping={peer: json.dumps(asdict(each)) for peer, each in found.items()})
        pipe.zadd(_key(session_id, "seen"), dict.fromkeys(found, now))
        pipe.hset(_key(session_id, "peers"), mapping={str(each.user_id): peer for peer, each in found.items()})
        for what in ("people", "seen", "peers"):
            pipe.expire(_key(session_id, what), KEPT_SECONDS)
        pipe.execute()


def enter(session_id: int, person: Person, at_most: int | None) -> bool:
    """Take a place for him if there is one: many who come at one moment are no more than there are places."""
    if at_most is not None:
        keys = _key(session_id, "people"), _key(session_id, "seen")
        if not redis().eval(
            TAKE_A_PLACE, len(keys), *keys, at_most, person.peer, json.dumps(asdict(person)), time.time()
        ):
            return False
    put(session_id, [person])
    return True


def drop(session_id: int, peers: Collection[str]) -> None:
    if not peers:
        return
    with redis().pipeline(transaction=True) as pipe:
        pipe.hdel(_key(session_id, "people"), *peers)
        pipe.zrem(_key(session_id, "seen"), *peers)
        pipe.execute()


def everybody(session_id: int) -> list[Person]:
    kept = cast(list[Any], redis().hvals(_key(session_id, "people")))
    return [Person(**json.loads(each)) for each in kept]


def of_user(session_id: int, user_id: int) -> Person | None:
    """His place in the room: there is one, the last that he took."""
    peer = redis().hget(_key(session_id, "peers"), str(user_id))
    kept = redis().hget(_key(session_id, "people"), peer) if peer else None
    return Person(**json.loads(kept)) if kept else None


def count(session_id: int) -> int:
    return int(redis().hlen(_key(session_id, "people")))


def holds(session_id: int, peer: str) -> bool:
    return bool(redis().hexists(_key(session_id, "people"), peer))


def absent(session_id: int, peers: Collection[str]) -> set[str]:
    """Those of `peers` that stand here no more."""
    wanted = list(peers)
    found = cast(list[Any], redis().hmget(_key(session_id, "people"), wanted)) if wanted else []
    return {peer for peer, kept in zip(wanted, found, strict=True) if kept is None}


def stale(session_id: int) -> list[Person]:
    """Take out those whose process said nothing of them for a while. Each is answered to one who asks."""
    oldest = time.time() - STALE_SECONDS
    names = cast(list[Any], redis().zrangebyscore(_key(session_id, "seen"), 0, oldest))
    peers = [name.decode() if isinstance(name, bytes) else str(name) for name in names]
    mine = [peer for peer in peers if redis().zrem(_key(session_id, "seen"), peer)]
    if not mine:
        return []
    kept = cast(list[Any], redis().hmget(_key(session_id, "people"), mine))
    redis().hdel(_key(session_id, "people"), *mine)
    return [Person(**json.loads(each)) for each in kept if each is not None]


def tell(session_id: int, event: str, payload: dict[str, Any], audience: str = "") -> None:
    """Say something to everybody in the room, or to one audience. Never raises."""
    tell_room(room(session_id, audience), event, payload)


def tell_room(name: str, event: str, payload: dict[str, Any]) -> None:
    realtime.emit_to(name, event, payload)


def tell_people(session_id: int, here: Iterable[Person], gone: Collection[str], total: int) -> None:
    """Who came, changed or went, to each audience what it may see."""
    people = list(here)
    for audience in AUDIENCES:
        told = {"here": [each.told_to(audience) for each in people], "gone": list(gone), "count": total}
        tell(session_id, "room_people", told, audience)
