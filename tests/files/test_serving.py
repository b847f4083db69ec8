"""Files as they are sent: to whom, with which headers, whole or in part (security.md T6, T8; RFC 9110)."""

from __future__ import annotations

import os
import socket

import pytest
from sqlalchemy import select

from app.actions import avatars
from app.extensions import db
from app.models.classroom import ClassRole, Membership, MemberState
from app.models.file import FilePlace, LessonFile, StoredFile
from app.models.user import Role
from tests.files.samples import PDF, Sender, picture
from tests.support.browsing import Browser
from tests.support.people import make_classroom, make_lesson, make_member, make_user

DATA = bytes(range(256)) * 40


@pytest.fixture
def file(sender: Sender) -> StoredFile:
    return sender.keep(DATA, "table.bin")


def at(file: StoredFile, more: str = "/download") -> str:
    return f"/files/{file.public_id}{more}"


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=100-199", 100, 200),
        ("bytes=10000-", 10000, len(DATA)),
        ("bytes=-7", len(DATA) - 7, len(DATA)),
        ("bytes=0-999999999", 0, len(DATA)),
        ("bytes=-999999999", 0, len(DATA)),
    ],
)
def test_a_part(sender: Sender, file: StoredFile, asked: str, start: int, end: int) -> None:
    answer = sender.client.get(at(file), headers={"Range": asked})
    assert answer.data == DATA[start:end]
    assert answer.headers["Content-Length"] == str(end - start)
    if (start, end) == (0, len(DATA)):
        assert answer.status_code in (200, 206)
    else:
        assert answer.status_code == 206
        assert answer.headers["Content-Range"] == f"bytes {start}-{end - 1}/{len(DATA)}"


@pytest.mark.parametrize("asked", [f"bytes={len(DATA)}-", "bytes=99999999-"])
def test_a_part_that_is_not_there(sender: Sender, file: StoredFile, asked: str) -> None:
    answer = sender.client.get(at(file), headers={"Range": asked})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{len(DATA)}"
    assert answer.data == b""


@pytest.mark.parametrize(
    "asked", ["", "bytes", "bytes=", "bytes=a-b", "bytes=5-1", "lines=0-5", "bytes=0-1,5-9", "bytes=-0x5", "\u00b9"]
)
def test_what_is_no_part_is_the_whole(sender: Sender, file: StoredFile, asked: str) -> None:
    answer = sender.client.get(at(file), headers={"Range": asked.encode("latin-1").decode("latin-1")})
    assert (answer.status_code, answer.data) == (200, DATA)


def test_a_server_may_send_it_straight_from_the_disk(sender: Sender, file: StoredFile) -> None:
    """As gunicorn does: sendfile from where the part begins, so many bytes as it has."""
    ours, theirs = socket.socketpair()
    with ours, theirs, avatars.files().open(file.key, 100, 200) as part:
        start = os.lseek(part.fileno(), 0, os.SEEK_CUR)
        assert ours.sendfile(part, offset=start, count=100) == 100
        assert theirs.recv(1000) == DATA[100:200]


