"""A real Janus: whom its rooms let in, and that who is put out stays out (T25)."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from simple_websocket import Client

from app.video import Unreachable, VideoRoom
from app.video.base import Seat
from app.video.janus import Janus as Provider
from tests.support.janus import Janus, janus
from tests.video.test_providers import PLAIN

pytestmark = pytest.mark.slow  # `make check` asks for no program of the system


@pytest.fixture(scope="module")
def server() -> Iterator[Janus]:
    with janus() as found:
        yield found


@pytest.fixture
def provider(server: Janus) -> Provider:
    return Provider(replace(PLAIN, **{name.lower(): value for name, value in server.settings.items()}))


@pytest.fixture
def room() -> VideoRoom:
    return VideoRoom(secrets.token_hex(16), secrets.token_hex(16))


class Visitor:
    """A browser as far as Janus is asked: a session of its own, and a handle in the plugin."""

    def __init__(self, url: str, token: str) -> None:
        self.token = token
        self.socket = Client(f"{url}/", subprotocols=["janus-protocol"])
        self.session = self.say(janus="create").get("data", {}).get("id")
        attached = self.say(janus="attach", session_id=self.session, plugin="janus.plugin.videoroom")
        self.handle = attached.get("data", {}).get("id")

    def say(self, **words: Any) -> dict[str, Any]:
        transaction = secrets.token_hex(6)
        self.socket.send(json.dumps({**words, "transaction": transaction, "token": self.token}))
        while (text := self.socket.receive(timeout=5)) is not None:
            answer = json.loads(text)
            if answer.get("transaction") == transaction and answer["janus"] != "ack":
                return dict(answer)
        raise AssertionError("no answer")

    def ask(self, **body: Any) -> dict[str, Any]:
        answer = self.say(janus="message", session_id=self.session, handle_id=self.handle, body=body)
        return dict(answer.get("plugindata", {}).get("data", answer))

    def join(self, seat: Seat, **other: Any) -> dict[str, Any]:
        media = seat.media
        wanted = {"room": media["room"], "id": media["id"], "token": media["room_token"], **other}
        return self.ask(request="join", ptype="publisher", **wanted)


def _seat(provider: Provider, room: VideoRoom) -> Seat:
    return provider.seat(room, secrets.token_hex(16), time.time())


def _visitor(server: Janus, seat: Seat) -> Visitor:
    return Visitor(server.websocket, seat.media["token"])


def test_who_has_a_seat_comes_in(server: Janus, provider: Provider, room: VideoRoom) -> None:
    first, second = _seat(provider, room), _seat(provider, room)
    for seat in (first, second):
        assert _visitor(server, seat).join(seat)["videoroom"] == "joined"


def test_nobody_else_does(server: Janus, provider: Provider, room: VideoRoom) -> None:
    seat, elsewhere = _seat(provider, room), _seat(provider, VideoRoom(secrets.token_hex(16), "x" * 32))
    stranger = Visitor(server.websocket, "no token at all")
    assert stranger.session is None
    guest = _visitor(server, seat)
    for token in ("", "guessed", elsewhere.media["room_token"], seat.media["token"]):
        assert "error_code" in guest.join(seat, token=token)
    assert "error_code" in guest.ask(request="create", room="of my own")
    assert "error_code" in guest.ask(request="join", ptype="subscriber", room=room.name, streams=[{"feed": "x"}])
    assert "error_code" in guest.ask(request="destroy", room=room.name)
    assert room.secret not in json.dumps(seat.media)


def test_who_is_put_out_stays_out(server: Janus, provider: Provider, room: VideoRoom) -> None:
    seat = _seat(provider, room)
    visitor = _visitor(server, seat)
    assert visitor.join(seat)["videoroom"] == "joined"
    provider.remove(room, seat.media["id"], seat.token)
    again = _visitor(server, seat)
    assert "error_code" in again.join(seat)
    assert "error_code" in again.join(seat, id=secrets.token_hex(16))
    provider.remove(room, seat.media["id"], seat.token)


def test_a_token_that_was_not_used_is_forgotten_and_who_is_in_stays(
    server: Janus, provider: Provider, room: VideoRoom
) -> None:
    inside, late = _seat(provider, room), _seat(provider, room)
    visitor = _visitor(server, inside)
    visitor.join(inside)
    provider.forget(room, [inside.token, late.token])
    assert "error_code" in _visitor(server, late).join(late)
    assert "error_code" not in visitor.ask(request="configure", display="")


def test_a_room_is_made_anew_after_a_restart_and_ends_for_all(
    server: Janus, provider: Provider, room: VideoRoom
) -> None:
    _seat(provider, room)
    server.stop()
    with pytest.raises(Unreachable):
        _seat(provider, room)
    server.start()
    seat = _seat(provider, room)
    visitor = _visitor(server, seat)
    assert visitor.join(seat)["videoroom"] == "joined"
    provider.end(room)
    provider.end(room)
    assert "error_code" in visitor.ask(request="listparticipants", room=room.name)
