"""The watch over rooms: every second the database is asked who may still be there, and what of the room changed.

So whoever is removed from the session, its class or the school is out within two seconds, whatever door that came
through (T15), who waits comes in when he may, and a queue server that lost everything is told anew who is here.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask_socketio import join_room, leave_room
from redis.exceptions import RedisError

from app import realtime, transaction
from app.actions import live_rights, live_roster, live_visits
from app.actions.live_doors import Door
from app.actions.live_rights import Standing
from app.extensions import db
from app.models.live import LiveSession
from app.sockets import live_coming, live_leaving
from app.sockets.bell import good_sessions
from app.sockets.live_counts import Counts
from app.sockets.live_places import Place, Places
from app.sockets.live_pulse import SECONDS, Pulse

WATCH_SECONDS = 1.0
REFRESH_SECONDS = 10.0
STAYS = (Door.OPEN, Door.CONSENT)

log = logging.getLogger(__name__)


@dataclass
class Watch:
    """What this process holds of all rooms, and what it last said of each."""

    app: Flask
    places: Places = field(default_factory=Places)
    pulse: Pulse = field(default_factory=Pulse)
    counts: Counts = field(default_factory=Counts)
    said: dict[int, dict[str, Any]] = field(default_factory=dict)
    asked_in: dict[int, list[dict[str, str]]] = field(default_factory=dict)
    refreshed: float = 0.0
    reached: float = 0.0
    stood_by_since: float = 0.0

    def begin(self) -> None:
        """Once, with the first who comes."""
        if self.places.watch_once():
            realtime.socketio.start_background_task(self._for_ever, SECONDS, self.pulse.beat)
            realtime.socketio.start_background_task(self._for_ever, WATCH_SECONDS, self.check)

    def _for_ever(self, seconds: float, work: Any) -> None:
        while True:
            realtime.socketio.sleep(seconds)
            try:
                with self.app.app_context():
                    work()
            except Exception:
                log.exception("the watch over rooms failed")

    def inside(self, sid: str) -> tuple[Place, LiveSession]:
        """The place of this socket, as long as its person may still be there. Raises Refused."""
        place = self.places.get(sid)
        if place is None or place.person is None:
            raise live_coming.Refused("left")
        session = live_rights.current(place.session_id)
        standing = live_rights.of(session, [place.user_id])[place.user_id] if session else None
        if session is None or session.public_id != place.session or standing is None or standing.door not in STAYS:
            why = live_leaving.WHY.get(standing.door, "left") if standing and standing.door else "left"
            live_leaving.put_out(self.places, self.pulse, place, why)
            raise live_coming.Refused(why)
        return place, session

    def check(self) -> None:
        """Look after every room that somebody of this process is in."""
        rooms = self.places.by_session()
        for session_id, places in rooms.items():
            self.look(session_id, places)
        self.said = {key: said for key, said in self.said.items() if key in rooms}
        self.asked_in = {key: asked for key, asked in self.asked_in.items() if key in rooms}
        if rooms and time.monotonic() - self.refreshed >= REFRESH_SECONDS:
            self.refreshed = time.monotonic()
            self._refresh(rooms)

    def look(self, session_id: int, places: list[Place]) -> None:
        """Put out who may not be there, let in who may, and tell what changed."""
        transaction.read_only()
        session = live_rights.current(session_id)
        standings = live_rights.of(session, [each.user_id for each in places]) if session else {}
        good = good_sessions({each.login_id for each in places})
        for place in places:
            standing = standings.get(place.user_id)
            if session is None or session.public_id != place.session or standing is None or place.login_id not in good:
                self._out(place, None)
            elif place.person is None:
                self._wait(place, standing)
            elif standing.door not in STAYS:
                self._out(place, standing.door)
            elif (standing.leads, standing.inside) != (place.person.leads, place.person.inside):
                self._change_audience(place, standing)
        transaction.read_only()
        session = live_rights.current(session_id)
        if session is not None:
            self._tell(session, places)
        db.session.remove()

    def _out(self, place: Place, door: Door | None) -> None:
        if place.person is None:
            self._open(place, "declined")
        else:
            why = live_leaving.WHY.get(door, "left") if door else "left"
            live_leaving.put_out(self.places, self.pulse, place, why)

    def _wait(self, place: Place, standing: Standing) -> None:
        """He waits at the door: it opens, or it does not any more."""
        if standing.door in live_coming.WAITS:
            return
        state = {Door.OPEN: "open", Door.CONSENT: "open", Door.ASK: "open", Door.ENDED: "ended"}
        self._open(place, state.get(standing.door or Door.REMOVED, "declined"))

    def _open(self, place: Place, state: str) -> None:
        """Who waited waits no more; unless he has gone, or is at another door by now."""
        if self.places.pop(place.sid, place) is not None:
            realtime.socketio.emit("room_door", {"state": state}, to=place.sid)

    def _change_audience(self, place: Place, standing: Standing) -> None:
        """He became a host or a member of the class, or is none any more: he hears what those hear."""
        before = place.person
        after = self.places.change(place, leads=standing.leads, inside=standing.inside)
        if before is None or after is None:
            return
        leave_room(live_roster.room(place.session_id, before.audience), sid=place.sid, namespace="/")
        join_room(live_roster.room(place.session_id, after.audience), sid=place.sid, namespace="/")
        live_leaving.show(self.places, self.pulse, place, after)

    def _tell(self, session: LiveSession, places: list[Place]) -> None:
        """To those of this process: each process tells its own."""
        said = live_coming.room_words(session, 0)
        if self.said.get(session.id) != said:  # the first time, too: it may have changed since somebody came in
            self.said[session.id] = said
            words = {**said, "count": live_roster.count(session.id)}
            _emit("room_session", words, (each for each in places if each.person))
        hosts = [each for each in places if each.person and each.person.leads]
        if hosts:
            asked = live_coming.waiting_words(session)
            if self.asked_in.get(session.id, []) != asked:
                self.asked_in[session.id] = asked
                _emit("room_waiting", {"waiting": asked}, hosts)

    def _refresh(self, rooms: dict[int, list[Place]]) -> None:
        """Say who is here; take note of who is not, of whom another page took the place, of tokens that are old."""
        for session_id, places in rooms.items():
            inside = [each for each in places if each.person is not None]
            try:
                self._settle(session_id, inside)
            except RedisError as error:
                log.debug("the roster of a room was not refreshed: %s", error)
            self._drop_tokens(session_id, inside)
        here = [each.person.peer for places in rooms.values() for each in places if each.person is not None]
        transaction.turn_to_writing()
        live_visits.seen(here)
        db.session.remove()

    def _settle(self, session_id: int, inside: list[Place]) -> None:
        mine = {each.person.peer: each for each in inside if each.person is not None}
        now = (self.places.now(each) for each in inside)
        here = [each.person for each in now if each is not None and each.person is not None]
        for peer in live_roster.put(session_id, here):
            live_leaving.put_out(self.places, self.pulse, mine[peer], "elsewhere")
        live_roster.drop(session_id, [peer for peer, each in mine.items() if self.places.now(each) is None])
        if not self._stood_by():
            return
        for person in live_roster.stale(session_id):
            self.pulse.gone(session_id, person.peer)
            transaction.turn_to_writing()
            live_visits.left_unnoticed(person.peer)
            live_leaving.close_media(session_id, person)

    def _stood_by(self) -> bool:
        """Whether others had time to say who they hold, since this process could say it itself: after an outage of the
        queue server the first who comes back must not take all others for gone."""
        now = time.time()
        if not 0 <= now - self.reached <= 2 * REFRESH_SECONDS:
            self.stood_by_since = now
        self.reached = now
        return now - self.stood_by_since >= live_roster.STALE_SECONDS

    def _drop_tokens(self, session_id: int, inside: list[Place]) -> None:
        old = [each for each in inside if live_leaving.is_old(each)]
        if not old:
            return
        transaction.read_only()
        session = live_rights.current(session_id)
        db.session.remove()
        if session is not None:
            live_leaving.forget_tokens(session, [each.person.token for each in old if each.person])
        for place in old:
            self.places.forget_token(place)


def _emit(event: str, words: dict[str, Any], places: Iterable[Place]) -> None:
    for place in places:
        realtime.socketio.emit(event, words, to=place.sid)
