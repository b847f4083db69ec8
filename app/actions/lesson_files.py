"""Files beside a lesson: to take along, captions and a poster for its video."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from app.actions.lesson_publishing import lock
from app.errors import Invalid, NotFound
from app.extensions import db
from app.formats.languages import is_language_tag
from app.models import limits
from app.models.file import FileKind, FilePlace, FileState, LessonFile, StoredFile
from app.models.lesson import Lesson
from app.models.user import User
from app.transaction import action

BESIDE = frozenset({FilePlace.ATTACHMENT, FilePlace.CAPTIONS, FilePlace.POSTER})


@action
def add(
    lesson: Lesson, files: list[StoredFile], *, actor: User, place: FilePlace = FilePlace.ATTACHMENT, language: str = ""
) -> None:
    """Put `files` beside a lesson, the last to the end. Twice is as once. Raises Invalid (file, language)."""
    kept = lock(lesson)
    _check(kept, files, place, language)
    there = set(db.session.scalars(select(LessonFile.file_id).where(*_in(kept, place))))
    if place is not FilePlace.ATTACHMENT:
        _make_way(kept, place, language)
        there = set()
    last = db.session.scalar(select(func.max(LessonFile.position)).where(*_in(kept, place))) or 0
    new = [file for file in dict.fromkeys(files) if file.id not in there]
    if len(there) + len(new) > limits.LESSON_FILES:
        raise Invalid({"file": _("A lesson has %(most)s attachments at most.", most=limits.LESSON_FILES)})
    for position, file in enumerate(new, last + 1):
        row = LessonFile(lesson_id=kept.id, file_id=file.id, place=place, language=language, position=position)
        db.session.add(row)
    db.session.flush()


def _check(lesson: Lesson, files: list[StoredFile], place: FilePlace, language: str) -> None:
    if place not in BESIDE or any(file.classroom_id != lesson.classroom_id for file in files):
        raise NotFound
    if place is FilePlace.CAPTIONS:
        if any(file.kind is not FileKind.CAPTIONS for file in files):
            raise Invalid({"file": _("These are no captions. Choose a WebVTT file (.vtt).")})
        if not is_language_tag(language):
            raise Invalid({"language": _("Choose the language of the captions.")})
    if place is FilePlace.POSTER and any(
        file.kind is not FileKind.IMAGE or file.state is not FileState.READY for file in files
    ):
        raise Invalid({"file": _("Choose a JPEG, PNG, GIF or WebP picture.")})


def _make_way(lesson: Lesson, place: FilePlace, language: str) -> None:
    """There is one poster, and one captions file of a language."""
    gone = delete(LessonFile).where(*_in(lesson, place))
    db.session.execute(gone.where(LessonFile.language == language) if place is FilePlace.CAPTIONS else gone)


@action
def remove(lesson: Lesson, file: StoredFile, *, actor: User, place: FilePlace = FilePlace.ATTACHMENT) -> None:
    """Take a file away from beside a lesson; one that is not there is no error. The class keeps it for a while."""
    kept = lock(lesson)
    if place not in BESIDE:
        raise NotFound
    db.session.execute(delete(LessonFile).where(*_in(kept, place), LessonFile.file_id == file.id))


@action
def move(lesson: Lesson, file: StoredFile, *, actor: User, by: int) -> None:
    """Move an attachment up (-1) or down (1) by one; at the end it stays."""
    kept = lock(lesson)
    wanted = select(LessonFile).where(*_in(kept, FilePlace.ATTACHMENT))
    rows = list(db.session.scalars(wanted.order_by(LessonFile.position, LessonFile.id)))
    here = next((index for index, row in enumerate(rows) if row.file_id == file.id), None)
    if here is None:
        raise NotFound
    rows.insert(min(max(here + by, 0), len(rows) - 1), rows.pop(here))
    for position, row in enumerate(rows, 1):
        row.position = position


def _in(lesson: Lesson, place: FilePlace):  # type: ignore[no-untyped-def]  # two column elements
    return LessonFile.lesson_id == lesson.id, LessonFile.place == place
