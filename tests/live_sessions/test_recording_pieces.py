"""A recording brought in pieces: each once, whole or not at all, joined into a film that can be sought in."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import BinaryIO

import pytest
from sqlalchemy import func, select

from app import clock
from app.actions import orphans, recording_joins, recording_pieces, recordings, videos
from app.actions.avatars import files as place
from app.errors import Conflict, Invalid, NotFound
from app.extensions import db
from app.models.classroom import Classroom
from app.models.event import Event
from app.models.file import FileKind, FileState, StoredFile
from app.models.live import LiveSession, LiveState, Provider
from app.models.recording import Recording, RecordingPiece, RecordingState
from app.models.school import School
from app.storage import StorageFull
from tests.support.live import keep_live
from tests.support.recordings import pieces

LINK = "https://meet.example.org/biology"


@pytest.fixture
def session(classroom: Classroom) -> LiveSession:
    return keep_live(classroom, may_record=True)


@pytest.fixture
def running(session: LiveSession) -> Recording:
    return recording_pieces.begin(session, actor=session.host, media_type="video/webm;codecs=vp8,opus")


def _take(recording: Recording, number: int, data: bytes, sha256: str | None = None) -> None:
    found = db.session.scalars(Recording.visible_to(recording.session.host).where(Recording.id == recording.id)).one()
    recording_pieces.take(found, number, data, sha256=sha256 or hashlib.sha256(data).hexdigest())


def _kept(recording: Recording) -> list[tuple[int, int]]:
    found = select(RecordingPiece.number, RecordingPiece.size).where(RecordingPiece.recording_id == recording.id)
    return [(number, size) for number, size in db.session.execute(found.order_by(RecordingPiece.number))]


def _again(recording_id: int) -> Recording:
    found = db.session.get(Recording, recording_id, populate_existing=True)
    assert found is not None
    return found


def test_pieces_become_a_film_with_a_length_a_poster_and_its_pieces_go(running: Recording) -> None:
    recording_id, given = running.id, pieces()
    before = set(place().keys())
    for number, data in enumerate(given):
        _take(running, number, data)
    keys = set(place().keys()) - before
    recording_pieces.finish(_again(recording_id))
    assert _again(recording_id).state is RecordingState.JOINING
    recording_joins.join(recording_id)
    joined = _again(recording_id)
    assert joined.state is RecordingState.READY
    assert joined.file
    assert joined.file.size == sum(map(len, given))
    assert joined.file.sha256 == hashlib.sha256(b"".join(given)).hexdigest()
    assert _kept(joined) == []
    assert not keys & set(place().keys()), "the bytes of the pieces are gone"
    assert recordings.tell_due() == 0, "nobody hears of what does not play yet"
    videos.prepare(joined.file.id)
    film = db.session.get(StoredFile, joined.file.id, populate_existing=True)
    assert film
    assert (film.state, film.seconds) == (FileState.READY, 4)
    assert film.preview_key
    assert film.playable_key
    assert recordings.tell_due() == 1
    assert recordings.tell_due() == 0
    assert db.session.scalar(select(func.count()).where(Event.type == recordings.PUBLISHED)) == 1


def test_the_same_piece_again_is_as_once_and_another_in_its_place_is_refused(running: Recording) -> None:
    before = set(place().keys())
    for _time in range(3):
        _take(running, 0, b"first")
    assert _kept(running) == [(0, 5)]
    with pytest.raises(Conflict):
        _take(running, 0, b"other")
    assert _kept(running) == [(0, 5)]
    assert len(set(place().keys()) - before) == 1, "what was not kept left no bytes"


@pytest.mark.parametrize(
    ("number", "data", "sha256"),
    [(0, b"", None), (-1, b"x", None), (recording_pieces.MOST_PIECES, b"x", None), (0, b"x", "0" * 64)],
)
def test_what_is_no_piece_is_refused(running: Recording, number: int, data: bytes, sha256: str | None) -> None:
    with pytest.raises(Invalid):
        _take(running, number, data, sha256)
    assert _kept(running) == []


def test_nothing_comes_after_the_end_and_a_recording_without_pieces_is_none(running: Recording) -> None:
    recording_id = running.id
    recording_pieces.finish(running)
    assert _again(recording_id).deleted_at is not None
    with pytest.raises((Conflict, NotFound)):
        recording_pieces.take(_again(recording_id), 0, b"late")


def test_what_a_dead_tab_left_is_closed_by_the_clock_and_until_then_goes_on(running: Recording) -> None:
    recording_id = running.id
    _take(running, 0, pieces()[0])
    assert recording_pieces.finish_left() == 0
    _again(recording_id).heard_at = clock.now() - recording_pieces.GIVEN_UP - timedelta(seconds=1)
    db.session.commit()
    _take(_again(recording_id), 1, pieces()[1])
    assert recording_pieces.finish_left() == 0, "the browser came back"
    _again(recording_id).heard_at = clock.now() - recording_pieces.GIVEN_UP - timedelta(seconds=1)
    db.session.commit()
    assert recording_pieces.finish_left() == 1
    recording_joins.join(recording_id)
    assert _again(recording_id).state is RecordingState.READY
    with pytest.raises(Conflict):
        recording_pieces.take(_again(recording_id), 2, b"too late")


def test_a_full_school_takes_no_more_and_keeps_what_it_has(running: Recording) -> None:
    recording_id = running.id
    _take(running, 0, pieces(1)[0])
    school = db.session.get(School, 1)
    assert school
    school.file_megabytes = school.class_megabytes = school.school_megabytes = 1
    classroom_id = _again(recording_id).session.classroom_id
    other = StoredFile(classroom_id=classroom_id, key="b" * 32, filename="big.zip", media_type="application/zip")
    other.kind, other.size, other.sha256 = FileKind.OTHER, 1_000_000, "0" * 64
    db.session.add(other)
    db.session.commit()
    with pytest.raises(StorageFull):
        _take(_again(recording_id), 1, b"more")
    recording_pieces.finish(_again(recording_id))
    recording_joins.join(recording_id)
    assert _again(recording_id).state is RecordingState.READY, "its room was asked for piece by piece"


def test_lost_bytes_fail_and_joining_twice_is_as_once(running: Recording) -> None:
    recording_id = running.id
    _take(running, 0, pieces(1)[0])
    recording_pieces.finish(_again(recording_id))
    key = db.session.scalars(select(RecordingPiece.key)).one()
    place().delete(key)
    for _time in range(2):
        recording_joins.join(recording_id)
        assert _again(recording_id).state is RecordingState.FAILED


def test_a_second_worker_does_not_fail_what_the_first_one_made(
    running: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both took it up; the first has made the film, and its pieces are gone when the second comes to read them."""
    recording_id = running.id
    for number, data in enumerate(pieces(2)):
        _take(running, number, data)
    recording_pieces.finish(_again(recording_id))
    copy = recording_joins._copy

    def late(keys: tuple[str, ...], whole: BinaryIO) -> None:
        monkeypatch.setattr(recording_joins, "_copy", copy)
        recording_joins.join(recording_id)
        copy(keys, whole)

    monkeypatch.setattr(recording_joins, "_copy", late)
    recording_joins.join(recording_id)
    assert _again(recording_id).state is RecordingState.READY


