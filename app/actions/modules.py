"""Modules: the ordered parts of a classroom.

Whatever changes what stands where in a class, or what counts in it, holds the class first (`hold`): so two teachers who
reorder at once come one after the other, and nobody waits for the other in a circle.
"""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy import update as update_rows

from app import audit, clock, events, transaction
from app.actions import progress
from app.errors import Invalid, NotFound
from app.extensions import db
from app.models.classroom import Classroom
from app.models.lesson import Lesson, Module
from app.models.user import User


@transaction.action
def create(classroom: Classroom, *, actor: User, title: str, description: str = "") -> Module:
    """A new module at the end of `classroom`."""
    hold(classroom.id)
    last = db.session.scalar(select(func.max(Module.position)).where(Module.classroom_id == classroom.id))
    module = Module(classroom_id=classroom.id, title=title, description=description, position=(last or 0) + 1)
    module.classroom = classroom
    db.session.add(module)
    db.session.flush()
    return module


@transaction.action
def update(module: Module, *, actor: User, title: str | None = None, description: str | None = None) -> Module:
    """Change what is given; the rest stays. Raises Invalid (title), NotFound for one in the bin."""
    kept = lock(module)
    if title is not None:
        if not title:
            raise Invalid({"title": _("A module needs a title.")})
        kept.title = title
    if description is not None:
        kept.description = description
    return kept


@transaction.action
def delete(module: Module, *, actor: User) -> None:
    """Into the bin with it and its lessons, all with one instant. Raises NotFound when it lies there already."""
    kept = lock(module)
    now = clock.now()
    inside = (Lesson.module_id == kept.id, Lesson.is_kept())
    for lesson in db.session.scalars(select(Lesson).where(*inside, Lesson.counts())):
        events.cancel(lesson, "lesson.published")
    db.session.execute(update_rows(Lesson).where(*inside).values(deleted_at=now, updated_at=Lesson.updated_at))
    kept.deleted_at = now
    progress.recount(kept.classroom_id)
    audit.record("module.deleted", actor=actor, subject=kept, before={"title": kept.title})


def lock(module: Module) -> Module:
    """The module as it is now, ours with its class until the end of the transaction. Raises NotFound."""
    hold(module.classroom_id)
    wanted = select(Module).where(Module.id == module.id, Module.is_kept())
    kept = db.session.scalars(wanted.execution_options(populate_existing=True)).first()
    if kept is None:
        raise NotFound
    return kept


def hold(classroom_id: int) -> None:
    """Let nobody else change what stands where in this class until the end of the transaction."""
    db.session.execute(select(Classroom.id).where(Classroom.id == classroom_id).with_for_update(key_share=True))
