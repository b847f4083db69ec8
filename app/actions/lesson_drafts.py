"""What somebody is writing into a lesson and has not saved: kept while he types, seen by nobody else.

A draft may be longer than a lesson and of any parts: nothing that was typed is lost because it is too much.
"""

from __future__ import annotations

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select

from app import clock, transaction
from app.actions import revisions
from app.errors import Conflict, Invalid
from app.extensions import db
from app.models import limits
from app.models.lesson import BodyFormat, Lesson
from app.models.revision import LessonDraft
from app.models.upsert import insert_or
from app.models.user import User

LATELY = timedelta(minutes=2)


@transaction.action
def keep(
    lesson: Lesson, *, actor: User, version: int, title: str, body: str, body_format: BodyFormat = BodyFormat.MARKDOWN
) -> LessonDraft:
    """Keep what `actor` has typed so far; `version` is what he began with.

    Raises Invalid (body), and Conflict where he has saved the lesson since: what comes from an older window would
    bring back what he has changed.
    """
    if len(body) > limits.LESSON_DRAFT:
        raise Invalid({"body": _("This text is too long to be kept while you write. Copy a part of it elsewhere.")})
    if revisions.saved_since(lesson, version, actor):
        raise Conflict(_("You saved this lesson in another window. Load this page again to go on with that."))
    typed = {
        "version": version,
        "title": title[: limits.LESSON_TITLE],
        "body": body,
        "body_format": body_format,
        "saved_at": clock.now(),
    }
    made = insert_or(LessonDraft).values(lesson_id=lesson.id, user_id=actor.id, **typed)
    db.session.execute(made.on_conflict_do_update(index_elements=["lesson_id", "user_id"], set_=typed))
    return db.session.get_one(LessonDraft, (lesson.id, actor.id), populate_existing=True)


@transaction.action
def discard(lesson: Lesson, *, actor: User) -> None:
    """Take away what `actor` has typed and not saved."""
    db.session.execute(delete(LessonDraft).where(LessonDraft.lesson_id == lesson.id, LessonDraft.user_id == actor.id))


def of(lesson: Lesson, user: User) -> LessonDraft | None:
    """What `user` has typed into `lesson` and not saved."""
    return db.session.get(LessonDraft, (lesson.id, user.id))


def others(lesson: Lesson, user: User) -> list[User]:
    """Who else has typed something into `lesson` within the last two minutes."""
    lately = LessonDraft.saved_at > clock.now() - LATELY
    writing = select(User).join(LessonDraft, LessonDraft.user_id == User.id)
    found = writing.where(LessonDraft.lesson_id == lesson.id, User.id != user.id, lately).order_by(User.name, User.id)
    return list(db.session.scalars(found))
