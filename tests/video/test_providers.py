"""What each way of meeting gives to a browser, and what it keeps to itself."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import replace
from pathlib import Path

import pytest

from app.config import Settings
from app.video import VideoRoom, offered, provider

NOW = 1_800_000_000.0
ROOM = VideoRoom("a" * 32, "b" * 32)
PLAIN = Settings("test", "x" * 40, Path("/nowhere"), "sqlite://", "http://localhost:8000")
TURN = replace(PLAIN, turn_urls=("turn:turn.school.example:3478",), turn_secret="of coturn")


def test_without_a_media_server_browsers_speak_to_each_other() -> None:
    assert offered(PLAIN) == ("mesh", "link")
    with pytest.raises(KeyError):
        provider("sfu", PLAIN)
    assert provider("mesh", PLAIN).seat(ROOM, "c" * 32, NOW).media == {"provider": "mesh", "ice": [], "at_most": 6}


def test_a_media_server_comes_first() -> None:
    assert offered(replace(PLAIN, video_sfu_url="http://127.0.0.1:8088/janus")) == ("sfu", "mesh", "link")


def test_credentials_of_coturn_are_made_as_it_reads_them() -> None:
    [server] = provider("mesh", TURN).seat(ROOM, "c" * 32, NOW).media["ice"]
    assert server["urls"] == ["turn:turn.school.example:3478"]
    expires, who = str(server["username"]).split(":")
    assert who == "c" * 32
    assert NOW < int(expires) <= NOW + 12 * 3600
    signed = hmac.new(b"of coturn", str(server["username"]).encode(), hashlib.sha1).digest()
    assert server["credential"] == base64.b64encode(signed).decode()
    assert "of coturn" not in str(server)


def test_an_outside_link_takes_no_media_here() -> None:
    link = provider("link", TURN)
    assert link.seat(ROOM, "c" * 32, NOW).media == {"provider": "link", "ice": []}
    link.remove(ROOM, "c" * 32, "")
    link.end(ROOM)
