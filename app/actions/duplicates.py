"""Copies inside a class: of a lesson, or of a module with its lessons. Always drafts, without rules and progress."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app import transaction
from app.actions import lesson_publishing, modules, placing
from app.extensions import db
from app.models import limits
from app.models.file import LessonFile
from app.models.lesson import Lesson, LessonState, Module
from app.models.user import User

CONTENT = (
    "kind",
    "body",
    "body_format",
    "body_html",
    "policy_version",
    "url",
    "embed",
    "embed_id",
    "minutes",
    "finish_rule",
    "finish_minutes",
    "live_session_id",
)


@transaction.action
def duplicate_lesson(lesson: Lesson, *, actor: User) -> Lesson:
    """A draft of the same content right after it. Raises NotFound."""
    kept = lesson_publishing.lock(lesson)
    copy = _copy(kept, kept.module, actor, _copied(kept.title, limits.LESSON_TITLE), kept.position)
    return placing.put_lesson(copy, actor=actor, module=kept.module, after=kept)


@transaction.action
def duplicate_module(module: Module, *, actor: User) -> Module:
    """A module with drafts of its lessons right after it. Raises NotFound."""
    kept = modules.lock(module)
    room = modules.create(
        kept.classroom, actor=actor, title=_copied(kept.title, limits.MODULE_TITLE), description=kept.description
    )
    inside = select(Lesson).where(Lesson.module_id == kept.id, Lesson.is_kept())
    lessons = db.session.scalars(inside.order_by(Lesson.position, Lesson.id)).all()
    for number, lesson in enumerate(lessons, 1):
        _copy(lesson, room, actor, lesson.title, number)
    return placing.put_module(room, actor=actor, after=kept)


def _copied(title: str, most: int) -> str:
    """“Roots (copy)”, within `most` characters."""
    mark = _("(copy)")
    return f"{title[: most - len(mark) - 1].rstrip()} {mark}"


def _copy(lesson: Lesson, room: Module, actor: User, title: str, position: int) -> Lesson:
    copy = Lesson(
        classroom_id=lesson.classroom_id,
        author_id=actor.id,
        title=title,
        state=LessonState.DRAFT,
        version=1,
        position=position,
        **{name: getattr(lesson, name) for name in CONTENT},
    )
    copy.module = room
    db.session.add(copy)
    db.session.flush()
    for each in db.session.scalars(select(LessonFile).where(LessonFile.lesson_id == lesson.id)):
        shared = LessonFile(lesson_id=copy.id, file_id=each.file_id, place=each.place)
        shared.language, shared.position = each.language, each.position
        db.session.add(shared)
    db.session.flush()
    return copy