def test_bytes_that_are_no_film_fail(running: Recording) -> None:
    recording_id = running.id
    _take(running, 0, b"<html><script>alert(1)</script>" * 100)
    recording_pieces.finish(_again(recording_id))
    recording_joins.join(recording_id)
    assert _again(recording_id).state is RecordingState.FAILED
    assert db.session.scalar(select(func.count(StoredFile.id))) == 0


def test_bytes_of_pieces_are_no_orphans_until_the_recording_is_gone(running: Recording) -> None:
    recording_id = running.id
    orphans.drop_unnamed(older_than_seconds=-1)
    _take(running, 0, b"a piece")
    assert orphans.drop_unnamed(older_than_seconds=-1) == 0
    recordings.delete(_again(recording_id), actor=None)
    assert orphans.drop_unnamed(older_than_seconds=-1) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"may_record": False},
        {"state": LiveState.SCHEDULED},
        {"provider": Provider.LINK, "link_url": LINK},
    ],
)
def test_nothing_is_recorded_where_it_is_not_allowed_or_not_going_on(
    session: LiveSession, changes: dict[str, object]
) -> None:
    for name, value in changes.items():
        setattr(session, name, value)
    db.session.commit()
    with pytest.raises(Conflict):
        recording_pieces.begin(session, actor=session.host, media_type="video/webm")


def test_other_kinds_of_bytes_are_not_recorded(session: LiveSession) -> None:
    with pytest.raises(Invalid):
        recording_pieces.begin(session, actor=session.host, media_type="text/html")


def test_recordings_made_at_once_share_the_room_of_their_class(running: Recording) -> None:
    first, session = running.id, running.session
    school = db.session.get(School, 1)
    assert school
    school.file_megabytes = school.class_megabytes = school.school_megabytes = 9
    db.session.commit()
    second = recording_pieces.begin(session, actor=session.host, media_type="video/webm").id
    _take(_again(first), 0, b"x" * 5_000_000)
    with pytest.raises(StorageFull):
        _take(_again(second), 0, b"x" * 5_000_000)
    with pytest.raises(StorageFull):
        recording_pieces.begin(_again(first).session, actor=_again(first).session.host, media_type="video/webm")
