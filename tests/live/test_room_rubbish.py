"""What somebody may send into a room besides what pages send: it is answered, and hurts nobody else."""

from __future__ import annotations

import contextlib

from simple_websocket import ConnectionClosed

from tests.live.conftest import Room

SURROGATE = "\ud800"
RUBBISH = (
    ("room_chat", {"client_id": "0" * 32, "body": SURROGATE}),
    ("room_chat", {"client_id": "\0", "body": "x"}),
    ("room_lead", {"deed": "remove", "user": SURROGATE}),
    ("room_lead", {"deed": "unsay", "message": "\0"}),
    ("room_lead", {"deed": "admit", "peer": {"a": [1]}}),
    ("room_signal", {"to": SURROGATE, "items": []}),
    ("room_reaction", {"name": {}}),
)
DEEP = "[" * 30_000
BROKEN = ("42", "42[", f"42{DEEP}", "42[]", "42[{}]", '451-["room_signal",{"_placeholder":true,"num":9}]', "4", "9")


def test_signals_that_no_browser_can_read_are_not_passed_on(room: Room) -> None:
    """JSON has no NaN: a page that is told one hangs up."""
    host, mine = room.come(room.host)
    student, _his = room.come(room.student)
    for item in (float("nan"), float("inf"), {"sdp": [float("-inf")]}):
        assert not student.ask("room_signal", {"to": mine["peer"], "items": [item]})["ok"]
    assert host.wait_for("room_signal", 0.7) is None


def test_rubbish_is_answered(room: Room) -> None:
    host = room.connect(room.host)
    assert not host.ask("room_join", {"session": SURROGATE * 32})["ok"]
    assert host.ask("room_join", {"session": room.public_id})["ok"]
    for event, given in RUBBISH:
        assert not host.ask(event, given)["ok"], given


def test_broken_frames_end_one_socket_at_most(room: Room) -> None:
    host, _mine = room.come(room.host)
    for text in (*BROKEN, f'42["{"x" * 70_000}"]'):
        student = room.connect(room.student)
        with contextlib.suppress(ConnectionClosed):
            student.say(text)
    assert host.ask("room_hand", {"up": True})["ok"]
    assert room.come(room.student)[1]["ok"]
