"""The pictures in the text of a lesson: files of its own class, each with a row, so that whoever reads it sees them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select

from app.extensions import db
from app.formats import rich_text
from app.models.file import FileKind, FilePlace, FileState, LessonFile, StoredFile
from app.models.lesson import Lesson
from app.models.upsert import insert_new


def known(classroom_id: int, html: str) -> dict[str, int]:
    """Those pictures of sanitised `html` that belong to the class: public id and id."""
    wanted = rich_text.pictures(html)
    if not wanted:
        return {}
    found = select(StoredFile.public_id, StoredFile.id).where(
        StoredFile.public_id.in_(wanted),
        StoredFile.classroom_id == classroom_id,
        StoredFile.kind == FileKind.IMAGE,
        StoredFile.state == FileState.READY,
    )
    return {row.public_id: row.id for row in db.session.execute(found)}


def use(lesson: Lesson, files: Collection[int]) -> None:
    """Let `files` be exactly those that the text of `lesson` shows."""
    mine = LessonFile.lesson_id == lesson.id, LessonFile.place == FilePlace.BODY
    db.session.execute(delete(LessonFile).where(*mine, LessonFile.file_id.not_in(files)))
    if files:
        rows = [{"lesson_id": lesson.id, "file_id": file, "place": FilePlace.BODY, "position": 0} for file in files]
        db.session.execute(insert_new(LessonFile, ("lesson_id", "file_id", "place")).values(rows))
