"""Who is in a room by the roster in Redis and by the watch of a process: nobody is lost, and nobody is there twice."""

from __future__ import annotations

import time
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select
from time_machine import travel

from app import realtime
from app.actions import live_doors, live_roster, live_visits
from app.actions.live_roster import Person
from app.extensions import db, redis
from app.models.classroom import Classroom, Membership, MemberState
from app.models.credential import UserSession
from app.models.live import LiveSession
from app.models.live_people import LiveVisit, Seat
from app.models.user import User, Visibility
from app.sockets import live_coming, live_leaving, live_watch
from app.sockets.live_coming import Refused
from app.sockets.live_places import Place
from app.sockets.live_watch import REFRESH_SECONDS, Watch
from app.video import Seat as MediaSeat
from tests.support.live import keep_live, make_participant
from tests.support.people import make_session

Told = list[tuple[str, str]]


@pytest.fixture
def session(classroom: Classroom) -> LiveSession:
    return keep_live(classroom)


@pytest.fixture
def watch(app: Any) -> Watch:
    return Watch(app)


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """What sockets are told: (socket, why or state). They are none of a server, and in no room of one."""
    heard: Told = []
    words = lambda given: given.get("why") or given.get("state", "")  # noqa: E731
    monkeypatch.setattr(realtime.socketio, "emit", lambda _event, given, to: heard.append((to, words(given))))
    for module, deed in [(live_coming, "join"), (live_watch, "join"), (live_watch, "leave"), (live_leaving, "leave")]:
        monkeypatch.setattr(module, f"{deed}_room", lambda *_names, **_of: None)
    return heard


def person(user: User, peer: str, **values: Any) -> Person:
    given: dict[str, Any] = {"shown": Visibility.SCHOOL.value, "leads": False, "inside": True, **values}
    return Person(peer=peer * 32, user_id=user.id, user=user.public_id, name=user.name, picture=None, **given)


def taken(session: LiveSession, user: User, peer: str, sid: str = "", **values: Any) -> Place:
    """A place that `user` takes in the room."""
    found = person(user, peer, **values)
    assert live_roster.enter(session.id, found, None)
    live_visits.joined(session.id, user.id, found.peer)
    return Place(sid or f"socket {peer}", user.id, 0, session.id, session.public_id, found)


def here(session: LiveSession) -> set[str]:
    return {each.peer[0] for each in live_roster.everybody(session.id)}


def open_visits() -> set[str]:
    return {each[0] for each in db.session.scalars(select(LiveVisit.connection).where(LiveVisit.left_at.is_(None)))}


def refresh(watch: Watch) -> None:
    watch._refresh(watch.places.by_session())


def of_place(watch: Watch, place: Place) -> Person:
    now = watch.places.now(place)
    assert now is not None
    assert now.person is not None
    return now.person


def test_after_an_outage_others_have_time_to_say_who_they_hold(
    session: LiveSession, student: User, classroom: Classroom, watch: Watch
) -> None:
    began = time.time()
    with travel(began, tick=False) as now:
        watch.places.put(taken(session, classroom.owner, "a"))
        others = taken(session, student, "b").person
        assert others is not None
        for seconds in range(0, 60, int(REFRESH_SECONDS)):
            now.move_to(began + seconds)
            live_roster.put(session.id, [others])
            refresh(watch)
        now.move_to(began + 200)
        refresh(watch)
        assert here(session) == {"a", "b"}
        now.move_to(began + 210)
        live_roster.put(session.id, [others])
        for seconds in range(210, 260, int(REFRESH_SECONDS)):
            now.move_to(began + seconds)
            refresh(watch)
        assert here(session) == {"a"}
        assert open_visits() == {"a"}


def test_who_is_not_said_again_is_given_up_once_others_had_their_time(
    session: LiveSession, student: User, classroom: Classroom, watch: Watch
) -> None:
    began = time.time()
    with travel(began, tick=False) as now:
        watch.places.put(taken(session, classroom.owner, "a"))
        taken(session, student, "b")
        for seconds in (0, 10, 20, 30):
            now.move_to(began + seconds)
            refresh(watch)
        assert here(session) == {"a", "b"}
        now.move_to(began + live_roster.STALE_SECONDS)
        refresh(watch)
    assert here(session) == {"a"}
    assert open_visits() == {"a"}


