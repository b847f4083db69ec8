"""The tus protocol 1.0.0, and the file at its end: whole with its row, or not at all (security.md R7)."""

from __future__ import annotations

import base64
import hashlib
import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.actions import avatars, file_keeping, uploads
from app.errors import Conflict
from app.extensions import db
from app.models.classroom import State
from app.models.file import FileKind, StoredFile, Upload
from app.models.school import School
from app.models.user import Role
from tests.files.samples import PDF, TUS, Sender, picture
from tests.support.browsing import Browser
from tests.support.people import make_user

DATA = b"0123456789" * 1000


def count(model: type[StoredFile] | type[Upload]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def stored() -> int:
    return len(list(avatars.files().keys()))


def test_the_server_says_what_it_can_do(sender: Sender) -> None:
    answer = sender.client.options("/uploads")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert {"creation", "expiration", "termination", "checksum"} <= set(answer.headers["Tus-Extension"].split(","))
    assert int(answer.headers["Tus-Max-Size"]) == 1_000_000_000


def test_a_file_in_pieces(sender: Sender) -> None:
    begun = sender.begin(len(DATA))
    assert begun.status_code == 201
    address = begun.headers["Location"]
    assert sender.progress(address).headers["Upload-Offset"] == "0"
    assert sender.piece(address, 0, DATA[:4000]).headers["Upload-Offset"] == "4000"
    again = sender.progress(address)
    assert (again.headers["Upload-Offset"], again.headers["Upload-Length"]) == ("4000", str(len(DATA)))
    assert again.headers["Cache-Control"] == "no-store"
    assert "Upload-Expires" in again.headers
    assert sender.finish(address).status_code == 409  # some of it is missing
    assert sender.piece(address, 4000, DATA[4000:]).headers["Upload-Offset"] == str(len(DATA))
    found = sender.finish(address).get_json()
    assert found["receipt"]["size"] == len(DATA)
    assert found["receipt"]["sha256"] == hashlib.sha256(DATA).hexdigest() == found["sha256"]
    assert found["receipt"]["sha256"] in found["receipt"]["text"]
    assert sender.client.get(found["download_url"]).data == DATA


def test_finished_twice_is_one_file(sender: Sender) -> None:
    address = sender.begin(len(DATA)).headers["Location"]
    sender.piece(address, 0, DATA)
    first, second = sender.finish(address).get_json(), sender.finish(address).get_json()
    assert first == second
    assert (count(StoredFile), stored()) == (1, 1)
    assert sender.progress(address).headers["Upload-Offset"] == str(len(DATA))
    assert not uploads.staging().names(-60)


def test_a_piece_at_the_wrong_place(sender: Sender) -> None:
    address = sender.begin(len(DATA)).headers["Location"]
    assert sender.piece(address, 5, DATA).status_code == 409
    assert sender.progress(address).headers["Upload-Offset"] == "0"


def test_more_than_was_announced(sender: Sender) -> None:
    address = sender.begin(5).headers["Location"]
    assert sender.piece(address, 0, DATA).status_code == 409


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_checked_piece(sender: Sender, algorithm: str) -> None:
    address = sender.begin(len(DATA)).headers["Location"]
    right = base64.b64encode(hashlib.new(algorithm, DATA).digest()).decode()
    wrong = base64.b64encode(hashlib.new(algorithm, b"other").digest()).decode()
    assert sender.piece(address, 0, DATA, **{"Upload-Checksum": f"{algorithm} {wrong}"}).status_code == 460
    assert sender.progress(address).headers["Upload-Offset"] == "0"
    assert sender.piece(address, 0, DATA, **{"Upload-Checksum": f"{algorithm} {right}"}).status_code == 204


@pytest.mark.parametrize("given", ["md5 abc=", "sha256", "sha256 !!!", "sha1 " + "A" * 44])
def test_an_unknown_checksum(sender: Sender, given: str) -> None:
    address = sender.begin(len(DATA)).headers["Location"]
    assert sender.piece(address, 0, DATA, **{"Upload-Checksum": given}).status_code == 422


def test_the_sum_of_the_whole(sender: Sender) -> None:
    address = sender.begin(len(DATA)).headers["Location"]
    sender.piece(address, 0, DATA)
    refused = sender.finish(address, sha256="0" * 64)
    assert refused.status_code == 422
    assert "damaged" in refused.get_json()["errors"]["file"]
    assert count(StoredFile) == stored() == 0
    assert sender.finish(address, sha256=hashlib.sha256(DATA).hexdigest()).status_code == 200


def test_ended_by_the_sender(sender: Sender) -> None:
    address = sender.begin(len(DATA)).headers["Location"]
    sender.piece(address, 0, DATA[:10])
    assert sender.client.delete(address, headers=TUS).status_code == 204
    assert sender.progress(address).status_code == 404
    assert count(Upload) == 0
    assert not uploads.staging().names(-60)


def test_another_version(sender: Sender) -> None:
    answer = sender.begin(10, **{"Tus-Resumable": "0.2.2"})
    assert answer.status_code == 412
    assert answer.headers["Tus-Version"] == "1.0.0"


@pytest.mark.parametrize("length", ["", "-1", "ten", "1e3", "9" * 40])
def test_a_length_that_is_none(sender: Sender, length: str) -> None:
    assert sender.begin(0, **{"Upload-Length": length}).status_code == 422


def test_nothing(sender: Sender) -> None:
    assert sender.begin(0).status_code == 422


def test_another_type_is_no_piece(sender: Sender) -> None:
    address = sender.begin(10).headers["Location"]
    assert sender.piece(address, 0, b"x" * 10, **{"Content-Type": "text/plain"}).status_code == 415


def test_too_big(sender: Sender) -> None:
    answer = sender.begin(1_000_000_001, Accept="application/json")
    assert answer.status_code == 422
    assert answer.get_json()["errors"]["file"] == "This file is too big. 1000 MB is the most."


def test_no_room(sender: Sender) -> None:
    school = db.session.scalars(School.the()).one()
    school.file_megabytes = school.class_megabytes = 1
    db.session.commit()
    sender.send(b"x" * 600_000, "first.bin")
    answer = sender.begin(600_000, Accept="application/json")
    assert answer.status_code == 507
    assert "no room left in this class" in answer.get_json()["detail"]
    school.class_megabytes, school.school_megabytes = 10, 1
    db.session.commit()
    assert "your school's storage" in sender.begin(600_000, Accept="application/json").get_json()["detail"]


def test_two_that_fit_only_alone(sender: Sender) -> None:
    """What was announced counts; and the last word is had when the file is made."""
    school = db.session.scalars(School.the()).one()
    school.file_megabytes = school.class_megabytes = 1
    db.session.commit()
    first = sender.begin(600_000).headers["Location"]
    assert sender.begin(600_000).status_code == 507
    sender.piece(first, 0, b"x" * 600_000)
    school.class_megabytes = school.file_megabytes = 1
    kept = sender.keep(b"y" * 300_000, "small.bin")
    kept.size = 900_000
    db.session.commit()
    assert sender.finish(first).status_code == 507
    assert (count(StoredFile), stored()) == (1, 1)


def test_nobody_else_touches_an_upload(sender: Sender) -> None:
    address = sender.begin(len(DATA)).headers["Location"]
    for other in (make_user(Role.TEACHER), make_user(Role.ADMIN), sender.ring.teacher):
        browser: Browser = sender.client.application.test_client()  # type: ignore[assignment]
        browser.log_in(other)
        status = browser.head(address, headers=TUS).status_code
        assert status == (200 if other is sender.ring.teacher else 404)


def test_a_class_put_away_takes_nothing_more(sender: Sender) -> None:
    address = sender.begin(len(DATA)).headers["Location"]
    sender.ring.classroom.state = State.ARCHIVED
    db.session.commit()
    assert sender.piece(address, 0, DATA).status_code == 403
    assert sender.begin(5).status_code == 403


def test_expired_uploads_are_told(sender: Sender) -> None:
    sender.begin(len(DATA))
    upload = db.session.scalars(select(Upload)).one()
    assert upload.expires_at > clock.now() + timedelta(hours=71)


def test_a_form_without_scripts(sender: Sender) -> None:
    place = f"/classrooms/{sender.ring.classroom.public_id}/files"
    data = {"file": [(io.BytesIO(PDF), "plan.pdf"), (io.BytesIO(picture()), "red.png")]}
    sent = sender.client.post(place, data=data, content_type="multipart/form-data")
    assert sent.status_code == 303
    answer = sender.client.get(place)
    assert hashlib.sha256(PDF).hexdigest() in answer.get_data(as_text=True)
    kinds = {file.filename: file.kind for file in db.session.scalars(select(StoredFile))}
    assert kinds == {"plan.pdf": FileKind.PDF, "red.png": FileKind.IMAGE}


def test_a_form_without_files(sender: Sender) -> None:
    answer = sender.client.post(f"/classrooms/{sender.ring.classroom.public_id}/files", data={})
    assert answer.status_code == 422
    assert "Choose a file first." in answer.get_data(as_text=True)


def test_a_failing_commit_keeps_no_bytes(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    address = sender.begin(len(DATA)).headers["Location"]
    sender.piece(address, 0, DATA)

    def refuse(*_: object, **__: object) -> None:
        raise Conflict

    monkeypatch.setattr(file_keeping.Kept, "row", refuse)
    assert sender.finish(address).status_code == 409
    assert count(StoredFile) == stored() == 0
    monkeypatch.undo()
    assert sender.finish(address).status_code == 200
