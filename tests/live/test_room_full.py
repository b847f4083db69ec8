"""A room between browsers holds a few; many come at one moment, as when a host starts a session that they wait for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from app.actions import live_roster
from app.extensions import db
from app.models.user import User
from tests.live.conftest import Room
from tests.support.people import make_member, make_user
from tests.support.portal import wait_until

AT_MOST, THEY = 6, 14


def test_no_more_than_there_are_places(room: Room) -> None:
    people = [make_user("student", f"Student {n}") for n in range(THEY)]
    for person in people:
        make_member(room.ring.classroom, person)
    db.session.commit()
    sockets = [room.connect(person) for person in people]

    def ask(number: int) -> dict[str, Any]:
        return sockets[number].ask("room_join", {"session": room.public_id})

    with ThreadPoolExecutor(THEY) as pool:
        answers = list(pool.map(ask, range(THEY)))
    assert sorted(each.get("why", "in") for each in answers) == ["full"] * (THEY - AT_MOST) + ["in"] * AT_MOST
    assert live_roster.count(room.id) == AT_MOST
    sockets[next(number for number, each in enumerate(answers) if each["ok"])].close()
    assert wait_until(lambda: live_roster.count(room.id) == AT_MOST - 1, 10)
    refused = next(number for number, each in enumerate(answers) if not each["ok"])
    assert ask(refused)["ok"]
    _host_comes_in(room, room.host)


def _host_comes_in(room: Room, host: User) -> None:
    """Full or not."""
    room.come(host)
    assert live_roster.count(room.id) == AT_MOST + 1
