"""The room of a live session over real sockets: who comes in, what each hears, and who is out at once (T15, T25)."""

from __future__ import annotations

import secrets
import time
from typing import Any

import pytest
from sqlalchemy import select

from app import transaction
from app.actions import live_doors, live_rooms, live_roster
from app.extensions import db
from app.models.classroom import Membership, MemberState
from app.models.live import LiveSession, LiveState, Provider
from app.models.live_people import LiveMessage, LiveVisit
from app.models.user import Status, User, Visibility
from app.sockets import live_watch
from tests.live.conftest import Room
from tests.support.people import make_member, make_user
from tests.support.portal import Portal, wait_until
from tests.support.ring import Ring
from tests.support.socket_client import SocketClient

PATIENCE = 15.0  # of a busy machine: what never comes still fails


def _until(socket: SocketClient, event: str, fits: Any, seconds: float = 5.0) -> dict[str, Any]:
    """The next `event` that fits."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        said = socket.wait_for(event, deadline - time.monotonic())
        if said is not None and fits(said):
            return said
    raise AssertionError(f"no such {event}")


def test_people_see_each_other_come_and_go(room: Room) -> None:
    host, mine = room.come(room.host, audio=True)
    assert [each["name"] for each in mine["people"]] == [room.host.name]
    assert mine["media"] == {"provider": "mesh", "ice": [], "at_most": 6}
    student, his = room.come(room.student, video=True)
    assert {each["leads"] for each in his["people"]} == {True, False}
    told = _until(host, "room_people", lambda said: any(each["peer"] == his["peer"] for each in said["here"]))
    [came] = [each for each in told["here"] if each["peer"] == his["peer"]]
    assert (came["video"], came["audio"], came["leads"]) == (True, False, False)
    assert came["name"] == room.student.name
    student.close()
    gone = _until(host, "room_people", lambda said: his["peer"] in said["gone"])
    assert gone["count"] == 1
    visits = list(db.session.scalars(select(LiveVisit).order_by(LiveVisit.id)))
    assert [(each.user_id, each.left_at is None) for each in visits] == [(room.host.id, True), (room.student.id, False)]


def test_signals_reach_the_one_they_are_for_and_nobody_outside(room: Room, live: Portal, ring: Ring) -> None:
    first, mine = room.come(room.host)
    second, his = room.come(room.student)
    third, _others = room.come(room.other)
    assert first.ask("room_signal", {"to": his["peer"], "items": [{"sdp": "x"}]}) == {"ok": True}
    assert second.wait_for("room_signal") == {"from": mine["peer"], "items": [{"sdp": "x"}]}
    assert third.wait_for("room_signal", 0.7) is None
    elsewhere = Room(live, ring)
    stranger, _answer = elsewhere.come(make_member(ring.classroom).user)
    assert stranger.ask("room_signal", {"to": his["peer"], "items": []})["why"] == "gone"
    stranger.close()


def test_states_hands_and_reactions_are_told(room: Room) -> None:
    host, _mine = room.come(room.host)
    student, his = room.come(room.student)

    def shows(**values: Any) -> bool:
        def fits(said: dict[str, Any]) -> bool:
            mine = [each for each in said["here"] if each["peer"] == his["peer"]]
            return any(all(each[name] == value for name, value in values.items()) for each in mine)

        return bool(_until(host, "room_people", fits))

    student.ask("room_state", {"audio": True, "screen": True, "video": "rubbish"})
    assert shows(audio=True, screen=True, video=False)
    student.ask("room_hand", {"up": True})
    assert _until(host, "room_people", lambda said: any(each["hand"] for each in said["here"]))
    student.ask("room_hand", {"up": False})
    assert shows(hand=None)
    assert student.ask("room_reaction", {"name": "clap"})["ok"]
    assert host.wait_for("room_reactions") == {"all": [{"peer": his["peer"], "name": "clap"}]}
    assert not student.ask("room_reaction", {"name": "<b>"})["ok"]


def test_nobody_comes_in_who_may_not(room: Room) -> None:
    for person in (make_user(), make_user("teacher")):
        _socket, answer = room.ask_in(person)
        assert answer["why"] == "forbidden"
    socket = room.connect(room.student)
    for rubbish in (None, 7, [], {"session": 5}, {"session": "0" * 32}, {"session": room.public_id + "x"}):
        assert not socket.ask("room_join", rubbish)["ok"]
    for event in ("room_signal", "room_state", "room_hand", "room_reaction", "room_chat", "room_lead", "room_media"):
        assert socket.ask(event, {"deed": "end"})["why"] == "left"


def test_only_hosts_lead(room: Room) -> None:
    _host, mine = room.come(room.host)
    student, _his = room.come(room.student)
    for deed in ("mute", "remove", "end", "lock", "admit_all", "mute_all"):
        assert student.ask("room_lead", {"deed": deed, "peer": mine["peer"]})["why"] == "forbidden"
    assert db.session.get(LiveSession, room.session.id, populate_existing=True).is_live


def test_a_host_asks_for_silence_and_lowers_hands(room: Room) -> None:
    host, _mine = room.come(room.host)
    student, his = room.come(room.student, audio=True)
    assert host.ask("room_lead", {"deed": "mute", "peer": his["peer"]})["ok"]
    assert student.wait_for("room_asked") == {"deed": "mute", "by": room.host.name}
    assert host.ask("room_lead", {"deed": "mute_all"})["ok"]
    assert student.wait_for("room_asked") == {"deed": "mute", "by": room.host.name}
    assert not host.ask("room_lead", {"deed": "mute", "peer": "f" * 32})["ok"]
    assert not host.ask("room_lead", {"deed": "fly"})["ok"]


def test_who_is_removed_hears_nothing_more_and_stays_out(room: Room) -> None:
    host, mine = room.come(room.host)
    student, his = room.come(room.student)
    other, _answer = room.come(room.other)
    assert host.ask("room_lead", {"deed": "remove", "peer": his["peer"]})["ok"]
    assert student.wait_for("room_out", PATIENCE)["why"] == "removed"
    assert student.ask("room_signal", {"to": mine["peer"], "items": []})["why"] == "left"
    other.ask("room_chat", {"client_id": secrets.token_hex(16), "body": "Is he gone?"})
    assert student.wait_for("room_chat", 0.7) is None
    assert student.ask("room_join", {"session": room.public_id})["why"] == "removed"
    assert host.ask("room_lead", {"deed": "admit", "user": room.student.public_id})["ok"]
    assert student.ask("room_join", {"session": room.public_id})["ok"]


@pytest.mark.parametrize("how", ["class", "school", "door"])
def test_whoever_loses_the_right_is_out_within_two_seconds(room: Room, how: str) -> None:
    host, _mine = room.come(room.host)
    student, his = room.come(room.student)
    if how == "class":
        member = db.session.scalars(select(Membership).where(Membership.user_id == room.student.id)).one()
        member.state = MemberState.REMOVED
        db.session.commit()
    elif how == "school":
        db.session.get(User, room.student.id).status = Status.DEACTIVATED  # type: ignore[union-attr]
        db.session.commit()
    else:
        live_doors.remove(room.session, room.student, actor=room.host)
    assert live_watch.WATCH_SECONDS < 2
    out = student.wait_for("room_out", PATIENCE)
    assert out is not None
    assert out["why"] == ("removed" if how == "door" else "left")
    _until(host, "room_people", lambda said: his["peer"] in said["gone"])
    assert not student.ask("room_signal", {"to": his["peer"], "items": []})["ok"]


def test_the_end_puts_everybody_out(room: Room) -> None:
    host, _mine = room.come(room.host)
    student, _his = room.come(room.student)
    assert host.ask("room_lead", {"deed": "end"})["ok"]
    assert host.wait_for("room_out", PATIENCE)["why"] == "ended"
    assert student.wait_for("room_out", PATIENCE)["why"] == "ended"
    assert student.ask("room_join", {"session": room.public_id})["why"] == "ended"
    assert not [each for each in db.session.scalars(select(LiveVisit)) if each.left_at is None]


def test_who_waits_comes_in_when_the_host_starts(live: Portal, ring: Ring) -> None:
    room = Room(live, ring, state=LiveState.SCHEDULED)
    student, answer = room.ask_in(room.student)
    assert answer["why"] == "not_started"
    transaction.writes()
    live_rooms.start(room.session, actor=room.host)
    db.session.rollback()
    assert student.wait_for("room_door", PATIENCE) == {"state": "open"}
    assert student.ask("room_join", {"session": room.public_id})["ok"]


def test_the_waiting_room_is_told_to_hosts_alone(live: Portal, ring: Ring) -> None:
    room = Room(live, ring, waiting_room=True)
    host, _mine = room.come(room.host)
    student, answer = room.ask_in(room.student)
    assert answer["why"] == "waiting"
    asked = host.wait_for("room_waiting", PATIENCE)
    assert asked == {"waiting": [{"user": room.student.public_id, "name": room.student.name}]}
    assert host.ask("room_lead", {"deed": "admit", "user": room.student.public_id})["ok"]
    assert student.wait_for("room_door", PATIENCE) == {"state": "open"}
    assert student.ask("room_join", {"session": room.public_id})["ok"]
    other, _answer = room.ask_in(room.other)
    assert host.ask("room_lead", {"deed": "decline", "user": room.other.public_id})["ok"]
    assert other.wait_for("room_door", PATIENCE) == {"state": "declined"}
    assert student.wait_for("room_waiting", 0.5) is None


def test_a_room_between_browsers_is_full_but_not_for_its_host(room: Room, ring: Ring) -> None:
    people = [make_member(ring.classroom).user for _ in range(6)]
    for person in people:
        room.come(person)
    assert room.ask_in(room.student)[1]["why"] == "full"
    assert room.ask_in(room.host)[1]["ok"]
    assert room.ask_in(people[0])[1]["ok"]


def test_another_page_of_the_same_person_takes_the_place(room: Room) -> None:
    host, _mine = room.come(room.host)
    first, before = room.come(room.student)
    _second, after = room.come(room.student)
    assert first.wait_for("room_out", PATIENCE)["why"] == "elsewhere"
    assert [each["user"] for each in after["people"]].count(room.student.public_id) == 1
    _until(host, "room_people", lambda said: before["peer"] in said["gone"])


def test_chat_is_kept_told_once_and_taken_away_by_hosts(room: Room) -> None:
    host, _mine = room.come(room.host)
    student, _his = room.come(room.student)
    words = {"client_id": secrets.token_hex(16), "body": "What is <b>this</b>?"}
    said = student.ask("room_chat", words)["message"]
    assert student.ask("room_chat", words)["message"]["id"] == said["id"]
    heard = host.wait_for("room_chat")
    assert (heard["body"], heard["name"]) == ("What is <b>this</b>?", room.student.name)
    assert host.wait_for("room_chat", 0.7) is None
    assert not student.ask("room_chat", {"client_id": "x", "body": "No"})["ok"]
    assert not student.ask("room_chat", {"client_id": secrets.token_hex(16), "body": " "})["ok"]
    assert host.ask("room_lead", {"deed": "unsay", "message": said["id"]})["ok"]
    assert student.wait_for("room_unsaid") == {"id": said["id"]}
    assert db.session.scalars(select(LiveMessage)).one().deleted_at is not None


def test_names_are_told_to_whom_they_are_shown(room: Room) -> None:
    shy = db.session.get(User, room.student.id)
    shy.profile_visibility = Visibility.TEACHERS
    db.session.commit()
    host, _mine = room.come(room.host)
    other, _others = room.come(room.other)
    student, his = room.come(room.student)

    def name(socket: SocketClient) -> str:
        fits = lambda said: any(each["peer"] == his["peer"] for each in said["here"])  # noqa: E731
        return next(each["name"] for each in _until(socket, "room_people", fits)["here"] if each["peer"] == his["peer"])

    assert name(host) == shy.name
    assert name(other) == ""
    student.ask("room_chat", {"client_id": secrets.token_hex(16), "body": "Hello"})
    assert host.wait_for("room_chat")["name"] == shy.name
    assert other.wait_for("room_chat")["name"] == ""


def test_too_much_at_once_is_refused_and_hurts_nobody_else(room: Room) -> None:
    host, _mine = room.come(room.host)
    student, _his = room.come(room.student)
    answers = [student.ask("room_hand", {"up": bool(turn % 2)}) for turn in range(25)]
    assert [each.get("why") for each in answers].count("busy") >= 5
    assert host.ask("room_hand", {"up": True})["ok"]
    big = student.ask("room_signal", {"to": "0" * 32, "items": ["x" * 40_000]})
    assert not big["ok"]


def test_an_outside_link_has_a_room_without_media(live: Portal, ring: Ring) -> None:
    room = Room(live, ring, provider=Provider.LINK, link_url="https://meet.example.org/cells")
    _student, answer = room.come(room.student)
    assert answer["media"] == {"provider": "link", "ice": []}
    assert "meet.example.org" not in str(answer)


def test_the_roster_heals_when_the_queue_server_forgets(room: Room) -> None:
    room.come(room.host)
    live_roster.drop(room.session.id, [each.peer for each in live_roster.everybody(room.session.id)])
    assert live_roster.count(room.session.id) == 0
    assert wait_until(lambda: live_roster.count(room.session.id) == 1, 15)
