"""What a lesson is about beside its text: a video, a file, a link, a quiz; and how long it takes."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import defer

from app.errors import Invalid, NotFound
from app.extensions import db
from app.formats import embeds
from app.formats.web_addresses import web_address
from app.models import limits
from app.models.classroom import Classroom
from app.models.file import FileKind, FilePlace, LessonFile, StoredFile
from app.models.lesson import Embed, Lesson, LessonKind
from app.models.quiz import Quiz

MOST_QUIZZES = 200


@dataclass(frozen=True)
class Material:
    """Without `main`, the file that the lesson has stays, if its kind still has one; without `quiz` its quiz."""

    kind: LessonKind
    address: str = ""
    minutes: int | None = None
    main: StoredFile | None = None
    quiz: Quiz | None = None

    def check(self, *, has_file: bool, has_quiz: bool = False) -> None:
        """Raises Invalid (address, file, quiz, minutes)."""
        wrong: dict[str, str] = {}
        if self.minutes is not None and not 1 <= self.minutes <= limits.LESSON_MINUTES:
            wrong["minutes"] = _("From 1 to %(most)s minutes.", most=limits.LESSON_MINUTES)
        if self.kind is LessonKind.LINK and web_address(self.address) is None:
            wrong["address"] = _("Write an address that begins with https:// or http://.")
        if self.kind is LessonKind.VIDEO:
            wrong |= self._video(has_file)
        if self.kind is LessonKind.FILE and self.main is None and not has_file:
            wrong["file"] = _("Choose a file first.")
        if self.kind is LessonKind.QUIZ and self.quiz is None and not has_quiz:
            wrong["quiz"] = _("Choose a quiz first.")
        if wrong:
            raise Invalid(wrong)

    def _video(self, has_file: bool) -> dict[str, str]:
        if self.main is not None and self.main.kind is not FileKind.VIDEO:
            return {"file": _("This is not a video. Choose a video, or make this a lesson with a file.")}
        if self.address and embeds.parse(self.address) is None:
            return {"address": _("Only videos of YouTube and Vimeo can be shown. Upload others as a file.")}
        if not self.address and self.main is None and not has_file:
            return {"address": _("Write the address of a video on YouTube or Vimeo, or upload a video.")}
        return {}


def put(lesson: Lesson, material: Material) -> None:
    """Let `lesson` be about `material`; belongs into the transaction that saves it. Raises Invalid."""
    has_file = material.kind is lesson.kind and main_of(lesson) is not None
    material.check(has_file=has_file, has_quiz=lesson.quiz_id is not None)
    if any(part is not None and part.classroom_id != lesson.classroom_id for part in (material.main, material.quiz)):
        raise NotFound
    if material.kind is not LessonKind.QUIZ:
        lesson.quiz_id = None
    elif material.quiz is not None:
        lesson.quiz_id = material.quiz.id
    video = embeds.parse(material.address) if material.kind is LessonKind.VIDEO and material.main is None else None
    lesson.kind, lesson.minutes = material.kind, material.minutes
    lesson.url = (web_address(material.address) or "") if material.kind is LessonKind.LINK else ""
    lesson.embed = Embed(video.place) if video else None
    lesson.embed_id = video.id if video else None
    keeps = has_file and material.main is None and video is None
    if not keeps:
        gone = LessonFile.lesson_id == lesson.id, LessonFile.place == FilePlace.MAIN
        db.session.execute(delete(LessonFile).where(*gone))
    if material.main is not None and material.kind in (LessonKind.VIDEO, LessonKind.FILE):
        db.session.add(LessonFile(lesson_id=lesson.id, file_id=material.main.id, place=FilePlace.MAIN))
        db.session.flush()


def main_of(lesson: Lesson) -> StoredFile | None:
    """The file that a lesson is about."""
    return db.session.scalars(LessonFile.main_of(lesson)).first()


def quiz_of(lesson: Lesson) -> Quiz | None:
    """The quiz that a lesson is, if it is kept."""
    found = select(Quiz).where(Quiz.id == lesson.quiz_id, Quiz.is_kept())
    return db.session.scalars(found).first() if lesson.quiz_id else None


def quizzes_of(classroom: Classroom) -> list[Quiz]:
    """Those that a lesson of the class can be, the newest first."""
    found = select(Quiz).where(Quiz.classroom_id == classroom.id, Quiz.is_kept()).options(defer(Quiz.intro))
    return list(db.session.scalars(found.order_by(Quiz.id.desc()).limit(MOST_QUIZZES)))


def address_of(lesson: Lesson) -> str:
    """What was typed as its address, as far as that is known."""
    if lesson.embed and lesson.embed_id:
        return embeds.page(lesson.embed.value, lesson.embed_id)
    return lesson.url
