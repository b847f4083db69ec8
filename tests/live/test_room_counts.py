"""What a page asks to know whether it missed news of a room, and joins that overlap on its socket."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from app.actions import live_roster
from app.extensions import db
from app.models.live_people import LiveVisit
from app.models.user import User, Visibility
from tests.live.conftest import Room
from tests.support.portal import wait_until

TIMES = 5


def _total(people: list[dict[str, Any]]) -> dict[str, Any]:
    return {"ok": True, "count": len(people), "sum": sum(int(each["peer"][:8], 16) + each["n"] for each in people)}


def _open_visits() -> int:
    """Ends its transaction: an open one would hold SQLite's only write lock."""
    found = db.session.scalar(select(func.count()).where(LiveVisit.left_at.is_(None))) or 0
    db.session.rollback()
    return found


def test_a_page_asks_what_all_add_up_to_and_who_they_are(room: Room) -> None:
    shy = db.session.get(User, room.student.id)
    shy.profile_visibility = Visibility.TEACHERS
    db.session.commit()
    host, mine = room.come(room.host)
    student, his = room.come(room.student)
    other, _others = room.come(room.other)
    for socket, shown in ((host, shy.name), (other, "")):
        everybody = socket.ask("room_all")
        assert everybody["count"] == 3
        assert {each["peer"]: each["name"] for each in everybody["people"]}[his["peer"]] == shown
        total = _total(everybody["people"])
        assert wait_until(lambda to=socket, wanted=total: to.ask("room_count") == wanted, 5, every=0.5)
    student.ask("room_hand", {"up": True})
    student.close()
    alone = [each for each in mine["people"] if each["leads"]]
    other.ask("room_leave")
    assert wait_until(lambda: host.ask("room_count") == _total(alone), 10, every=0.6)
    for event in ("room_count", "room_all"):
        assert other.ask(event)["why"] == "left"


def test_two_joins_at_once_are_one(room: Room) -> None:
    for _ in range(TIMES):
        socket = room.connect(room.student)
        for _again in range(3):
            socket.emit("room_join", {"session": room.public_id})
        assert wait_until(lambda to=socket: to.ask("room_join", {"session": room.public_id})["ok"], 10, every=0.6)
        assert wait_until(lambda: live_roster.count(room.id) == _open_visits() == 1, 5)
        socket.close()
        assert wait_until(lambda: live_roster.count(room.id) == 0, 10)
