"""Who is in the room of a live session now, whatever process his socket is in: kept in Redis, true for a minute.

Each process says again and again who it holds (`put`); who is not said again is gone. The rows of visits are the
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
# Scripts of Redis, each one step for all others: KEYS are people, seen and peers of one room.
TAKE_A_PLACE = """
local most, user, peer = tonumber(ARGV[3]), ARGV[4], ARGV[5]
if most and redis.call('HLEN', KEYS[1]) >= most then return 0 end
redis.call('HSET', KEYS[1], peer, ARGV[6])
redis.call('ZADD', KEYS[2], ARGV[1], peer)
redis.call('HSET', KEYS[3], user, peer)
for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, ARGV[2]) end
return 1
"""
KEEP_PLACES = """
local displaced = {}
for each = 3, #ARGV, 3 do
  local user, peer = ARGV[each], ARGV[each + 1]
  local last = redis.call('HGET', KEYS[3], user)
  if last and last ~= peer then
    table.insert(displaced, peer)
  else
    redis.call('HSET', KEYS[1], peer, ARGV[each + 2])
    redis.call('ZADD', KEYS[2], ARGV[1], peer)
    redis.call('HSET', KEYS[3], user, peer)
  end
end
for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, ARGV[2]) end
return displaced
"""
GIVE_UP = """
local given_up = {}
for _, peer in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], 0, ARGV[1])) do
  local person = redis.call('HGET', KEYS[1], peer)
  if person then table.insert(given_up, person) end
  redis.call('HDEL', KEYS[1], peer)
  redis.call('ZREM', KEYS[2], peer)
end
return given_up
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


def _name(kept: Any) -> str:
    return kept.decode() if isinstance(kept, bytes) else str(kept)


def room(session_id: int, audience: str = "") -> str:
    """The socket room of everybody in it, or of one audience."""
    return f"live:{session_id}:{audience}"


def peer_room(session_id: int, peer: str) -> str:
    """Of one connection: bound to its session, so that signals go to nobody elsewhere."""
    return f"live:{session_id}:peer:{peer}"


def _run(script: str, session_id: int, *given: str | float) -> Any:
    keys = [_key(session_id, what) for what in ("people", "seen", "peers")]
    return redis().eval(script, len(keys), *keys, *given)


def put(session_id: int, people: Iterable[Person]) -> set[str]:
    """These are here now, as they are. Whose place another page of his took is not put back: the peers of those."""
    said = [str(each) for person in people for each in (person.user_id, person.peer, json.dumps(asdict(person)))]
    if not said:
        return set()
    return {_name(peer) for peer in _run(KEEP_PLACES, session_id, time.time(), KEPT_SECONDS, *said)}


def enter(session_id: int, person: Person, at_most: int | None) -> bool:
    """Take a place for him if there is one: many who come at one moment are no more than there are places.

    From now on it is his only place: who of his is in another one hears of it with the next `put`.
    """
    most = "" if at_most is None else at_most
    said = most, person.user_id, person.peer, json.dumps(asdict(person))
    return bool(_run(TAKE_A_PLACE, session_id, time.time(), KEPT_SECONDS, *said))


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


def stale(session_id: int) -> list[Person]:
    """Take out those whose process said nothing of them for a while. Each is answered to one who asks."""
    return [Person(**json.loads(each)) for each in _run(GIVE_UP, session_id, time.time() - STALE_SECONDS)]


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
