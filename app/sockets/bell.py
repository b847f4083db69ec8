"""The bell's socket: who connects hears of changes; pages fetch what they show.

A socket is not a request: its session is a copy from the moment it connected. What may end meanwhile (the session,
the person's right to come in) is looked up again every few seconds, and whoever lost it is disconnected (T13, T15).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Lock

from flask import Flask, request
from flask_login import current_user
from flask_socketio import disconnect, emit, join_room
from sqlalchemy import select

from app import clock, realtime, transaction
from app.extensions import db
from app.models.credential import UserSession
from app.models.user import Status, User
from app.notifications import hints
from app.permissions import public

WATCH_SECONDS = 10
# In one process: under gthread each holds a thread, under gevent next to nothing.
SOCKETS_AT_MOST = {"threading": 100, "gevent": 10_000}

log = logging.getLogger(__name__)


class Present:
    """The sockets of this process: whose they are, and the session that each came in with.

    Nouns with rooms of their own leave a farewell, called with each socket that is gone.
    """

    def __init__(self) -> None:
        self.sockets: dict[str, tuple[int, int]] = {}
        self.lock = Lock()
        self.watching = False
        self.farewells: list[Callable[[str], None]] = []

    def add(self, sid: str, user_id: int, session_id: int) -> None:
        with self.lock:
            self.sockets[sid] = (user_id, session_id)

    def drop(self, sid: str) -> None:
        with self.lock:
            self.sockets.pop(sid, None)

    def has(self, sid: str) -> bool:
        with self.lock:
            return sid in self.sockets

    def all(self) -> dict[str, tuple[int, int]]:
        with self.lock:
            return dict(self.sockets)

    def watch_once(self) -> bool:
        """True for the first one who asks."""
        with self.lock:
            first, self.watching = not self.watching, True
            return first


def init_app(app: Flask) -> None:
    """Register the bell's events and their watch."""
    present = Present()
    app.extensions["present"] = present
    capacity = int(app.config.get("SOCKETS_AT_MOST", SOCKETS_AT_MOST[realtime.socketio.async_mode]))

    @realtime.socketio.on("connect")
    @public
    def connect(_auth: object = None) -> bool | None:
        return _connect(app, present, capacity)

    @realtime.socketio.on("disconnect")
    @public
    def leave(_reason: object = None) -> None:
        present.drop(_sid())
        for farewell in present.farewells:
            farewell(_sid())


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]


def _connect(app: Flask, present: Present, capacity: int) -> bool | None:
    """Let in whoever has a session, first into the room and then told where his bell stands; False refuses."""
    transaction.read_only()
    try:
        if not current_user.is_authenticated or current_user.session is None or len(present.all()) >= capacity:
            return False
        user, session = current_user, current_user.session
        join_room(realtime.room(user.id))
        join_room(realtime.session_room(session.id))
        present.add(_sid(), user.id, session.id)
        realtime.mark_connected([user.id])
        emit("bell", {**hints.position(user.id), "latest": None})
    except Exception:
        log.exception("a socket was not let in")
        present.drop(_sid())
        return False
    finally:
        db.session.remove()
    if present.watch_once():
        realtime.socketio.start_background_task(_watch, app, present)
    return None


def _watch(app: Flask, present: Present) -> None:
    while True:
        realtime.socketio.sleep(WATCH_SECONDS)
        try:
            with app.app_context():
                check(present)
        except Exception:
            log.exception("the watch over sockets failed")


def check(present: Present) -> None:
    """Disconnect the sockets of sessions that ended; note everybody else as here."""
    sockets = present.all()
    wanted = {session_id for _, session_id in sockets.values()}
    good = good_sessions(wanted)
    for sid, (_, session_id) in sockets.items():
        if session_id not in good:
            disconnect(sid=sid, namespace="/")
            present.drop(sid)
    realtime.mark_connected({user_id for user_id, session_id in sockets.values() if session_id in good})


def good_sessions(ids: set[int]) -> set[int]:
    """Those of these sign-ins that still hold."""
    if not ids:
        return set()
    transaction.read_only()
    current = (
        select(UserSession.id)
        .join(User)
        .where(UserSession.id.in_(ids), UserSession.expires_at > clock.now(), User.status == Status.ACTIVE)
    )
    found = set(db.session.scalars(current))
    db.session.remove()
    return found
