"""What hosts do in the room, one function a deed. Who is no host does none of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from app import transaction
from app.actions import live_chat, live_doors, live_rooms, live_roster
from app.actions.live_roster import Person
from app.errors import NotFound
from app.extensions import db
from app.models.live import LiveSession
from app.models.live_people import LiveMessage
from app.models.user import User

Deed = Callable[[LiveSession, User, dict[str, Any]], None]


def lead(session: LiveSession, host: User, asked: dict[str, Any]) -> None:
    """Raises NotFound (no such deed, nobody there), Conflict."""
    deed = DEEDS.get(str(asked.get("deed")))
    if deed is None:
        raise NotFound
    transaction.turn_to_writing()
    deed(session, host, asked)


def _ask_one(session: LiveSession, host: User, asked: dict[str, Any]) -> None:
    """The page of that person does it; who does not listen can be removed."""
    person = next((each for each in live_roster.everybody(session.id) if each.peer == asked.get("peer")), None)
    if person is None:
        raise NotFound
    _request(session, host, person, str(asked["deed"]))


def _ask_all(deed: str) -> Deed:
    def ask(session: LiveSession, host: User, _asked: dict[str, Any]) -> None:
        for person in live_roster.everybody(session.id):
            if not person.leads and (person.audio if deed == "mute" else person.hand is not None):
                _request(session, host, person, deed)

    return ask


def _request(session: LiveSession, host: User, person: Person, deed: str) -> None:
    room = live_roster.peer_room(session.id, person.peer)
    live_roster.tell_room(room, "room_asked", {"deed": deed, "by": host.name})


def _remove(session: LiveSession, host: User, asked: dict[str, Any]) -> None:
    live_doors.remove(session, _person(session, asked), actor=host)


def _admit(session: LiveSession, host: User, asked: dict[str, Any]) -> None:
    live_doors.admit(session, _person(session, asked), actor=host)


def _admit_all(session: LiveSession, host: User, _asked: dict[str, Any]) -> None:
    live_doors.admit_all(session, actor=host)


def _lock(locked: bool) -> Deed:
    def lock(session: LiveSession, host: User, _asked: dict[str, Any]) -> None:
        live_rooms.set_locked(session, locked, actor=host)

    return lock


def _end(session: LiveSession, host: User, _asked: dict[str, Any]) -> None:
    live_rooms.end(session, actor=host)


def _unsay(session: LiveSession, host: User, asked: dict[str, Any]) -> None:
    mine = LiveMessage.session_id == session.id, LiveMessage.public_id == str(asked.get("message"))
    message = db.session.scalars(select(LiveMessage).where(*mine)).first()
    if message is None:
        raise NotFound
    live_chat.unsay(message, actor=host)


def _person(session: LiveSession, asked: dict[str, Any]) -> User:
    """By the public id, or by the connection that he has. Raises NotFound."""
    user_id = asked.get("user")
    if "peer" in asked:
        user_id = next((each.user for each in live_roster.everybody(session.id) if each.peer == asked["peer"]), None)
    found = db.session.scalars(select(User).where(User.public_id == str(user_id))).first()
    if found is None:
        raise NotFound
    return found


DEEDS: dict[str, Deed] = {
    "mute": _ask_one,
    "stop_video": _ask_one,
    "lower_hand": _ask_one,
    "mute_all": _ask_all("mute"),
    "lower_hands": _ask_all("lower_hand"),
    "remove": _remove,
    "admit": _admit,
    "decline": _remove,
    "admit_all": _admit_all,
    "lock": _lock(True),
    "unlock": _lock(False),
    "end": _end,
    "unsay": _unsay,
}
