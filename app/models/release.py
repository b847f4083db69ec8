"""When a part of a class opens to a student: from an instant, after something else, for a group.

Closed means hidden everywhere (security.md T2): all selects of lessons and modules ask `closed_to`.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, and_, literal_column, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from app.extensions import Base
from app.models.aliases import lasting, made_ready
from app.models.base import BigId, HasId, Instant
from app.models.group import GroupMember
from app.models.progress import LessonProgress

UserId = int | ColumnElement[int] | InstrumentedAttribute[int]
Now = datetime | ColumnElement[datetime]


class ReleaseRule(HasId, Base):
    """All that holds back one lesson, or one module with its lessons; no row means that nothing does.

    What it waits for need not be there: a lesson after one that was withdrawn stays closed, since it might be the
    solution. So a lesson that others wait for is not taken away for good.
    """

    __tablename__ = "release_rules"
    __table_args__ = (
        CheckConstraint("(lesson_id IS NULL) <> (module_id IS NULL)", name="of_one_thing"),
        Index("ix_release_rules_classroom_id", "classroom_id"),
    )

    classroom_id: Mapped[int] = mapped_column(BigId, ForeignKey("classrooms.id", ondelete="CASCADE"))
    lesson_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("lessons.id", ondelete="CASCADE"), unique=True)
    module_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("modules.id", ondelete="CASCADE"), unique=True)
    opens_at: Mapped[Instant | None]
    after_lesson_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("lessons.id"), index=True)
    after_module_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("modules.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("class_groups.id"), index=True)


# One alias for each depth at which a table is asked inside another's condition: making one takes longer than its use.
_RULE, _RULE_WITHIN = lasting(ReleaseRule), lasting(ReleaseRule)
_MEMBER, _PROGRESS = lasting(GroupMember), lasting(LessonProgress)


def closed_to(thing: Any, user_id: UserId, now: Now) -> ColumnElement[bool]:
    """The condition that a rule holds back `thing` (Lesson.id, Lesson.module_id or Module.id) from a student."""
    rule = _RULE
    ruled = rule.module_id if thing.table.name == "modules" or thing.key == "module_id" else rule.lesson_id
    return _some(rule, ruled == thing, or_(rule.opens_at > now, _not_meant(rule, user_id), _not_yet(rule, user_id)))


def meant_for(lesson: Any, user_id: UserId) -> ColumnElement[bool]:
    """The condition that no group shuts a student out of `lesson` (the model, or an alias of it)."""
    rule = _RULE_WITHIN
    ruled = or_(rule.lesson_id == lesson.id, rule.module_id == lesson.module_id)
    return ~_some(rule, ruled, _not_meant(rule, user_id))


def _not_meant(rule: Any, user_id: UserId) -> ColumnElement[bool]:
    inside = _some(_MEMBER, _MEMBER.group_id == rule.group_id, _MEMBER.user_id == user_id)
    return and_(rule.group_id.is_not(None), ~inside)


def _not_yet(rule: Any, user_id: UserId) -> ColumnElement[bool]:
    lesson = and_(rule.after_lesson_id.is_not(None), ~_done(rule.after_lesson_id, user_id))
    module = and_(rule.after_module_id.is_not(None), ~_module_done(rule.after_module_id, user_id))
    return or_(lesson, module)


def _done(lesson_id: Any, user_id: UserId) -> ColumnElement[bool]:
    mine = _PROGRESS
    return _some(mine, mine.lesson_id == lesson_id, mine.user_id == user_id, mine.done_at.is_not(None))


def _module_done(module_id: Any, user_id: UserId) -> ColumnElement[bool]:
    """There is something to do in the module, and nothing of it is left."""
    lesson = _lesson_within()
    there = (lesson.module_id == module_id, lesson.counts(), meant_for(lesson, user_id))
    return and_(_some(lesson, *there), ~_some(lesson, *there, ~_done(lesson.id, user_id)))


@made_ready
@cache
def _lesson_within() -> Any:
    from app.models.lesson import Lesson  # which asks this module in its turn

    return lasting(Lesson)


def _some(entity: Any, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """There is a row of `entity`, an alias of its own; all else in the conditions stands in some select around it."""
    return select(literal_column("1")).select_from(entity).where(*conditions).correlate_except(entity).exists()
