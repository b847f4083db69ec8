"""How somebody gets into a room: his right is asked, his place made, his seat at the media server given."""

from __future__ import annotations

import secrets
import time
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from flask_socketio import join_room
from sqlalchemy import select

from app import clock, transaction
from app.actions import live_doors, live_rights, live_roster, live_visits
from app.actions.live_doors import Door
from app.actions.live_rights import Standing
from app.actions.live_roster import Person
from app.config import settings
from app.errors import ClassbellError
from app.extensions import db
from app.models.live import LiveSession
from app.models.recording import Recording, RecordingState
from app.models.user import User
from app.sockets import live_leaving
from app.sockets.live_places import Place, Places
from app.sockets.live_pulse import Pulse
from app.video import Seat, Unreachable, VideoRoom, provider
from app.video.base import LEAVE_SECONDS

WAITS = {Door.NOT_STARTED, Door.WAITING, Door.LOCKED}


class Refused(Exception):
    """An event that is not done: a code for the page, words for the person."""

    def __init__(self, why: str, said: str = "") -> None:
        super().__init__(why)
        self.why, self.said = why, said or _said(why)


def _said(why: str) -> str:
    return {
        "not_started": _("The host has not started this session yet. You come in as soon as it starts."),
        "waiting": _("The host lets people in one by one. Please wait."),
        "locked": _("This session is locked. A host can let you in."),
        "consent": _("This session may be recorded. Read the notice before you join."),
        "busy": _("The room cannot be reached at the moment. Try again in a few seconds."),
    }.get(why, live_leaving.words(why))


def come(places: Places, pulse: Pulse, sid: str, asked: dict[str, Any]) -> dict[str, Any]:
    """Into the room that `asked` names, out of any other. Raises Refused, ClassbellError, RedisError."""
    if not places.begins(sid):
        raise Refused("busy")
    try:
        return _come(places, pulse, sid, asked)
    finally:
        places.ends(sid)


def _come(places: Places, pulse: Pulse, sid: str, asked: dict[str, Any]) -> dict[str, Any]:
    live_leaving.leave(places, pulse, sid)
    transaction.read_only()
    user, session, standing = _known(asked.get("session"))
    place = Place(sid, user.id, current_user.session.id, session.id, session.public_id)
    door = _door(session, user, standing)
    if door in WAITS:
        places.put(place)
    if door is not Door.OPEN:
        raise Refused(door.value)
    db.session.remove()  # many come at once: none keeps a connection while he waits for something else
    was_in = _put_out_elsewhere(places, pulse, session, standing)
    person = _person(user, standing, asked)
    seat = _let_in(session, person, None if was_in or person.leads else _at_most(session))
    person = replace(person, token=seat.token)
    transaction.turn_to_writing()
    live_visits.joined(session.id, user.id, person.peer)
    db.session.remove()
    for name in live_leaving.rooms(session.id, person):
        join_room(name, sid=sid, namespace="/")
    place = replace(place, person=person, token_until=_until(seat))
    places.put(place)
    live_leaving.show(places, pulse, place, person)
    if places.now(place) is None:
        raise Refused("left")  # he was told why
    return {**_welcome(session, person), "media": seat.media}


def again(places: Places, pulse: Pulse, place: Place, session: LiveSession) -> dict[str, Any]:
    """Fresh tokens for who is in. Raises Refused."""
    if place.person is None:
        raise Refused("left")
    db.session.remove()
    seat = _seated(session, place.person.peer)
    before = places.give_token(place, seat.token, _until(seat))
    live_leaving.forget_tokens(session, [seat.token if before is None else before])
    now = places.now(place)
    if now is None or now.person is None:
        raise Refused("left")
    if seat.token:
        live_leaving.show(places, pulse, now, now.person)
    return {"media": seat.media}


def people_words(session_id: int, person: Person) -> dict[str, Any]:
    """Everybody who is there, as `person` may see them."""
    people = live_roster.everybody(session_id)
    return {"people": [each.told_to(person.audience) for each in people], "count": len(people)}


def room_words(session: LiveSession, total: int) -> dict[str, Any]:
    """What every page in the room shows of it."""
    running = Recording.session_id == session.id, Recording.state == RecordingState.RUNNING
    recording = db.session.scalar(select(Recording.id).where(*running, Recording.deleted_at.is_(None)).limit(1))
    return {
        "session": session.public_id,
        "title": session.title,
        "state": session.state.value,
        "locked": session.is_locked,
        "recording": recording is not None,
        "may_record": session.may_record,
        "ends_at": int(session.ends_at.timestamp() * 1000),
        "count": total,
    }


