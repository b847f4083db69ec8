"""The room that a media server holds ends with its session, also where it was away at that moment."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import clock
from app.actions import live_rooms
from app.actions.live_roster import Person
from app.extensions import db
from app.jobs.schedule import SCHEDULE
from app.models.classroom import Classroom
from app.models.live import LiveSession, LiveState, Provider
from app.models.user import User, Visibility
from app.sockets import live_leaving
from app.video import Unreachable, VideoRoom
from tests.support.live import keep_live
from tests.support.queries import counted


class Media:
    """A media server and the rooms that it ended; away for whoever asks while `is_away`."""

    def __init__(self) -> None:
        self.ended: list[str] = []
        self.put_out: list[str] = []
        self.is_away = False
        self.lasts = 0.0

    def end(self, room: VideoRoom) -> None:
        self.lasts += 3.0
        if self.is_away:
            raise Unreachable("away")
        self.ended.append(room.name)

    def remove(self, _room: VideoRoom, peer: str, _token: str) -> None:
        self.put_out.append(peer)


@pytest.fixture
def media(monkeypatch: pytest.MonkeyPatch) -> Media:
    made = Media()
    for module in (live_rooms, live_leaving):
        monkeypatch.setattr(module, "provider", lambda *_of: made)
    return made


def ended(classroom: Classroom, minutes: int = 5, *, started: int = 60, **settings: object) -> LiveSession:
    """One that ended some minutes ago on the media server."""
    now = clock.now()
    times = {"starts_at": now - timedelta(minutes=started), "ended_at": now - timedelta(minutes=minutes)}
    return keep_live(classroom, **{"state": LiveState.COMPLETED, "provider": Provider.SFU, **times, **settings})


def test_a_room_that_could_not_be_cleared_is_asked_for_again(classroom: Classroom, media: Media) -> None:
    session = keep_live(classroom, provider=Provider.SFU)
    media.is_away = True
    live_rooms.end(session, actor=classroom.owner)
    assert live_rooms.clear_ended() == 1
    assert media.ended == []
    media.is_away = False
    assert live_rooms.clear_ended() == 1
    assert media.ended == [session.room]


def test_only_rooms_of_the_media_server_that_ended_lately(classroom: Classroom, media: Media) -> None:
    second = ended(classroom, 5)
    first = ended(classroom, 50, started=30 * 60)
    ended(classroom, 61)
    ended(classroom, provider=Provider.MESH)
    keep_live(classroom, provider=Provider.SFU)
    assert live_rooms.clear_ended() == 2
    assert media.ended == [first.room, second.room]


def test_a_media_server_that_lets_wait_does_not_hold_up_the_clock(
    classroom: Classroom, media: Media, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_rooms.time, "monotonic", lambda: media.lasts)
    for _ in range(4):
        ended(classroom)
    live_rooms.clear_ended()
    assert len(media.ended) == 2


def test_the_clock_does_it() -> None:
    [job] = [each for each in SCHEDULE if each.run is live_rooms.clear_ended]
    assert job.every < live_rooms.CLEARED_AGAIN


def test_an_index_finds_them(classroom: Classroom, media: Media) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("SQLite's own words for its plan")
    ended(classroom)
    with counted() as queries:
        live_rooms.clear_ended()
    [asked] = queries.statements
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", (1,) * asked.count("?"))
    assert any("ix_live_sessions_starts_at" in row[3] for row in plan)


@pytest.mark.parametrize(
    ("state", "token", "closed"),
    [
        (LiveState.LIVE, "t", "person"),
        (LiveState.LIVE, "", "person"),
        (LiveState.COMPLETED, "t", "room"),
        (LiveState.COMPLETED, "", ""),
    ],
)
def test_who_came_in_as_the_session_ended_leaves_no_room_behind(
    classroom: Classroom, student: User, media: Media, state: LiveState, token: str, closed: str
) -> None:
    session = keep_live(classroom, state=state, provider=Provider.SFU)
    shown = Visibility.SCHOOL.value
    person = Person("a" * 32, student.id, student.public_id, "", None, shown, leads=False, inside=True, token=token)
    live_leaving.close_media(session.id, person)
    assert media.put_out == (["a" * 32] if closed == "person" else [])
    assert media.ended == ([session.room] if closed == "room" else [])
