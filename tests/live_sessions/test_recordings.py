"""Recordings: who sees them and their files, who hears of them, and how long they stay."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.actions import files, orphans, recordings
from app.errors import Invalid
from app.extensions import db
from app.models.classroom import ClassRole, Classroom
from app.models.event import Event
from app.models.file import FileKind, FileState, StoredFile
from app.models.live import LiveSession, LiveState
from app.models.live_people import Seat
from app.models.recording import Recording, RecordingShown, RecordingSource, RecordingState
from app.models.user import User
from tests.support.live import make_live, make_participant, make_student
from tests.support.people import make_user
from tests.support.recordings import make_recording

LINK = "https://videos.example.org/cells"


def _file(classroom: Classroom, *, state: FileState = FileState.READY, kind: FileKind = FileKind.VIDEO) -> StoredFile:
    file = StoredFile(classroom_id=classroom.id, uploader_id=classroom.owner_id, key="a" * 32, filename="cells.mp4")
    file.media_type, file.kind, file.size, file.sha256, file.state = "video/mp4", kind, 1000, "0" * 64, state
    db.session.add(file)
    db.session.commit()
    return file


def _sees(user: User, recording: Recording) -> bool:
    return db.session.scalars(Recording.visible_to(user).where(Recording.id == recording.id)).first() is not None


def _opens(user: User, file: StoredFile) -> bool:
    return db.session.scalars(StoredFile.visible_to(user).where(StoredFile.id == file.id)).first() is not None


def _told() -> int:
    return db.session.scalar(select(func.count()).where(Event.type == recordings.PUBLISHED)) or 0


def _group_session(classroom: Classroom, *people: User) -> LiveSession:
    session = make_live(classroom, state=LiveState.COMPLETED, for_class=False)
    for user in people:
        make_participant(session, user)
    return session


@pytest.mark.parametrize(
    ("shown", "awaited", "classmate"),
    [
        (RecordingShown.STAFF, False, False),
        (RecordingShown.PARTICIPANTS, True, False),
        (RecordingShown.CLASS, True, True),
    ],
)
def test_a_recording_and_its_file_are_seen_by_the_same_people(
    classroom: Classroom, shown: RecordingShown, awaited: bool, classmate: bool
) -> None:
    one, other, helper = (
        make_student(classroom),
        make_student(classroom),
        make_student(classroom, role=ClassRole.ASSISTANT),
    )
    stranger, guest = make_user("teacher"), make_user("student")
    session, file = _group_session(classroom, one), _file(classroom)
    make_participant(session, guest, Seat.GUEST)
    recording = make_recording(session, source=RecordingSource.UPLOAD, file_id=file.id, shown=shown)
    expected = {one: awaited, guest: awaited, other: classmate, helper: True, stranger: False}
    for user, may in expected.items():
        assert (_sees(user, recording), _opens(user, file)) == (may, may)
    assert _sees(classroom.owner, recording)
    heard = set(db.session.scalars(recording.people()))
    assert heard >= {user.id for user, may in expected.items() if may and user is not helper}
    assert not heard & ({stranger.id} | ({other.id} if not classmate else set()))


def test_what_is_not_finished_only_the_staff_sees(classroom: Classroom) -> None:
    student = make_student(classroom)
    session = make_live(classroom, state=LiveState.LIVE)
    recording = make_recording(session, source=RecordingSource.ROOM, state=RecordingState.RUNNING)
    assert (_sees(student, recording), _sees(classroom.owner, recording)) == (False, True)


def _add_link(session: LiveSession, url: str = LINK, **changes: object) -> Recording:
    usual = {"shown": RecordingShown.PARTICIPANTS, "days": 365, "title": ""}
    return recordings.add_link(session, url, actor=session.host, **{**usual, **changes})  # type: ignore[arg-type]


def test_a_link_is_told_of_at_once_and_once(classroom: Classroom) -> None:
    recording = _add_link(make_live(classroom, state=LiveState.COMPLETED))
    assert recording.title == "Cells under the microscope"
    assert recording.expires_at
    assert recording.expires_at > clock.now() + timedelta(days=364)
    assert (_told(), recordings.tell_due()) == (1, 0)


def test_what_only_the_staff_sees_is_told_of_once_it_is_shown_to_others(classroom: Classroom) -> None:
    recording = _add_link(make_live(classroom, state=LiveState.COMPLETED), shown=RecordingShown.STAFF)
    assert (_told(), recordings.tell_due()) == (0, 0)
    recordings.change(recording, actor=classroom.owner, shown=RecordingShown.CLASS)
    assert _told() == 1


def test_a_file_is_told_of_when_it_plays(classroom: Classroom) -> None:
    session, file = make_live(classroom, state=LiveState.COMPLETED), _file(classroom, state=FileState.WAITING)
    about = {"shown": RecordingShown.CLASS, "days": None}
    recordings.add_file(session, file, actor=classroom.owner, **about)  # type: ignore[arg-type]
    assert (_told(), recordings.tell_due()) == (0, 0)
    file.state = FileState.READY
    db.session.commit()
    assert (recordings.tell_due(), _told()) == (1, 1)


def test_bad_addresses_times_and_files_are_refused(classroom: Classroom) -> None:
    session = make_live(classroom, state=LiveState.COMPLETED)
    for changes in ({"url": "javascript:alert(1)"}, {"days": 7}):
        with pytest.raises(Invalid):
            _add_link(session, **changes)  # type: ignore[arg-type]
    paper, about = _file(classroom, kind=FileKind.PDF), {"shown": RecordingShown.CLASS, "days": None}
    with pytest.raises(Invalid):
        recordings.add_file(session, paper, actor=classroom.owner, **about)  # type: ignore[arg-type]


def test_its_file_is_used_as_long_as_it_is_there_and_goes_with_it(classroom: Classroom) -> None:
    session, file = make_live(classroom, state=LiveState.COMPLETED), _file(classroom)
    recording = make_recording(session, source=RecordingSource.UPLOAD, file_id=file.id)
    orphans.note_unused()
    assert files.is_used(file)
    assert db.session.get(StoredFile, file.id, populate_existing=True).unused_since is None  # type: ignore[union-attr]
    recordings.delete(recording, actor=classroom.owner)
    assert db.session.get(StoredFile, file.id, populate_existing=True) is None
    assert not _sees(classroom.owner, recording)


def test_what_its_time_is_over_is_taken_away(classroom: Classroom) -> None:
    session = make_live(classroom, state=LiveState.COMPLETED)
    old, young, kept = (make_recording(session, title=title) for title in ("Old", "Young", "For good"))
    old.expires_at, young.expires_at = clock.now() - timedelta(minutes=1), clock.now() + timedelta(days=1)
    db.session.commit()
    assert recordings.expire_due() == 1
    assert [_sees(classroom.owner, each) for each in (old, young, kept)] == [False, True, True]
    recordings.change(young, actor=classroom.owner, keep=(None,))
    assert young.expires_at is None