def waiting_words(session: LiveSession) -> list[dict[str, str]]:
    """Who asks to come in, for hosts."""
    return [{"user": entry.user.public_id, "name": entry.user.name} for entry in live_doors.waiting(session)]


def _known(public_id: object) -> tuple[User, LiveSession, Standing]:
    """The session, if he may be in it now, whatever was so when he connected. Raises Refused."""
    user = db.session.get(User, current_user.id, populate_existing=True)
    if user is None or not isinstance(public_id, str):
        raise Refused("forbidden")
    found = db.session.scalar(select(LiveSession.id).where(LiveSession.public_id == public_id))
    session = live_rights.current(found) if found is not None else None
    standing = live_rights.of(session, [user.id])[user.id] if session is not None else None
    if session is None or standing is None or standing.door is None:
        raise Refused("forbidden")
    return user, session, standing


def _door(session: LiveSession, user: User, standing: Standing) -> Door:
    """Whoever comes for the first time asks hereby."""
    if standing.door is None:
        raise Refused("forbidden")
    waits_for_nobody = standing.door in (Door.WAITING, Door.LOCKED) and not (session.waiting_room or session.is_locked)
    if standing.door is not Door.ASK and not waits_for_nobody:
        return standing.door
    transaction.turn_to_writing()
    try:
        return live_doors.ask(session, actor=user, leads=standing.leads)
    except ClassbellError:
        return Door.REMOVED


def _let_in(session: LiveSession, person: Person, at_most: int | None) -> Seat:
    """His seat at the media server, once he has a place in the room. Raises Refused."""
    if not live_roster.enter(session.id, person, at_most):
        full = ngettext(
            "This room is full: it holds %(num)d person.", "This room is full: it holds %(num)d people.", at_most or 0
        )
        raise Refused("full", full)
    try:
        return _seated(session, person.peer)
    except Refused:
        live_roster.drop(session.id, [person.peer])
        raise


def _put_out_elsewhere(places: Places, pulse: Pulse, session: LiveSession, standing: Standing) -> bool:
    """A person is in a room once. Whether he was: then he comes back, however full it is."""
    old = live_roster.of_user(session.id, standing.user_id)
    if old is not None:
        _put_out(places, pulse, session, old)
    return old is not None


def _put_out(places: Places, pulse: Pulse, session: LiveSession, old: Person) -> None:
    here = places.of_peer(session.id, old.peer)
    if here is not None:
        live_leaving.put_out(places, pulse, here, "elsewhere")
        return
    live_roster.drop(session.id, [old.peer])
    pulse.gone(session.id, old.peer)
    transaction.turn_to_writing()
    live_visits.left_unnoticed(old.peer)
    live_leaving.close_media(session.id, old)


def _at_most(session: LiveSession) -> int | None:
    try:
        return provider(session.provider.value, settings()).at_most
    except KeyError:
        raise Refused("busy") from None


def _person(user: User, standing: Standing, asked: dict[str, Any]) -> Person:
    return Person(
        peer=secrets.token_hex(16),
        user_id=user.id,
        user=user.public_id,
        name=user.name,
        picture=user.avatar_url,
        shown=user.profile_visibility.value,
        leads=standing.leads,
        inside=standing.inside,
        audio=asked.get("audio") is True,
        video=asked.get("video") is True,
        screen=asked.get("screen") is True,
    )


def _seated(session: LiveSession, peer: str) -> Seat:
    try:
        return provider(session.provider.value, settings()).seat(
            VideoRoom(session.room, session.room_secret), peer, time.time()
        )
    except (KeyError, Unreachable):
        raise Refused("busy", _("The media server does not answer. Try again in a few seconds.")) from None


def _until(seat: Seat) -> float | None:
    return time.time() + LEAVE_SECONDS if seat.token else None


def _welcome(session: LiveSession, person: Person) -> dict[str, Any]:
    transaction.read_only()
    words, waiting = room_words(session, 0), waiting_words(session) if person.leads else []
    db.session.remove()
    here = people_words(session.id, person)
    return {
        "peer": person.peer,
        "room": {**words, "count": here["count"]},
        "people": here["people"],
        "waiting": waiting,
        "now": int(clock.now().timestamp() * 1000),
    }
