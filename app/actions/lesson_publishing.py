"""Lessons on their way to the class: published, withdrawn, taken away."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app import audit, clock, events, transaction
from app.errors import Conflict, NotFound
from app.extensions import db
from app.models.lesson import Lesson, LessonState
from app.models.user import User


@transaction.action
def publish(lesson: Lesson, *, actor: User) -> Lesson:
    """Show it to the members and tell them, once a day however often it is published anew. Twice is as once."""
    kept = lock(lesson)
    if kept.is_published:
        return kept
    now = clock.now()
    kept.state = LessonState.PUBLISHED
    kept.published_at = now
    events.announce(
        "lesson.published",
        kept,
        actor=actor,
        classroom_id=kept.classroom_id,
        key=f"lesson:{kept.id}:{now.date().isoformat()}",
        lesson=kept.public_id,
        title=kept.title,
        classroom=kept.classroom.title,
        classroom_public_id=kept.classroom.public_id,
    )
    return kept


@transaction.action
def withdraw(lesson: Lesson, *, actor: User) -> Lesson:
    """Back to a draft; whoever has not heard of it yet will not. Twice is as once."""
    kept = lock(lesson)
    if kept.is_published:
        kept.state = LessonState.DRAFT
        kept.published_at = None
        events.cancel(kept, "lesson.published")
    return kept


@transaction.action
def delete(lesson: Lesson, *, actor: User) -> None:
    """Take away a draft for good. Raises Conflict for a published one: withdraw it first."""
    kept = lock(lesson)
    if kept.is_published:
        raise Conflict(_("Students can see this lesson. Withdraw it before you delete it."))
    audit.record("lesson.deleted", actor=actor, subject=kept, before={"title": kept.title})
    db.session.delete(kept)


def lock(lesson: Lesson) -> Lesson:
    """The lesson as it is in the database now, ours until the end of the transaction. Raises NotFound."""
    wanted = select(Lesson).where(Lesson.id == lesson.id).with_for_update()
    kept = db.session.scalars(wanted.execution_options(populate_existing=True)).first()
    if kept is None:
        raise NotFound
    return kept
