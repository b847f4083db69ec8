"""What stands on the page of a lesson: its video, file or link, what there is to take along, pictures in its text."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from sqlalchemy import Select, bindparam

from app.extensions import db
from app.formats import embeds
from app.formats.text_pictures import Sides
from app.formats.web_addresses import host_of
from app.models.file import FileKind, FilePlace, FileState, LessonFile, StoredFile
from app.models.lesson import Lesson, LessonKind
from app.web.headers import allow_frames

PLAYED_AS_THEY_ARE = frozenset({"video/mp4", "video/webm"})
STILL = frozenset({"image/jpeg", "image/png"})


@dataclass
class LessonParts:
    """Files by what they are to the lesson; `host` of a link; addresses of an embedded video; what its text shows."""

    main: StoredFile | None = None
    poster: StoredFile | None = None
    captions: list[LessonFile] = field(default_factory=list)
    attachments: list[StoredFile] = field(default_factory=list)
    pictures: dict[str, Sides] = field(default_factory=dict)
    host: str = ""
    player: str = ""
    page: str = ""
    minutes: int | None = None

    @property
    def playable(self) -> bool:
        """Made ready, or of a kind that most browsers play anyway."""
        video = self.main
        return video is not None and (video.playable_key is not None or video.media_type in PLAYED_AS_THEY_ARE)

    @property
    def under_way(self) -> bool:
        return self.main is not None and self.main.state in (FileState.WAITING, FileState.WORKING)


def parts_of(lesson: Lesson) -> LessonParts:
    """All of it in one query. What is to be shown in a frame is allowed for this response."""
    parts = LessonParts(minutes=lesson.minutes)
    for row in db.session.scalars(_files(), {"lesson_id": lesson.id}):
        if row.place is FilePlace.MAIN:
            parts.main = row.file
        elif row.place is FilePlace.POSTER:
            parts.poster = row.file
        elif row.place is FilePlace.CAPTIONS:
            parts.captions.append(row)
        elif row.place is FilePlace.BODY:
            parts.pictures.update(_sides(row.file))
        else:
            parts.attachments.append(row.file)
    if parts.minutes is None and parts.main is not None and parts.main.seconds:
        parts.minutes = max(1, round(parts.main.seconds / 60))
    if lesson.kind is LessonKind.LINK:
        parts.host = host_of(lesson.url)
    _frame(lesson, parts)
    return parts


@cache
def _files() -> Select[LessonFile]:
    return LessonFile.of(bindparam("lesson_id"))


def _sides(file: StoredFile) -> dict[str, Sides]:
    if not file.width or not file.height:
        return {}
    return {file.public_id: Sides(file.width, file.height, bool(file.preview_key) and file.media_type in STILL)}


def _frame(lesson: Lesson, parts: LessonParts) -> None:
    if lesson.embed and lesson.embed_id:
        parts.player = embeds.player(lesson.embed.value, lesson.embed_id)
        parts.page = embeds.page(lesson.embed.value, lesson.embed_id)
        allow_frames(embeds.origin(lesson.embed.value))
    if parts.main is not None and parts.main.kind is FileKind.PDF:
        allow_frames("'self'")
