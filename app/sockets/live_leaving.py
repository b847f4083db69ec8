"""How a socket gets out of a room: it left, it broke, or it was put out. Each is done once, whoever notices."""

from __future__ import annotations

import logging
import time

from flask_babel import gettext as _
from flask_socketio import leave_room
from redis.exceptions import RedisError

from app import realtime, transaction
from app.actions import live_roster, live_visits
from app.actions.live_doors import Door
from app.actions.live_roster import Person
from app.config import settings
from app.extensions import db
from app.models.live import LiveSession
from app.sockets.live_places import Place, Places
from app.sockets.live_pulse import Pulse
from app.video import Unreachable, VideoRoom, provider

WHY = {Door.REMOVED: "removed", Door.ENDED: "ended"}

log = logging.getLogger(__name__)


def words(why: str) -> str:
    """For the person who is out."""
    return {
        "removed": _("A host removed you from this session."),
        "ended": _("This session is over."),
        "elsewhere": _("You joined from another page or device, so this one left."),
    }.get(why, _("You have no place in this session any more."))


def put_out(places: Places, pulse: Pulse, place: Place, why: str) -> None:
    """Tell him, and let him hear nothing any more; unless he has left that place himself."""
    current = places.pop(place.sid, place)
    if current is not None:
        realtime.socketio.emit("room_out", {"why": why, "said": words(why)}, to=place.sid)
        _out(current, pulse)


def leave(places: Places, pulse: Pulse, sid: str) -> None:
    """He went himself, or his socket is gone."""
    place = places.pop(sid)
    if place is not None:
        _out(place, pulse)


def show(places: Places, pulse: Pulse, place: Place, person: Person) -> None:
    """He is here, and so he is now; unless he went away meanwhile, or another page of his took his place."""
    if live_roster.put(place.session_id, [person]):
        put_out(places, pulse, place, "elsewhere")
        return
    pulse.here(place.session_id, person)
    if places.now(place) is None:
        pulse.gone(place.session_id, person.peer)
        live_roster.drop(place.session_id, [person.peer])


def _out(place: Place, pulse: Pulse) -> None:
    person = place.person
    if person is None:
        return
    for name in rooms(place.session_id, person):
        leave_room(name, sid=place.sid, namespace="/")
    pulse.gone(place.session_id, person.peer)
    try:
        live_roster.drop(place.session_id, [person.peer])
    except RedisError as error:
        log.debug("who left stands in the roster: %s", error)
    transaction.turn_to_writing()
    live_visits.left(person.peer)
    close_media(place.session_id, person)


def rooms(session_id: int, person: Person) -> tuple[str, ...]:
    """The socket rooms of somebody who is in."""
    return (
        live_roster.room(session_id),
        live_roster.room(session_id, person.audience),
        live_roster.peer_room(session_id, person.peer),
    )


def close_media(session_id: int, person: Person) -> None:
    """Neither does the media server hold him any more. It is asked while no transaction is open.

    Who was let in just when the session ended may have made its room anew: it ends once more.
    """
    transaction.read_only()
    session = db.session.get(LiveSession, session_id)
    db.session.remove()
    if session is None:
        return
    room = VideoRoom(session.room, session.room_secret)
    try:
        way = provider(session.provider.value, settings())
        if session.is_live:
            way.remove(room, person.peer, person.token)
        elif person.token:
            way.end(room)
    except (KeyError, Unreachable) as error:
        log.warning("the media server was not told that somebody left: %s", error)


def forget_tokens(session: LiveSession, tokens: list[str]) -> None:
    """They let nobody in any more, ten minutes after they were made."""
    try:
        provider(session.provider.value, settings()).forget(VideoRoom(session.room, session.room_secret), tokens)
    except (KeyError, Unreachable) as error:
        log.warning("tokens were not taken back: %s", error)


def is_old(place: Place) -> bool:
    return place.token_until is not None and place.token_until <= time.time()
