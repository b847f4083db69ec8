"""Uploads cut off anywhere: no row without its file, no file without a row once the clock has cleared away (R7)."""

from __future__ import annotations

import hashlib
import io
import os
import resource
import signal
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from sqlalchemy import select, update
from werkzeug.exceptions import ClientDisconnected

from app import transaction
from app.actions import avatars, orphans, uploads
from app.extensions import db
from app.models.classroom import Classroom
from app.models.file import StoredFile, Upload
from app.models.user import User
from tests.files.samples import Sender

APP = str(Path(uploads.__file__).parents[1])
DATA = os.urandom(700_000)
PIECES = (0, 300_000, 600_000, len(DATA))
POINTS = 20
NOT_OURS = "slipcover.probe"  # notes which lines were reached: when they are reached first, so not each time


def in_another_process(work: Callable[[], None]) -> int:
    """How it ended: 0, or minus the signal."""
    db.session.commit()
    db.session.remove()
    child = os.fork()
    if child:
        _pid, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status)
    try:
        db.engine.dispose(close=False)
        transaction.writes()
        work()
        os._exit(0)
    except BaseException:
        import traceback

        traceback.print_exc()
        os._exit(1)


def upload(classroom_id: int, teacher_id: int) -> None:
    classroom, teacher = db.session.get_one(Classroom, classroom_id), db.session.get_one(User, teacher_id)
    begun = uploads.begin(classroom, actor=teacher, filename="data.bin", size=len(DATA))
    for start, end in pairwise(PIECES):
        row = db.session.scalars(Upload.visible_to(teacher).where(Upload.id == begun.id)).one()
        uploads.append(row, start, io.BytesIO(DATA[start:end]))
    row = db.session.scalars(Upload.visible_to(teacher).where(Upload.id == begun.id)).one()
    uploads.finish(row, actor=teacher)


def watched(work: Callable[[], None], stop: int, told: Path) -> Callable[[], None]:
    """`work`, killed at its step number `stop`: each call in the portal's own code, or out of it, is one."""
    steps = 0

    def count(frame: FrameType, event: str, called: Any) -> None:
        nonlocal steps
        ours = frame.f_code.co_filename.startswith(APP) and getattr(called, "__module__", "") != NOT_OURS
        if event in ("call", "c_call", "c_return") and ours:
            steps += 1
            if steps == stop:
                os.kill(os.getpid(), signal.SIGKILL)

    def run() -> None:
        sys.setprofile(count)
        try:
            work()
        finally:
            sys.setprofile(None)
        told.write_text(str(steps))

    return run


def look_and_clear() -> None:
    """Fail for a row without its bytes; clear away; fail for bytes without a row."""
    transaction.writes()
    for row in db.session.scalars(select(StoredFile)):
        with avatars.files().open(row.key) as stream:
            assert hashlib.sha256(stream.read()).hexdigest() == row.sha256
    db.session.commit()
    orphans.drop_unnamed(older_than_seconds=-60)
    for name in uploads.staging().names(-60):
        wanted = select(Upload).where(Upload.public_id == name, Upload.file_id.is_(None))
        if db.session.scalar(wanted) is None:
            uploads.staging().drop(name)
    assert set(avatars.files().keys()) == set(db.session.scalars(select(StoredFile.key)))
    db.session.commit()


def go_on(teacher_id: int) -> None:
    """Whoever was cut off goes on where he was."""
    teacher = db.session.get_one(User, teacher_id)
    row = db.session.scalars(Upload.visible_to(teacher).order_by(Upload.id.desc())).first()
    if row is None:
        return
    if row.file_id is None:
        start = uploads.arrived(row)
        if start < len(DATA):
            uploads.append(row, start, io.BytesIO(DATA[start:]))
    row = db.session.scalars(Upload.visible_to(teacher).where(Upload.id == row.id)).one()
    file = uploads.finish(row, actor=teacher)
    assert file.sha256 == hashlib.sha256(DATA).hexdigest()


def test_killed_at_twenty_points(sender: Sender, tmp_path: Path) -> None:
    ids = sender.ring.classroom.id, sender.ring.teacher.id
    told = tmp_path / "steps"
    upload(*ids)  # what is made once only is made now, so that each time is as long as the other
    assert in_another_process(watched(lambda: upload(*ids), 0, told)) == 0
    steps = int(told.read_text())
    look_and_clear()
    assert steps > 5 * POINTS
    kept = set()
    for point in range(POINTS):
        stop = 1 + point * (steps - 2) // (POINTS - 1)
        assert in_another_process(watched(lambda: upload(*ids), stop, told)) == -signal.SIGKILL
        look_and_clear()
        kept.add(db.session.query(Upload).filter(Upload.file_id.is_not(None)).count())
        go_on(ids[1])
        look_and_clear()
        db.session.query(Upload).delete()
        db.session.commit()
    assert len(kept) > 1  # some before the file was there, some after


