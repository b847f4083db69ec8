"""The way through a class: what comes before a lesson, and what after it."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select

from app.models.lesson import Lesson
from app.models.somebody import somebody, this
from app.models.user import Role, User


def neighbours(lesson: Lesson, user: User) -> tuple[Select[Any, Any, Any, Any], dict[str, Any]]:
    """What to execute for one row: public id and title of the lesson before, and of the one after; None at the ends."""
    about = {"lesson_id": lesson.id, "classroom_id": lesson.classroom_id}
    return _neighbours(user.role, user.student_view_of is not None), {**about, **this(user)}


@cache
def _neighbours(role: Role, views_as_student: bool) -> Select[Any, Any, Any, Any]:
    user = somebody(role, views_as_student=views_as_student)
    way = Lesson.way()
    line = (
        select(
            Lesson.id,
            func.lag(Lesson.public_id).over(order_by=way).label("previous_id"),
            func.lag(Lesson.title).over(order_by=way).label("previous_title"),
            func.lead(Lesson.public_id).over(order_by=way).label("next_id"),
            func.lead(Lesson.title).over(order_by=way).label("next_title"),
        )
        .join(Lesson.module)
        .where(
            Lesson.classroom_id == bindparam("classroom_id"),
            or_(Lesson.shown_to(user), Lesson.id == bindparam("lesson_id")),
        )
        .subquery()
    )
    shown = line.c
    return select(shown.previous_id, shown.previous_title, shown.next_id, shown.next_title).where(
        shown.id == bindparam("lesson_id")
    )
