"""Whoever closes the page while he is let in, or while he changes something, is not in the room afterwards."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import func, select

from app.actions import live_roster
from app.extensions import db
from app.models.live_people import LiveVisit
from tests.live.conftest import Room
from tests.support.portal import wait_until

TIMES = 5
REFRESHED_SECONDS = 12.0  # the watch says every ten seconds who is here: what stands then would stand for ever


def test_gone_before_the_answer(room: Room) -> None:
    for _ in range(TIMES):
        socket = room.connect(room.student)
        socket.emit("room_join", {"session": room.public_id})
        socket.close()
        assert wait_until(lambda: live_roster.count(room.id) == 0, 10)
    time.sleep(REFRESHED_SECONDS)
    assert live_roster.count(room.id) == 0
    assert db.session.scalar(select(func.count()).where(LiveVisit.left_at.is_(None))) == 0


@pytest.mark.parametrize("event", ["room_state", "room_hand"])
def test_gone_while_something_is_shown(room: Room, event: str) -> None:
    for turn in range(TIMES):
        socket, _answer = room.come(room.student)
        socket.emit(event, {"audio": turn % 2 == 0, "up": True})
        socket.close()
        assert wait_until(lambda: live_roster.count(room.id) == 0, 10)
    time.sleep(2)
    assert live_roster.count(room.id) == 0
