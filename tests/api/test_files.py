"""Files, uploads, resources and attachments for programs."""

from __future__ import annotations

import hashlib

from app.models.lesson import LessonKind
from tests.files.samples import Sender
from tests.support.api import Program
from tests.support.people import make_lesson
from tests.support.ring import Ring

DATA = b"some bytes " * 1000


def send(program: Program, classroom: str, data: bytes = DATA, name: str = "data.bin") -> str:
    upload = program.post(f"/classrooms/{classroom}/uploads", {"filename": name, "size": len(data)}).get_json()
    half = len(data) // 2
    raw = {"Content-Type": "application/octet-stream"}
    for start, piece in ((0, data[:half]), (half, data[half:])):
        answer = program.call(
            "PATCH", f"/uploads/{upload['id']}", query_string={"offset": start}, data=piece, headers=raw
        )
        assert answer.get_json()["offset"] == start + len(piece)
    done = program.post(f"/uploads/{upload['id']}/completion", {"sha256": hashlib.sha256(data).hexdigest()})
    assert done.status_code == 200, done.text
    return str(done.get_json()["id"])


def test_from_upload_to_content(ring: Ring, app: object) -> None:
    program = Program(app, ring.teacher)  # type: ignore[arg-type]
    file = send(program, ring.classroom.public_id)
    assert program.get(f"/files/{file}").get_json()["size"] == len(DATA)
    assert program.get(f"/files/{file}/content").data == DATA
    assert program.call("GET", f"/files/{file}/content", headers={"Range": "bytes=0-3"}).data == DATA[:4]
    assert [
        each["id"] for each in program.get(f"/classrooms/{ring.classroom.public_id}/files").get_json()["items"]
    ] == [file]
    assert program.delete(f"/files/{file}").status_code == 204
    assert program.get(f"/files/{file}").status_code == 404
    Sender.clear()


def test_a_piece_at_the_wrong_place(ring: Ring, app: object) -> None:
    program = Program(app, ring.teacher)  # type: ignore[arg-type]
    place = f"/classrooms/{ring.classroom.public_id}/uploads"
    upload = program.post(place, {"filename": "x", "size": 10}).get_json()["id"]
    raw = {"Content-Type": "application/octet-stream"}
    wrong = program.call("PATCH", f"/uploads/{upload}", query_string={"offset": 3}, data=b"abc", headers=raw)
    assert wrong.status_code == 409
    assert program.post(f"/uploads/{upload}/completion").status_code == 409
    assert program.get(f"/uploads/{upload}").get_json()["offset"] == 0
    assert program.delete(f"/uploads/{upload}").status_code == 204
    assert program.post(place, {"filename": "x", "size": 0}).status_code == 422
    assert program.post(place, {"filename": "x", "size": 10**12}).status_code == 422


def test_resources_and_attachments(ring: Ring, app: object) -> None:
    program = Program(app, ring.teacher)  # type: ignore[arg-type]
    file = send(program, ring.classroom.public_id)
    place = f"/classrooms/{ring.classroom.public_id}/resources"
    shared = program.post(place, {"file_id": file}).get_json()
    assert (shared["title"], shared["file"]["id"], shared["url"]) == ("data.bin", file, "")
    link = program.post(place, {"url": "https://example.org", "title": "Reading"}).get_json()
    assert program.patch(f"/resources/{link['id']}", {"title": "Books"}).get_json()["title"] == "Books"
    assert program.post(place, {}).status_code == 422
    assert program.post(place, {"url": "https://example.org", "file_id": file}).status_code == 422
    assert [each["title"] for each in program.get(place).get_json()["items"]] == ["data.bin", "Books"]
    assert program.delete(f"/resources/{link['id']}").status_code == 204
    lesson = make_lesson(ring.classroom).public_id
    beside = program.post(f"/lessons/{lesson}/attachments", {"file_id": file}).get_json()["items"]
    assert [each["file"]["id"] for each in beside] == [file]
    assert program.delete(f"/files/{file}").status_code == 409
    assert program.delete(f"/lessons/{lesson}/attachments/{file}").status_code == 204
    assert program.get(f"/lessons/{lesson}/attachments").get_json() == {"items": []}
    Sender.clear()


def test_lessons_of_each_kind(ring: Ring, app: object) -> None:
    program = Program(app, ring.teacher)  # type: ignore[arg-type]
    module = make_lesson(ring.classroom).module.public_id
    place = f"/modules/{module}/lessons"
    film = {"title": "Film", "kind": "video", "address": "https://youtu.be/dQw4w9WgXcQ", "minutes": 9}
    made = program.post(place, film).get_json()
    assert (made["kind"], made["minutes"]) == (LessonKind.VIDEO.value, 9)
    assert made["address"] == "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
    assert program.post(place, {**film, "address": "https://evil.example/x"}).status_code == 422
    file = send(program, ring.classroom.public_id)
    changed = program.patch(f"/lessons/{made['id']}", {"kind": "file", "file_id": file}).get_json()
    assert (changed["kind"], changed["file_id"], changed["address"], changed["minutes"]) == ("file", file, "", 9)
    assert program.patch(f"/lessons/{made['id']}", {"title": "Same"}).get_json()["file_id"] == file
    assert program.patch(f"/lessons/{made['id']}", {"minutes": 0}).status_code == 422
    Sender.clear()