def test_who_is_said_at_that_moment_is_not_given_up(session: LiveSession, student: User) -> None:
    began = time.time()
    with travel(began, tick=False) as now:
        found = taken(session, student, "a").person
        assert found is not None
        now.move_to(began + live_roster.STALE_SECONDS)
        live_roster.put(session.id, [found])
        assert live_roster.stale(session.id) == []
        now.shift(live_roster.STALE_SECONDS)
        assert live_roster.stale(session.id) == [found]
        assert live_roster.stale(session.id) == []


def test_a_page_whose_place_was_taken_does_not_put_itself_back(
    session: LiveSession, student: User, watch: Watch, told: Told
) -> None:
    first = taken(session, student, "a")
    watch.places.put(first)
    taken(session, student, "b")
    refresh(watch)
    assert told == [("socket a", "elsewhere")]
    assert watch.places.get(first.sid) is None
    assert here(session) == {"b"}
    assert open_visits() == {"b"}
    mine = live_roster.of_user(session.id, student.id)
    assert mine is not None
    assert mine.peer == "b" * 32


def test_neither_does_it_by_what_it_shows(session: LiveSession, student: User, watch: Watch, told: Told) -> None:
    first = taken(session, student, "a")
    watch.places.put(first)
    taken(session, student, "b")
    shown = watch.places.change(first, audio=True)
    assert shown is not None
    live_leaving.show(watch.places, watch.pulse, first, shown)
    assert told == [("socket a", "elsewhere")]
    assert here(session) == {"b"}


def test_a_roster_that_was_forgotten_is_said_anew(
    session: LiveSession, student: User, classroom: Classroom, watch: Watch, told: Told
) -> None:
    for each in (taken(session, classroom.owner, "a"), taken(session, student, "b")):
        watch.places.put(each)
    redis().flushall()
    refresh(watch)
    assert here(session) == {"a", "b"}
    assert live_roster.of_user(session.id, student.id) is not None
    assert told == []


def test_one_joining_of_a_socket_at_a_time(
    session: LiveSession, student: User, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_coming, "current_user", SimpleNamespace(id=student.id, session=SimpleNamespace(id=1)))
    asked = {"session": session.public_id}
    come = lambda given: live_coming.come(watch.places, watch.pulse, "socket", given)  # noqa: E731
    seated = live_coming._seated
    refused = []

    def seat_while_another_is_asked_for(*given: Any) -> MediaSeat:
        with pytest.raises(Refused) as refusal:
            come(asked)
        refused.append(refusal.value.why)
        return seated(*given)

    monkeypatch.setattr(live_coming, "_seated", seat_while_another_is_asked_for)
    first = come(asked)
    assert refused == ["busy"]
    assert here(session) == open_visits() == {first["peer"][0]}
    with pytest.raises(Refused):
        come({"session": "0" * 32})
    monkeypatch.setattr(live_coming, "_seated", seated)
    again = come(asked)
    assert [each["peer"] for each in again["people"]] == [again["peer"]]


def test_whose_place_is_taken_while_he_joins_does_not_get_it_back(
    session: LiveSession, student: User, watch: Watch, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_coming, "current_user", SimpleNamespace(id=student.id, session=SimpleNamespace(id=1)))
    seated = live_coming._seated

    def seat_while_another_page_comes(*given: Any) -> MediaSeat:
        taken(session, student, "z")
        return seated(*given)

    monkeypatch.setattr(live_coming, "_seated", seat_while_another_page_comes)
    with pytest.raises(Refused):
        live_coming.come(watch.places, watch.pulse, "socket", {"session": session.public_id})
    assert told == [("socket", "elsewhere")]
    assert here(session) == open_visits() == {"z"}


