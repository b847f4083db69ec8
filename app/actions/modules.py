"""Modules: the ordered parts of a classroom."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select

from app import audit, transaction
from app.errors import Conflict, NotFound
from app.extensions import db
from app.models.classroom import Classroom
from app.models.lesson import Lesson, Module
from app.models.user import User


@dataclass(frozen=True)
class Part:
    """A module with those of its lessons that somebody may see."""

    module: Module
    lessons: list[Lesson]


def outline(classroom: Classroom, user: User, *, empty: bool) -> list[Part]:
    """The modules of `classroom` in order with the lessons that `user` may see; `empty` ones only where asked for."""
    lessons: dict[int, list[Lesson]] = {}
    for lesson in db.session.scalars(Lesson.in_order(classroom, user)):
        lessons.setdefault(lesson.module_id, []).append(lesson)
    modules = db.session.scalars(Module.of(classroom, user))
    return [Part(module, lessons.get(module.id, [])) for module in modules if empty or module.id in lessons]


@transaction.action
def create(classroom: Classroom, *, actor: User, title: str, description: str = "") -> Module:
    """A new module at the end of `classroom`."""
    last = db.session.scalar(select(func.max(Module.position)).where(Module.classroom_id == classroom.id))
    module = Module(classroom_id=classroom.id, title=title, description=description, position=(last or 0) + 1)
    module.classroom = classroom
    db.session.add(module)
    db.session.flush()
    return module


@transaction.action
def update(module: Module, *, actor: User, title: str | None = None, description: str | None = None) -> Module:
    """Change what is given; the rest stays."""
    if title is not None:
        module.title = title
    if description is not None:
        module.description = description
    return module


@transaction.action
def delete(module: Module, *, actor: User) -> None:
    """Take away a module without lessons. Raises Conflict for one that has some, NotFound for one that is gone."""
    lock(module)
    if db.session.scalar(select(Lesson.id).where(Lesson.module_id == module.id).limit(1)) is not None:
        raise Conflict(_("This module still has lessons. Delete them first."))
    audit.record("module.deleted", actor=actor, subject=module, before={"title": module.title})
    db.session.delete(module)


def lock(module: Module) -> None:
    """Keep `module` as it is until the end of the transaction. Raises NotFound when it is gone."""
    if db.session.scalar(select(Module.id).where(Module.id == module.id).with_for_update()) is None:
        raise NotFound
