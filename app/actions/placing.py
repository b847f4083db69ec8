"""Where lessons and modules stand: put before or after another, at an end, or a step up or down.

Each change is made from the order as it is in the database, under a lock on the class, and written in one statement:
two teachers who reorder at once neither lose nor double anything.
"""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app import transaction
from app.actions import lesson_publishing, lines, modules, progress, release_circles
from app.errors import Invalid
from app.extensions import db
from app.models.lesson import Lesson, Module
from app.models.user import User


@transaction.action
def put_lesson(
    lesson: Lesson, *, actor: User, module: Module, before: Lesson | None = None, after: Lesson | None = None
) -> Lesson:
    """Put it into `module`: before or after one that stands there, else at the end.

    Raises Invalid (module, before, after), NotFound for what is gone.
    """
    kept = lesson_publishing.lock(lesson)
    there = modules.lock(module)
    if there.classroom_id != kept.classroom_id:
        raise Invalid({"module": _("Choose a module of the same class.")})
    line = [each for each in _lessons_of(there) if each.id != kept.id]
    line.insert(lines.place(line, before, after), kept)
    if kept.module_id != there.id:
        kept.module = there
        db.session.flush()
        release_circles.refuse(kept.classroom_id, "module")
        progress.recount(kept.classroom_id)
    lines.number(Lesson, line)
    return kept


@transaction.action
def step_lesson(lesson: Lesson, down: bool, *, actor: User) -> Lesson:
    """One place up or down; from an end of its module, into the next one. At the end of all, it stays."""
    kept = lesson_publishing.lock(lesson)
    line = [each for each in _lessons_of(kept.module) if each.deleted_at is None]
    at = line.index(kept) + (1 if down else -1)
    if 0 <= at < len(line):
        aside = {"after": line[at]} if down else {"before": line[at]}
        return put_lesson(kept, actor=actor, module=kept.module, **aside)
    room = _beside([each for each in _modules_of(kept.classroom_id) if each.deleted_at is None], kept.module, down)
    if room is None:
        return kept
    first = next((each for each in _lessons_of(room) if each.deleted_at is None), None) if down else None
    return put_lesson(kept, actor=actor, module=room, before=first)


@transaction.action
def put_module(module: Module, *, actor: User, before: Module | None = None, after: Module | None = None) -> Module:
    """Put it before or after another of its class, else at the end. Raises Invalid (before, after), NotFound."""
    kept = modules.lock(module)
    line = [each for each in _modules_of(kept.classroom_id) if each.id != kept.id]
    line.insert(lines.place(line, before, after), kept)
    lines.number(Module, line)
    return kept


@transaction.action
def step_module(module: Module, down: bool, *, actor: User) -> Module:
    """One place up or down; at the end, it stays."""
    kept = modules.lock(module)
    other = _beside([each for each in _modules_of(kept.classroom_id) if each.deleted_at is None], kept, down)
    if other is None:
        return kept
    return put_module(kept, actor=actor, **({"after": other} if down else {"before": other}))


def _lessons_of(module: Module) -> list[Lesson]:
    """All of them in order, those in the bin too, so that they come back to their place."""
    found = select(Lesson).where(Lesson.module_id == module.id).order_by(Lesson.position, Lesson.id)
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def _modules_of(classroom_id: int) -> list[Module]:
    found = select(Module).where(Module.classroom_id == classroom_id).order_by(Module.position, Module.id)
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def _beside(line: list[Module], module: Module, down: bool) -> Module | None:
    at = line.index(module) + (1 if down else -1)
    return line[at] if 0 <= at < len(line) else None
