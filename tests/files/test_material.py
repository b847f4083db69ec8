"""Lessons with a video, a file or a link, and what stands beside them (LES2, LES5)."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models.file import FilePlace, LessonFile
from app.models.lesson import Embed, Lesson, LessonKind
from tests.files.samples import PDF, WEBVTT, Sender, picture
from tests.support.browsing import Browser
from tests.support.people import make_lesson, make_member
from tests.support.queries import counted

WATCH = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


@pytest.fixture
def lesson(sender: Sender) -> Lesson:
    return make_lesson(sender.ring.classroom, title="Leaves")


def save(sender: Sender, lesson: Lesson, **more: object) -> int:
    db.session.expire_all()
    kept = db.session.get_one(Lesson, lesson.id)
    data = {"title": kept.title, "body": kept.body, "version": str(kept.version), **more}
    answer = sender.client.post(f"/lessons/{kept.public_id}/edit", data=data, content_type="multipart/form-data")
    db.session.expire_all()
    return answer.status_code


def page(client: Browser, lesson: Lesson) -> str:
    return client.get(f"/lessons/{lesson.public_id}").get_data(as_text=True)


def test_a_link(sender: Sender, lesson: Lesson) -> None:
    assert save(sender, lesson, kind="link", address="https://www.example.org/leaves", minutes="12") == 303
    shown = page(sender.client, lesson)
    assert 'href="https://www.example.org/leaves" target="_blank" rel="noopener noreferrer"' in shown
    assert ">example.org<" in shown
    assert "12 minutes" in shown
    assert save(sender, lesson, kind="link", address="javascript:alert(1)") == 422
    assert db.session.get_one(Lesson, lesson.id).url == "https://www.example.org/leaves"


def test_a_video_elsewhere(sender: Sender, lesson: Lesson) -> None:
    assert save(sender, lesson, kind="video", address=WATCH + "&t=10") == 303
    kept = db.session.get_one(Lesson, lesson.id)
    assert (kept.embed, kept.embed_id, kept.url) == (Embed.YOUTUBE, "dQw4w9WgXcQ", "")
    answer = sender.client.get(f"/lessons/{lesson.public_id}")
    shown = answer.get_data(as_text=True)
    assert "<iframe" not in shown
    assert f'href="{WATCH}"' in shown
    assert "frame-src https://www.youtube-nocookie.com" in answer.headers["Content-Security-Policy"]
    assert save(sender, lesson, kind="video", address="https://evil.example/watch?v=dQw4w9WgXcQ") == 422
    assert save(sender, lesson, kind="text") == 303
    other = sender.client.get(f"/lessons/{lesson.public_id}").headers["Content-Security-Policy"]
    assert "frame-src" not in other
    assert db.session.get_one(Lesson, lesson.id).embed is None


def test_a_file(sender: Sender, lesson: Lesson) -> None:
    assert save(sender, lesson, kind="file") == 422  # there is none
    assert save(sender, lesson, kind="file", file=(io.BytesIO(PDF), "plan.pdf")) == 303
    shown = page(sender.client, lesson)
    assert "plan.pdf" in shown
    assert "<iframe" in shown
    assert save(sender, lesson, kind="file", title="Roots") == 303  # the file stays
    assert "plan.pdf" in page(sender.client, lesson)
    brought = sender.send(picture(), "leaf.png")
    assert save(sender, lesson, kind="file", files=brought["id"]) == 303
    shown = page(sender.client, lesson)
    assert f'src="{brought["url"]}"' in shown
    assert "plan.pdf" not in shown
    assert save(sender, lesson, kind="link", address="https://example.org") == 303
    assert db.session.scalar(select(LessonFile).where(LessonFile.lesson_id == lesson.id)) is None


def test_a_file_that_is_no_video(sender: Sender, lesson: Lesson) -> None:
    assert save(sender, lesson, kind="video", file=(io.BytesIO(PDF), "film.mp4")) == 422
    assert save(sender, lesson, kind="video") == 422


@pytest.mark.parametrize("minutes", ["0", "-5", "1441", "many"])
def test_minutes_that_are_none(sender: Sender, lesson: Lesson, minutes: str) -> None:
    assert save(sender, lesson, kind="text", minutes=minutes) == 422


def test_a_new_lesson_of_a_kind(sender: Sender, lesson: Lesson) -> None:
    where = f"/modules/{lesson.module.public_id}/lessons"
    data = {"title": "Film", "body": "", "kind": "video", "address": WATCH}
    assert sender.client.post(where, data=data).status_code == 303
    kept = db.session.scalars(select(Lesson).where(Lesson.title == "Film")).one()
    assert (kept.kind, kept.embed_id) == (LessonKind.VIDEO, "dQw4w9WgXcQ")
    refused = sender.client.post(where, data={**data, "title": "Nothing", "address": ""})
    assert refused.status_code == 422
    assert db.session.scalar(select(Lesson).where(Lesson.title == "Nothing")) is None


def test_attachments_in_their_order(sender: Sender, lesson: Lesson) -> None:
    where = f"/lessons/{lesson.public_id}/attachments"
    data = {"file": [(io.BytesIO(b"one"), "one.txt"), (io.BytesIO(b"two"), "two.txt"), (io.BytesIO(b"3"), "three.txt")]}
    assert sender.client.post(where, data=data, content_type="multipart/form-data").status_code == 303
    names = [row.file.filename for row in rows(lesson)]
    assert names == ["one.txt", "two.txt", "three.txt"]
    third = rows(lesson)[2].file.public_id
    sender.client.post(f"{where}/order", data={"file": third, "direction": "up"})
    assert [row.file.filename for row in rows(lesson)] == ["one.txt", "three.txt", "two.txt"]
    sender.client.post(f"{where}/removal", data={"file": third})
    assert [row.file.filename for row in rows(lesson)] == ["one.txt", "two.txt"]
    sender.client.get(f"/lessons/{lesson.public_id}/edit")
    shown = page(sender.client, lesson)
    assert shown.index("one.txt") < shown.index("two.txt")


def test_captions_have_a_language_and_are_captions(sender: Sender, lesson: Lesson) -> None:
    where = f"/lessons/{lesson.public_id}/attachments"

    def add(data: bytes, language: str) -> None:
        sent = {"file": (io.BytesIO(data), "x.vtt"), "place": "captions", "language": language}
        assert sender.client.post(where, data=sent, content_type="multipart/form-data").status_code == 303

    add(b"no captions", "en")
    add(WEBVTT, "<script>")
    assert rows(lesson, FilePlace.CAPTIONS) == []
    add(WEBVTT, "en")
    add(WEBVTT, "es")
    add(WEBVTT, "en")
    assert sorted(row.language for row in rows(lesson, FilePlace.CAPTIONS)) == ["en", "es"]
    file = rows(lesson, FilePlace.CAPTIONS)[0].file
    assert sender.client.get(f"/files/{file.public_id}").mimetype == "text/vtt"


def test_files_of_another_class_are_not_there(sender: Sender, lesson: Lesson) -> None:
    from tests.support.people import make_classroom

    other = make_classroom(sender.ring.teacher)
    brought = sender.send(b"x", "one.txt")
    elsewhere = make_lesson(other)
    answer = sender.client.post(f"/lessons/{elsewhere.public_id}/attachments", data={"files": brought["id"]})
    assert answer.status_code == 404
    assert rows(elsewhere) == []


def test_a_lesson_with_many_files_in_few_queries(sender: Sender, lesson: Lesson) -> None:
    student = make_member(sender.ring.classroom).user
    for number in range(12):
        file = sender.keep(b"x%d" % number, f"{number}.txt")
        db.session.add(LessonFile(lesson_id=lesson.id, file_id=file.id, place=FilePlace.ATTACHMENT, position=number))
    db.session.commit()
    browser: Browser = sender.client.application.test_client()  # type: ignore[assignment]
    browser.log_in(student)
    with counted() as queries:
        page(browser, lesson)
    assert len(queries) <= 12, queries


def rows(lesson: Lesson, place: FilePlace = FilePlace.ATTACHMENT) -> list[LessonFile]:
    db.session.expire_all()
    found = select(LessonFile).where(LessonFile.lesson_id == lesson.id, LessonFile.place == place)
    return list(db.session.scalars(found.order_by(LessonFile.position)))
