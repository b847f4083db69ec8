"""Lessons on their way to the class: published at once or at their time, taken back, taken away.

What is published while a rule of time still shuts it is told of when it opens; `told_at` says that this has happened.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, exists, or_, select

from app import audit, clock, events, transaction
from app.actions import modules, progress
from app.errors import Conflict, Invalid, NotFound
from app.extensions import db
from app.models.classroom import Classroom, State
from app.models.lesson import Lesson, LessonState
from app.models.release import ReleaseRule
from app.models.user import User

PUBLISHED = "lesson.published"
FURTHEST = timedelta(days=2 * 366)
AT_ONCE = 100

log = logging.getLogger(__name__)


@transaction.action
def publish(lesson: Lesson, *, actor: User) -> Lesson:
    """Show it to the members and tell them, once a day however often it is published anew. Twice is as once.

    One that opens later is told of then.
    """
    kept = lock(lesson)
    if not kept.is_published:
        _go_out(kept, actor=actor)
    return kept


@transaction.action
def schedule(lesson: Lesson, at: datetime, *, actor: User) -> Lesson:
    """Let the clock publish it `at` that instant. Raises Invalid (publish_at), Conflict for a published one."""
    kept = lock(lesson)
    if kept.is_published:
        raise Conflict(_("This is published already. Withdraw it before you give it another time."))
    kept.state, kept.publish_at = LessonState.SCHEDULED, time_to_come(at)
    return kept


def release(lesson: Lesson, at: datetime | None, *, actor: User) -> Lesson:
    """Publish now, or `at` an instant. Raises what they do."""
    return publish(lesson, actor=actor) if at is None else schedule(lesson, at, actor=actor)


@transaction.action
def withdraw(lesson: Lesson, *, actor: User) -> Lesson:
    """Back to a draft; whoever has not heard of it yet will not. Twice is as once."""
    kept = lock(lesson)
    was_published = kept.is_published
    kept.state = LessonState.DRAFT
    kept.publish_at = kept.published_at = kept.told_at = None
    if was_published:
        events.cancel(kept, PUBLISHED)
        progress.recount(kept.classroom_id)
    return kept


@transaction.action
def delete(lesson: Lesson, *, actor: User) -> None:
    """Into the bin: nobody sees it, whoever has not heard of it will not. Raises NotFound when it lies there."""
    kept = lock(lesson)
    kept.deleted_at = clock.now()
    events.cancel(kept, PUBLISHED)
    progress.recount(kept.classroom_id)
    audit.record("lesson.deleted", actor=actor, subject=kept, before={"title": kept.title})


def publish_due() -> int:
    """Publish whatever is due, each once however late. The number found."""
    due = Lesson.state == LessonState.SCHEDULED, Lesson.publish_at <= clock.now()
    return _each(select(Lesson.id).where(*due).order_by(Lesson.publish_at, Lesson.id), _publish_due)


def tell_of_opened() -> int:
    """Tell of whatever was published before it opened, and is open now. The number found."""
    told = Lesson.counts(), Lesson.told_at.is_(None)
    return _each(select(Lesson.id).where(*told, ~_shut_by_time()).order_by(Lesson.id), _tell_of)


def _each(found: Select[int], verb: Callable[[int], None]) -> int:
    """`verb` for each lesson `found` in a class that goes on; one that fails leaves the others alone."""
    transaction.writes()
    going = found.join(Lesson.classroom).where(Lesson.is_kept(), Classroom.state != State.ARCHIVED)
    ids = list(db.session.scalars(going.limit(AT_ONCE)))
    db.session.rollback()
    for lesson_id in ids:
        try:
            verb(lesson_id)
        except Exception:
            log.exception("lesson %s was not published or told of", lesson_id)
    return len(ids)


@transaction.action
def _publish_due(lesson_id: int) -> None:
    kept = _still(lesson_id)
    if kept and kept.state is LessonState.SCHEDULED and kept.publish_at and kept.publish_at <= clock.now():
        _go_out(kept, actor=db.session.get(User, kept.author_id) if kept.author_id else None)


@transaction.action
def _tell_of(lesson_id: int) -> None:
    kept = _still(lesson_id)
    if kept and kept.is_published and kept.told_at is None:
        _tell(kept, actor=db.session.get(User, kept.author_id) if kept.author_id else None)


def _still(lesson_id: int) -> Lesson | None:
    lesson = db.session.get(Lesson, lesson_id)
    try:
        return lock(lesson) if lesson else None
    except NotFound:
        return None


def lock(lesson: Lesson) -> Lesson:
    """The lesson as it is now, ours with its class until the end of the transaction. Raises NotFound."""
    modules.hold(lesson.classroom_id)
    wanted = select(Lesson).where(Lesson.id == lesson.id, Lesson.is_kept()).with_for_update(key_share=True)
    kept = db.session.scalars(wanted.execution_options(populate_existing=True)).first()
    if kept is None:
        raise NotFound
    return kept


def time_to_come(at: datetime, field: str = "publish_at") -> datetime:
    """`at`, to the minute. Raises Invalid where it is past or too far away."""
    now = clock.now()
    if at <= now:
        raise Invalid({field: _("This is past. Choose a time to come.")})
    if at > now + FURTHEST:
        raise Invalid({field: _("This is too far away. Choose a time within two years.")})
    return at.replace(second=0, microsecond=0)


def _go_out(kept: Lesson, *, actor: User | None) -> None:
    kept.state, kept.published_at, kept.publish_at = LessonState.PUBLISHED, clock.now(), None
    db.session.flush()
    if db.session.scalar(select(Lesson.id).where(Lesson.id == kept.id, _shut_by_time())) is None:
        _tell(kept, actor=actor)
    progress.recount(kept.classroom_id)


def _tell(kept: Lesson, *, actor: User | None) -> None:
    kept.told_at = now = clock.now()
    events.announce(
        PUBLISHED,
        kept,
        actor=actor,
        classroom_id=kept.classroom_id,
        key=f"lesson:{kept.id}:{now.date().isoformat()}",
        lesson=kept.public_id,
        title=kept.title,
        classroom=kept.classroom.title,
        classroom_public_id=kept.classroom.public_id,
    )


def _shut_by_time() -> ColumnElement[bool]:
    ruled = or_(ReleaseRule.lesson_id == Lesson.id, ReleaseRule.module_id == Lesson.module_id)
    return exists().where(ruled, ReleaseRule.opens_at > clock.now())
