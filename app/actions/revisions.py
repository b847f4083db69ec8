"""What a lesson said before: each save stays, thinned out when there are many."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import defer

from app.actions import lesson_pictures
from app.errors import NotFound
from app.extensions import db
from app.formats import rich_text
from app.formats.text_changes import Row, compare, rows_of
from app.models.lesson import Lesson
from app.models.revision import LessonRevision
from app.models.upsert import insert_new
from app.models.user import User

NEWEST_KEPT = 50
MOST_KEPT = 100


def find(lesson: Lesson, version: int) -> LessonRevision:
    """What `lesson` said as it was saved as `version`. Raises NotFound."""
    found = db.session.scalars(LessonRevision.of(lesson).where(LessonRevision.version == version)).first()
    if found is None:
        raise NotFound
    return found


def choices(lesson: Lesson) -> list[LessonRevision]:
    """All that was saved of `lesson`, the newest first, without the texts."""
    return list(db.session.scalars(LessonRevision.of(lesson).options(defer(LessonRevision.body))))


def html_of(lesson: Lesson, revision: LessonRevision) -> str:
    """The text of `revision` under the policy of today, with the pictures that the class still has."""
    try:
        html = rich_text.to_html(revision.body, revision.body_format.value)
    except rich_text.TooComplex:
        return ""
    return rich_text.only_with(html, lesson_pictures.known(lesson.classroom_id, html))


def changes(lesson: Lesson, old: LessonRevision, new: LessonRevision) -> list[Row]:
    """What changed from `old` to `new`, title first."""
    titles = compare([old.title], [new.title]) if old.title != new.title else []
    return titles + compare(rows_of(html_of(lesson, old)), rows_of(html_of(lesson, new)))


def remember(lesson: Lesson, author_id: int | None, at: datetime) -> None:
    """Keep `lesson` as it stands as the revision of its version, saved then, unless that is kept already."""
    row = {
        "lesson_id": lesson.id,
        "version": lesson.version,
        "author_id": author_id,
        "title": lesson.title,
        "body": lesson.body,
        "body_format": lesson.body_format,
        "saved_at": at,
    }
    db.session.execute(insert_new(LessonRevision, ("lesson_id", "version")).values(row))


def thin(lesson: Lesson) -> None:
    """Beyond the newest 50, keep the last of each day; and never more than 100."""
    mine = select(LessonRevision.version).where(LessonRevision.lesson_id == lesson.id)
    newest = mine.order_by(LessonRevision.version.desc())
    day = func.date(LessonRevision.saved_at)
    last = select(func.max(LessonRevision.version)).where(LessonRevision.lesson_id == lesson.id).group_by(day)
    version = LessonRevision.version
    rest = or_(version.not_in(last), version.not_in(newest.limit(MOST_KEPT)))
    db.session.execute(
        delete(LessonRevision).where(
            LessonRevision.lesson_id == lesson.id, version.not_in(newest.limit(NEWEST_KEPT)), rest
        )
    )


def saved_since(lesson: Lesson, version: int, author: User) -> bool:
    """Whether `author` himself has saved `lesson` since it was `version`."""
    mine = LessonRevision.lesson_id == lesson.id, LessonRevision.author_id == author.id
    later = select(LessonRevision.id).where(*mine, LessonRevision.version > version)
    return db.session.scalar(later.limit(1)) is not None