def test_the_same_again(sender: Sender, file: StoredFile) -> None:
    first = sender.client.get(at(file))
    etag = first.headers["ETag"]
    assert file.key not in etag
    again = sender.client.get(at(file), headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    part = {"Range": "bytes=5-9"}
    same = sender.client.get(at(file), headers={**part, "If-Range": etag})
    assert (same.status_code, same.data) == (206, DATA[5:10])
    other = sender.client.get(at(file), headers={**part, "If-Range": '"other"'})
    assert (other.status_code, other.data) == (200, DATA)
    dated = sender.client.get(at(file), headers={**part, "If-Range": "Wed, 21 Oct 2026 07:28:00 GMT"})
    assert dated.status_code == 200


def test_only_the_head(sender: Sender, file: StoredFile) -> None:
    answer = sender.client.head(at(file))
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(DATA))
    assert answer.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("data", "name", "shown"),
    [
        (DATA, "table.bin", None),
        (PDF, "plan.pdf", "application/pdf"),
        (picture(), "red.png", "image/png"),
        (b"<script>alert(1)</script>", "page.html", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "drawing.svg", None),
    ],
)
def test_headers(sender: Sender, data: bytes, name: str, shown: str | None) -> None:
    file = sender.keep(data, name)
    inside = sender.client.get(at(file, ""))
    if shown is None:
        assert (inside.status_code, inside.headers["Location"]) == (302, at(file))
    else:
        assert inside.mimetype == shown
        assert inside.headers["Content-Disposition"].startswith("inline; ")
    saved = sender.client.get(at(file))
    assert saved.headers["Content-Disposition"].startswith(f'attachment; filename="{name}"')
    assert saved.mimetype == (shown or "application/octet-stream")
    for answer in (inside, saved) if shown else (saved,):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        if answer.mimetype != "application/pdf" or answer is saved:
            assert policy.startswith("sandbox;")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert "Cookie" in answer.headers["Vary"]
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_preview(sender: Sender) -> None:
    file = sender.keep(picture("JPEG", (2000, 1000)), "wide.jpg")
    assert (file.width, file.height) == (2000, 1000)
    answer = sender.client.get(at(file, "/preview"))
    assert answer.mimetype == "image/webp"
    assert sender.client.get(at(sender.keep(b"x", "x.txt"), "/preview")).status_code == 404


def test_nobody_else_finds_it(sender: Sender, file: StoredFile) -> None:
    """T8: the address alone opens nothing, in eight other sessions and in none."""
    other = make_classroom(make_user(Role.TEACHER))
    student = make_member(sender.ring.classroom).user
    strangers = [
        make_user(Role.STUDENT),
        make_user(Role.TEACHER),
        other.owner,
        make_member(other).user,
        make_member(sender.ring.classroom, state=MemberState.SUSPENDED).user,
        make_member(sender.ring.classroom, state=MemberState.REQUESTED).user,
        make_member(sender.ring.classroom, state=MemberState.LEFT).user,
        student,  # in the class, but the file is used nowhere that he may look
    ]
    for user in strangers:
        browser = fresh(sender).log_in(user)
        for more in ("", "/download", "/preview"):
            assert browser.get(at(file, more)).status_code == 404
    anonymous = fresh(sender).get(at(file))
    assert (anonymous.status_code, anonymous.headers["Location"].split("?")[0]) == (302, "/login")
    assert sender.client.get("/files/" + "0" * 32).status_code == 404


def test_as_long_as_the_lesson_is_open(sender: Sender, file: StoredFile) -> None:
    member = make_member(sender.ring.classroom, role=ClassRole.STUDENT)
    lesson = make_lesson(sender.ring.classroom, published=False)
    db.session.add(LessonFile(lesson_id=lesson.id, file_id=file.id, place=FilePlace.ATTACHMENT))
    db.session.commit()
    student, teacher = fresh(sender).log_in(member.user), sender.client
    assert student.get(at(file)).status_code == 404
    teacher.post(f"/lessons/{lesson.public_id}/publication")
    etag = student.get(at(file)).headers["ETag"]
    assert student.get(at(file), headers={"If-None-Match": etag}).status_code == 304
    teacher.post(f"/lessons/{lesson.public_id}/publication/withdrawal")
    assert student.get(at(file), headers={"If-None-Match": etag}).status_code == 404
    teacher.post(f"/lessons/{lesson.public_id}/publication")
    assert student.get(at(file)).status_code == 200
    kept = db.session.scalars(select(Membership).where(Membership.id == member.id)).one()
    kept.state = MemberState.REMOVED
    db.session.commit()
    assert student.get(at(file)).status_code == 404


def test_a_file_used_somewhere_is_not_deleted(sender: Sender, file: StoredFile) -> None:
    lesson = make_lesson(sender.ring.classroom)
    row = LessonFile(lesson_id=lesson.id, file_id=file.id, place=FilePlace.ATTACHMENT)
    db.session.add(row)
    db.session.commit()
    assert sender.client.post(at(file, "/deletion")).status_code == 409
    db.session.delete(row)
    db.session.commit()
    address = at(file)
    assert sender.client.post(at(file, "/deletion")).status_code == 303
    assert sender.client.get(address).status_code == 404


def fresh(sender: Sender) -> Browser:
    browser: Browser = sender.client.application.test_client()  # type: ignore[assignment]
    return browser
