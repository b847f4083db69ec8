"""The bin of a class: what was deleted in the last thirty days, brought back or taken away for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, exists, select, update
from sqlalchemy.orm import contains_eager, defer

from app import audit, clock, transaction
from app.actions import modules, progress, release_circles
from app.errors import Conflict, Invalid, NotFound
from app.extensions import db
from app.models.classroom import Classroom
from app.models.lesson import Lesson, LessonState, Module
from app.models.release import ReleaseRule
from app.models.user import User

KEPT = timedelta(days=30)
MOST = 200


@dataclass(frozen=True)
class Bin:
    """Modules with all that went with them, and lessons deleted on their own, the latest first."""

    modules: list[Module]
    lessons: list[Lesson]


def listing(classroom: Classroom) -> Bin:
    """What can be brought back in `classroom`. Two queries."""
    rooms = select(Module).where(Module.classroom_id == classroom.id, Module.deleted_at.is_not(None))
    alone = (
        select(Lesson)
        .join(Lesson.module)
        .options(contains_eager(Lesson.module), defer(Lesson.body), defer(Lesson.body_html))
        .where(Lesson.classroom_id == classroom.id, Lesson.deleted_at.is_not(None), Module.is_kept())
    )
    return Bin(
        list(db.session.scalars(rooms.order_by(Module.deleted_at.desc(), Module.id).limit(MOST))),
        list(db.session.scalars(alone.order_by(Lesson.deleted_at.desc(), Lesson.id).limit(MOST))),
    )


@transaction.action
def restore_lesson(lesson: Lesson, *, actor: User) -> Lesson:
    """Back to its place as it was, with everybody's progress; what was scheduled for a time past is a draft.

    Twice is as once. Raises Conflict while its module lies in the bin, or where it would close a circle; NotFound.
    """
    modules.hold(lesson.classroom_id)
    found = select(Lesson).where(Lesson.id == lesson.id).execution_options(populate_existing=True)
    kept = db.session.scalars(found).first()
    if kept is None:
        raise NotFound
    if kept.deleted_at is not None:
        if kept.module.deleted_at is not None:
            raise Conflict(_("The module of this lesson is deleted, too. Restore the module first."))
        kept.deleted_at = None
        _settle(kept.classroom_id)
        audit.record("lesson.restored", actor=actor, subject=kept, after={"title": kept.title})
    return kept


@transaction.action
def restore_module(module: Module, *, actor: User) -> Module:
    """Back with the lessons that went with it. Twice is as once. Raises Conflict for a circle, NotFound."""
    modules.hold(module.classroom_id)
    found = select(Module).where(Module.id == module.id).execution_options(populate_existing=True)
    kept = db.session.scalars(found).first()
    if kept is None:
        raise NotFound
    if kept.deleted_at is not None:
        with_it = Lesson.module_id == kept.id, Lesson.deleted_at == kept.deleted_at
        db.session.execute(update(Lesson).where(*with_it).values(deleted_at=None, updated_at=Lesson.updated_at))
        kept.deleted_at = None
        _settle(kept.classroom_id)
        audit.record("module.restored", actor=actor, subject=kept, after={"title": kept.title})
    return kept


def _settle(classroom_id: int) -> None:
    """What came back must not go out by surprise, nor wait for itself; and it counts again."""
    db.session.flush()
    missed = (
        Lesson.classroom_id == classroom_id,
        Lesson.is_kept(),
        Lesson.state == LessonState.SCHEDULED,
        Lesson.publish_at <= clock.now(),
    )
    db.session.execute(update(Lesson).where(*missed).values(state=LessonState.DRAFT, publish_at=None))
    try:
        release_circles.refuse(classroom_id, "after")
    except Invalid as refusal:
        raise Conflict(refusal.message) from None
    progress.recount(classroom_id)


def lessons_to_purge() -> ColumnElement[bool]:
    """Those whose time in the bin is over, and that nothing waits for."""
    awaited = exists().where(ReleaseRule.after_lesson_id == Lesson.id)
    return and_(Lesson.deleted_at < clock.now() - KEPT, ~awaited)


def modules_to_purge() -> ColumnElement[bool]:
    """Those whose time in the bin is over, that are empty by now, and that nothing waits for."""
    awaited = exists().where(ReleaseRule.after_module_id == Module.id)
    filled = exists().where(Lesson.module_id == Module.id)
    return and_(Module.deleted_at < clock.now() - KEPT, ~awaited, ~filled)