def test_a_connection_that_breaks_keeps_what_came(sender: Sender) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() >= 500_000:
                raise ClientDisconnected
            return super().read(min(size or 0, 100_000))

    address = sender.begin(len(DATA)).headers["Location"]
    name = address.rpartition("/")[2]
    with pytest.raises(ClientDisconnected):
        uploads.staging().append(name, 0, Broken(DATA), most=len(DATA))
    assert sender.progress(address).headers["Upload-Offset"] == "500000"
    checked = ("sha256", hashlib.sha256(DATA[500_000:]).digest())
    with pytest.raises(ClientDisconnected):
        uploads.staging().append(name, 500_000, Broken(DATA), most=len(DATA) * 9, checksum=checked)
    assert sender.progress(address).headers["Upload-Offset"] == "500000"  # a checked piece counts whole or not at all
    assert sender.piece(address, 500_000, DATA[500_000:]).status_code == 204
    assert sender.finish(address).get_json()["sha256"] == hashlib.sha256(DATA).hexdigest()


def test_a_full_disk_says_so_and_keeps_nothing_half(sender: Sender, tmp_path: Path) -> None:
    """The limit on the size of a file stands for the disk: writing fails in the middle just the same."""
    data = os.urandom(9_000_000)
    first = sender.begin(len(data), Accept="application/json").headers["Location"]
    told = tmp_path / "told"

    def with_little_room(work: Callable[[], tuple[int, str]]) -> Callable[[], None]:
        def run() -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (6_000_000, resource.RLIM_INFINITY))
            status, said = work()
            told.write_text(f"{status} {said}")

        return run

    def send() -> tuple[int, str]:
        answer = sender.piece(first, 0, data, Accept="application/json")
        return answer.status_code, answer.get_json()["detail"]

    assert in_another_process(with_little_room(send)) == 0
    assert told.read_text() == "507 There is no room left for this file. Tell your school."
    assert int(sender.progress(first).headers["Upload-Offset"]) <= 6_000_000
    start = int(sender.progress(first).headers["Upload-Offset"])
    assert sender.piece(first, start, data[start:]).status_code == 204  # there is room again

    def finish() -> tuple[int, str]:
        answer = sender.finish(first)
        return answer.status_code, answer.get_json()["detail"]

    assert in_another_process(with_little_room(finish)) == 0
    assert told.read_text().startswith("507 There is no room left")
    assert list(avatars.files().keys()) == []
    assert db.session.scalar(select(StoredFile)) is None
    assert sender.finish(first).get_json()["sha256"] == hashlib.sha256(data).hexdigest()
    look_and_clear()


def test_two_finish_at_once(sender: Sender) -> None:
    from tests.support.at_once import at_once

    address = sender.begin(len(DATA)).headers["Location"]
    sender.piece(address, 0, DATA)
    teacher_id, app = sender.ring.teacher.id, sender.client.application

    def work() -> int:
        teacher = db.session.get_one(User, teacher_id)
        row = db.session.scalars(Upload.visible_to(teacher)).one()
        return uploads.finish(row, actor=teacher).id

    found = at_once(app, [work, work, work])
    assert len({each for each in found if isinstance(each, int)}) == 1
    assert db.session.query(StoredFile).count() == 1
    look_and_clear()


def test_time_passes(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the clock does with uploads that ran out and files that nothing uses."""
    from datetime import timedelta

    from app import clock

    sender.send(b"never used", "spare.txt")
    open_one = sender.begin(10).headers["Location"]
    now = clock.now()

    def after(days: float) -> None:
        monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=days))

    assert orphans.clear_uploads() == 0
    assert orphans.clear_files() == 0
    after(2)
    assert orphans.clear_uploads() == 0
    assert uploads.staging().arrived(open_one.rpartition("/")[2]) == 0
    after(3.1)
    assert orphans.clear_uploads() == 2  # the row and its bytes
    after(6.9)
    assert orphans.clear_files() == 0
    after(7.1)
    assert orphans.clear_files() == 1
    assert list(avatars.files().keys()) == []
    assert db.session.scalar(select(StoredFile)) is None


def test_bytes_that_two_rows_share_stay_for_the_other(sender: Sender) -> None:
    """A copied class shares what is stored."""
    from app.actions import files

    first = sender.keep(b"shared bytes", "one.txt")
    values = ("classroom_id", "key", "filename", "media_type", "kind", "size", "sha256")
    second = StoredFile(**{name: getattr(first, name) for name in values})
    db.session.add(second)
    db.session.commit()
    files.delete(first, actor=sender.ring.teacher)
    assert sender.client.get(f"/files/{second.public_id}/download").data == b"shared bytes"
    files.delete(db.session.get_one(StoredFile, second.id), actor=sender.ring.teacher)
    assert list(avatars.files().keys()) == []


def test_faces_are_not_cleared_away(sender: Sender) -> None:
    kept = avatars.files().put(io.BytesIO(b"a face"), limit_bytes=100)
    db.session.execute(update(User).where(User.id == sender.ring.teacher.id).values(avatar_key=kept.key))
    db.session.commit()
    assert orphans.drop_unnamed(older_than_seconds=-60) == 0
    assert list(avatars.files().keys()) == [kept.key]
