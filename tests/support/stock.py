"""A class with lessons of every kind, files and resources, as pages show them."""

from __future__ import annotations

import io
from typing import Any

from app.actions import files
from app.extensions import db
from app.models.classroom import Classroom
from app.models.file import FilePlace, FileState, LessonFile, Resource, StoredFile
from app.models.lesson import Embed, LessonKind
from tests.files.samples import PDF, WEBVTT, picture
from tests.support.people import make_lesson

LINK = "https://www.παράδειγμα.ελ/"


def stock(classroom: Classroom, title: str) -> dict[str, str]:
    """The ids of a resource, and of lessons with a film of ours, one of elsewhere, a PDF, a link."""
    paper, leaf = _file(classroom, PDF, f"{title}.pdf"), _file(classroom, picture(size=(640, 360)), f"{title}.png")
    words = _file(classroom, WEBVTT, f"{title}.vtt")
    film = _file(classroom, b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + b"\0" * 99, f"{title}.mp4")
    film.state, film.problem = FileState.FAILED, "damaged"
    resource = Resource(classroom_id=classroom.id, title=title, file_id=paper.id, position=1)
    db.session.add_all([resource, Resource(classroom_id=classroom.id, title=title, url=LINK, position=2)])
    lessons = {
        "film": _lesson(classroom, title, LessonKind.VIDEO, {FilePlace.MAIN: film, FilePlace.POSTER: leaf}, minutes=9),
        "embed": _lesson(classroom, title, LessonKind.VIDEO, {}, embed=Embed.YOUTUBE, embed_id="dQw4w9WgXcQ"),
        "paper": _lesson(classroom, title, LessonKind.FILE, {FilePlace.MAIN: paper, FilePlace.ATTACHMENT: leaf}),
        "link": _lesson(classroom, title, LessonKind.LINK, {}, url=LINK),
    }
    db.session.commit()
    row = db.session.query(LessonFile).filter_by(file_id=film.id).one()
    db.session.add(LessonFile(lesson_id=row.lesson_id, file_id=words.id, place=FilePlace.CAPTIONS, language="el"))
    db.session.commit()
    return {"resource": resource.public_id, **lessons}


def _file(classroom: Classroom, data: bytes, name: str) -> StoredFile:
    return files.create(classroom, actor=classroom.owner, stream=io.BytesIO(data), filename=name)


def _lesson(
    classroom: Classroom, title: str, kind: LessonKind, beside: dict[FilePlace, StoredFile], **more: Any
) -> str:
    text = {"body": title, "body_html": f"<p>{title}</p>"}
    lesson = make_lesson(classroom, title=title, kind=kind, position=50, **text, **more)
    for place, file in beside.items():
        db.session.add(LessonFile(lesson_id=lesson.id, file_id=file.id, place=place))
    db.session.commit()
    return lesson.public_id
