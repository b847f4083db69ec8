"""One running portal for the live tests, with a class in it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from flask.sessions import SecureCookieSessionInterface
from simple_websocket import ConnectionClosed

from app.actions import live_roster
from app.extensions import db
from app.models.live import LiveState
from app.models.user import User
from tests.support import database
from tests.support.live import make_live
from tests.support.people import make_school, make_session
from tests.support.portal import Portal, portal, wait_until
from tests.support.ring import Ring, make_ring
from tests.support.socket_client import SocketClient


@pytest.fixture(scope="module")
def running() -> Iterator[Portal]:
    with portal() as found:
        found.start("web", "worker", "clock")
        yield found


@pytest.fixture
def live(running: Portal) -> Iterator[Portal]:
    """The running portal, inside its app's context, at a school that is set up; empty afterwards."""
    with running.app.app_context():
        make_school()
        yield running
        database.empty()


@pytest.fixture
def ring(live: Portal) -> Ring:
    return make_ring()


def cookie(live: Portal, user: User) -> str:
    """The Cookie header of a browser that `user` is signed in with."""
    serializer = SecureCookieSessionInterface().get_signing_serializer(live.app)
    value = serializer.dumps({"_user_id": make_session(user), "_fresh": True})
    db.session.commit()
    return f"session={value}"


class Room:
    """A session that goes on, and sockets of people who come to it."""

    def __init__(self, live: Portal, ring: Ring, **settings: Any) -> None:
        self.live, self.ring = live, ring
        self.session = make_live(ring.classroom, **{"state": LiveState.LIVE, **settings})
        db.session.commit()
        self.id, self.public_id = self.session.id, self.session.public_id
        self.sockets: list[SocketClient] = []

    def connect(self, person: User) -> SocketClient:
        socket = SocketClient(self.live.url, cookie(self.live, person))
        assert socket.wait_for("bell") is not None
        self.sockets.append(socket)
        return socket

    def ask_in(self, person: User, **state: bool) -> tuple[SocketClient, dict[str, Any]]:
        socket = self.connect(person)
        return socket, socket.ask("room_join", {"session": self.public_id, **state})

    def come(self, person: User, **state: bool) -> tuple[SocketClient, dict[str, Any]]:
        socket, answer = self.ask_in(person, **state)
        assert answer["ok"], answer
        return socket, answer

    @property
    def host(self) -> User:
        return self.ring.teacher

    @property
    def student(self) -> User:
        return self.ring.students[0]

    @property
    def other(self) -> User:
        return self.ring.students[1]


@pytest.fixture
def room(live: Portal, ring: Ring) -> Iterator[Room]:
    made = Room(live, ring)
    yield made
    for socket in made.sockets:
        with contextlib.suppress(ConnectionClosed):
            socket.close()
    assert wait_until(lambda: live_roster.count(made.id) == 0, 30)
