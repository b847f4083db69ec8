"""Lessons on their way to the class. What is published while a rule of time still shuts it is told of when it opens."""

from __future__ import annotations

from sqlalchemy import select

from app.actions import modules, progress
from app.actions.publishing import Publishing, waits_for_its_time
from app.errors import NotFound
from app.extensions import db
from app.models.lesson import Lesson, LessonState


def lock(lesson: Lesson) -> Lesson:
    """The lesson as it is now, ours with its class until the end of the transaction. Raises NotFound."""
    modules.hold(lesson.classroom_id)
    wanted = select(Lesson).where(Lesson.id == lesson.id, Lesson.is_kept()).with_for_update(key_share=True)
    kept = db.session.scalars(wanted.execution_options(populate_existing=True)).first()
    if kept is None:
        raise NotFound
    return kept


def _settle(lesson: Lesson) -> None:
    progress.recount(lesson.classroom_id)


_lessons = Publishing("lesson", Lesson, LessonState, lock, waits_for_its_time, _settle)
PUBLISHED = _lessons.event
publish, schedule, release = _lessons.publish, _lessons.schedule, _lessons.release
withdraw, delete = _lessons.withdraw, _lessons.delete
publish_due, tell_of_opened = _lessons.publish_due, _lessons.tell_of_opened