def test_who_is_put_out_late_keeps_the_place_that_he_took_since(
    session: LiveSession, student: User, watch: Watch, told: Told
) -> None:
    first, second = (taken(session, student, peer, sid="socket") for peer in "ab")
    waits = replace(first, person=None)
    watch.places.put(second)
    live_leaving.put_out(watch.places, watch.pulse, first, "removed")
    watch._open(waits, "declined")
    assert watch.places.change(first, audio=True) is None
    assert told == []
    assert watch.places.get("socket") is second
    live_leaving.put_out(watch.places, watch.pulse, second, "removed")
    assert told == [("socket", "removed")]


def test_a_fresh_token_stays_when_the_old_one_is_dropped(session: LiveSession, student: User, watch: Watch) -> None:
    before = replace(taken(session, student, "a", token="old"), token_until=1.0)
    watch.places.put(before)
    assert watch.places.give_token(before, "fresh", time.time() + 600) == "old"
    watch._drop_tokens(session.id, [before])
    assert of_place(watch, before).token == "fresh"
    watch.places.put(before)
    watch._drop_tokens(session.id, [before])
    assert of_place(watch, before) == replace(before.person, token="")  # type: ignore[type-var]


class Media:
    """A media server of which only tokens matter; `meanwhile` is done before it answers."""

    def __init__(self) -> None:
        self.forgotten: list[str] = []
        self.meanwhile = lambda: None

    def seat(self, *_of: object) -> MediaSeat:
        self.meanwhile()
        return MediaSeat({}, "fresh")

    def forget(self, _room: object, tokens: list[str]) -> None:
        self.forgotten += tokens

    def remove(self, *_of: object) -> None:
        """Nobody is there."""


@pytest.fixture
def media(monkeypatch: pytest.MonkeyPatch) -> Media:
    made = Media()
    for module in (live_coming, live_leaving):
        monkeypatch.setattr(module, "provider", lambda *_of: made)
    return made


def test_who_asks_for_a_token_gives_back_the_one_before(
    session: LiveSession, student: User, watch: Watch, media: Media
) -> None:
    place = taken(session, student, "a", token="old")
    watch.places.put(place)
    live_coming.again(watch.places, watch.pulse, place, session)
    [kept] = live_roster.everybody(session.id)
    assert (kept.token, media.forgotten) == ("fresh", ["old"])


def test_a_token_of_who_went_meanwhile_opens_nothing(
    session: LiveSession, student: User, watch: Watch, media: Media
) -> None:
    place = taken(session, student, "a", token="old")
    watch.places.put(place)
    media.meanwhile = lambda: live_leaving.leave(watch.places, watch.pulse, place.sid)
    with pytest.raises(Refused):
        live_coming.again(watch.places, watch.pulse, place, session)
    assert media.forgotten == ["fresh"]
    assert here(session) == set()


def test_who_left_the_class_and_stays_as_a_guest_hears_what_guests_hear(
    session: LiveSession, student: User, classroom: Classroom, watch: Watch
) -> None:
    live_doors.ask(session, actor=student, leads=False)
    make_participant(session, student, Seat.GUEST)
    make_session(student)
    db.session.scalars(select(Membership).where(Membership.user_id == student.id)).one().state = MemberState.LEFT
    db.session.commit()
    login = db.session.scalars(select(UserSession.id).where(UserSession.user_id == student.id)).one()
    place = replace(taken(session, student, "a"), login_id=login)
    watch.places.put(place)
    watch.look(session.id, [place])
    assert of_place(watch, place).audience == "guests"
    assert live_roster.everybody(session.id)[0].inside is False


def test_what_a_room_adds_up_to_is_asked_once_a_second(
    session: LiveSession, student: User, classroom: Classroom, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    taken(session, classroom.owner, "a", n=3)
    first = {"count": 1, "sum": 0xAAAAAAAA + 3}
    assert watch.counts.of(session.id) == first
    taken(session, student, "b")
    assert watch.counts.of(session.id) == first
    now[0] += 1
    assert watch.counts.of(session.id) == {"count": 2, "sum": 0xAAAAAAAA + 0xBBBBBBBB + 4}
