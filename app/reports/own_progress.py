"""How far one student is: everywhere, and lesson by lesson."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import contains_eager

from app import clock
from app.extensions import db
from app.models.classroom import ClassRole, Classroom, Membership, MemberState, State
from app.models.lesson import Lesson
from app.models.progress import ClassProgress, LessonProgress
from app.models.release import meant_for
from app.models.somebody import now_for, somebody, this
from app.models.user import User
from app.reports import progress

MOST_CLASSES = 100


def classes(user: User) -> Select[ClassProgress]:
    """Of the classes that `user` is a student of, with their owners; archived ones last."""
    here = and_(Membership.classroom_id == ClassProgress.classroom_id, Membership.user_id == ClassProgress.user_id)
    return (
        select(ClassProgress)
        .join(Membership, here)
        .join(ClassProgress.classroom)
        .options(contains_eager(ClassProgress.classroom).joinedload(Classroom.owner))
        .where(ClassProgress.user_id == user.id)
        .where(Membership.state == MemberState.ACTIVE, Membership.role == ClassRole.STUDENT)
        .where(Classroom.state != State.DRAFT)
        .order_by(Classroom.state == State.ARCHIVED, Classroom.title, Classroom.id)
    )


def everywhere(user: User) -> dict[int, tuple[ClassProgress, str | None, str | None]]:
    """By the id of each class: how far `user` is, and public id and title of where he was last; one query."""
    found = db.session.execute(_everywhere(), this(user))
    return {whole.classroom_id: (whole, lesson_id, title) for whole, lesson_id, title in found}


@cache
def _everywhere() -> Select[ClassProgress, str, str]:
    user = somebody()
    last = and_(Lesson.id == ClassProgress.last_lesson_id, Lesson.open_to(user.id, now_for(user)))
    here = and_(Membership.classroom_id == ClassProgress.classroom_id, Membership.user_id == ClassProgress.user_id)
    return (
        select(ClassProgress, Lesson.public_id, Lesson.title)
        .join(Membership, and_(here, Membership.state == MemberState.ACTIVE, Membership.role == ClassRole.STUDENT))
        .outerjoin(Lesson, last)
        .where(ClassProgress.user_id == user.id)
        .limit(MOST_CLASSES)
    )


def next_lessons(user: User, classroom_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """By class: public id and title of the first lesson that is open to `user` and not done; one query."""
    mine = and_(
        LessonProgress.lesson_id == Lesson.id, LessonProgress.user_id == user.id, LessonProgress.done_at.is_not(None)
    )
    place = func.row_number().over(partition_by=Lesson.classroom_id, order_by=Lesson.way())
    line = (
        select(Lesson.classroom_id, Lesson.public_id, Lesson.title, place.label("place"))
        .join(Lesson.module)
        .outerjoin(LessonProgress, mine)
        .where(Lesson.classroom_id.in_(list(classroom_ids)), Lesson.open_to(user.id, clock.now()))
        .where(LessonProgress.user_id.is_(None))
        .subquery()
    )
    first = select(line.c.classroom_id, line.c.public_id, line.c.title).where(line.c.place == 1)
    return {classroom_id: (public_id, title) for classroom_id, public_id, title in db.session.execute(first)}


def of_class(classroom: Classroom, user: User) -> ClassProgress | None:
    """How far `user` is in `classroom`."""
    return db.session.get(ClassProgress, (classroom.id, user.id))


def lessons(classroom: Classroom, student: User, reader: User) -> Select[Lesson]:
    """What there is to do in `classroom` for `student`, as far as `reader` may know of it."""
    found = progress.lessons(classroom).where(Lesson.shown_to(reader))
    return found.where(meant_for(Lesson, student.id)) if progress.has_groups(classroom) else found


def done(student: User, shown: Iterable[Lesson]) -> dict[int, LessonProgress]:
    """What `student` did of these, by lesson."""
    ids: list[Any] = [lesson.id for lesson in shown]
    found = select(LessonProgress).where(LessonProgress.user_id == student.id, LessonProgress.lesson_id.in_(ids))
    return {each.lesson_id: each for each in db.session.scalars(found)}
