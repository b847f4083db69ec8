"""How far the students of a class are, for those who teach it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import contains_eager, defer, joinedload

from app.extensions import db
from app.models.base import contains
from app.models.classroom import ClassRole, Classroom, Membership, MemberState
from app.models.lesson import Lesson
from app.models.privacy import shown_to
from app.models.progress import ClassProgress, LessonProgress
from app.models.release import ReleaseRule, meant_for
from app.models.user import User

ORDERS = ("name", "-name", "percent", "-percent", "changed", "-changed")
HEADER = ("name", "username", "done", "total", "percent", "last_change", "completed_at")
AT_ONCE = 500
QUARTERS = ("1–24", "25–49", "50–74", "75–99")


class Which(StrEnum):
    """Which students: all but these if left out."""

    IDLE = "idle"
    GOING = "going"
    DONE = "done"


def students(
    classroom: Classroom, reader: User, text: str = "", which: Which | None = None, order: str = "name"
) -> Select[Membership]:
    """Active students of `classroom` in one of ORDERS, each joined with how far he is."""
    here = and_(ClassProgress.classroom_id == Membership.classroom_id, ClassProgress.user_id == Membership.user_id)
    found = (
        select(Membership)
        .join(Membership.user)
        .outerjoin(ClassProgress, here)
        .options(contains_eager(Membership.user))
        .where(Membership.classroom_id == classroom.id, _studies(), shown_to(reader))
        .order_by(*_ordered(order))
    )
    if text:
        found = found.where(or_(contains(User.name, text), contains(User.username, text)))
    return found if which is None else found.where(are(which))


def _studies() -> ColumnElement[bool]:
    return and_(Membership.state == MemberState.ACTIVE, Membership.role == ClassRole.STUDENT)


def _ordered(order: str) -> tuple[ColumnElement[Any], ...]:
    column: Any = {"percent": share(), "changed": ClassProgress.changed_at}.get(order.removeprefix("-"), User.name)
    falling = order in ORDERS and order.startswith("-")
    ordered = column.desc().nulls_last() if falling else column.asc().nulls_first()
    return ordered, User.name.expression, Membership.id.expression


def share() -> ColumnElement[float]:
    """Done of all, 0 to 100; 0 of nothing is 0."""
    return func.coalesce(ClassProgress.done * 100.0 / func.nullif(ClassProgress.total, 0), 0.0)


def are(which: Which) -> ColumnElement[bool]:
    everything = and_(ClassProgress.total > 0, ClassProgress.done == ClassProgress.total)
    if which is Which.DONE:
        return everything
    idle = func.coalesce(ClassProgress.done, 0) == 0
    return idle if which is Which.IDLE else and_(~idle, ~everything)


def of(classroom: Classroom, members: Iterable[Membership]) -> dict[int, ClassProgress]:
    """How far these students of `classroom` are, by user id, in one query."""
    ids = [member.user_id for member in members]
    found = select(ClassProgress).where(ClassProgress.classroom_id == classroom.id, ClassProgress.user_id.in_(ids))
    return {each.user_id: each for each in db.session.scalars(found)}


def counts(classroom: Classroom) -> dict[Which | None, int]:
    """How many students are how far, all of them under None, in one query."""
    numbers = [func.coalesce(func.sum(case((are(which), 1), else_=0)), 0) for which in Which]
    row = db.session.execute(_all(classroom, func.count(Membership.id), *numbers)).one()
    return dict(zip((None, *Which), row, strict=True))


def spread(classroom: Classroom) -> dict[str, int]:
    """How many students have done how much, in percent: nothing, four quarters, everything."""
    some = ClassProgress.done * 4 // func.nullif(ClassProgress.total, 0)
    part = case((are(Which.IDLE), -1), (are(Which.DONE), len(QUARTERS)), else_=some).label("part")
    found: dict[int, int] = dict(db.session.execute(_all(classroom, part, func.count()).group_by(part)).all())
    return {label: found.get(number, 0) for number, label in enumerate(("0", *QUARTERS, "100"), -1)}


def _all(classroom: Classroom, *numbers: Any) -> Select[Any]:
    here = and_(ClassProgress.classroom_id == Membership.classroom_id, ClassProgress.user_id == Membership.user_id)
    return (
        select(*numbers)
        .select_from(Membership)
        .outerjoin(ClassProgress, here)
        .where(Membership.classroom_id == classroom.id, _studies())
    )


def by_week(classroom: Classroom, bounds: list[datetime]) -> list[int]:
    """How many lessons the students of now finished between each of these instants and the next, in order."""
    done = LessonProgress.done_at
    numbers = [
        func.coalesce(func.sum(case((and_(done >= begin, done < end), 1), else_=0)), 0)
        for begin, end in pairwise(bounds)
    ]
    here = and_(Membership.classroom_id == LessonProgress.classroom_id, Membership.user_id == LessonProgress.user_id)
    found = (
        select(*numbers)
        .select_from(LessonProgress)
        .join(Membership, and_(here, _studies()))
        .join(Lesson, and_(Lesson.id == LessonProgress.lesson_id, Lesson.counts()))
        .where(LessonProgress.classroom_id == classroom.id, done >= bounds[0])
    )
    return list(db.session.execute(found).one())


def lessons(classroom: Classroom) -> Select[Lesson]:
    """What there is to do in `classroom`, in order, without the texts."""
    found = select(Lesson).join(Lesson.module).where(Lesson.classroom_id == classroom.id, Lesson.counts())
    texts = (defer(Lesson.body), defer(Lesson.body_html), joinedload(Lesson.module))
    return found.options(*texts).order_by(*Lesson.way())


def done_of(classroom: Classroom, shown: Iterable[Lesson]) -> dict[int, tuple[int, int]]:
    """By lesson: how many students have done it, and how many it is meant for."""
    mine = and_(
        LessonProgress.lesson_id == Lesson.id,
        LessonProgress.user_id == Membership.user_id,
        LessonProgress.done_at.is_not(None),
    )
    found = (
        select(Lesson.id, func.count(LessonProgress.done_at), func.count(Membership.id))
        .select_from(Lesson)
        .join(Membership, and_(Membership.classroom_id == Lesson.classroom_id, _studies()))
        .outerjoin(LessonProgress, mine)
        .where(Lesson.id.in_([lesson.id for lesson in shown]))
        .group_by(Lesson.id)
    )
    if has_groups(classroom):
        found = found.where(meant_for(Lesson, Membership.user_id))
    return {lesson_id: (done, meant) for lesson_id, done, meant in db.session.execute(found)}


def has_groups(classroom: Classroom) -> bool:
    """Whether some rule of `classroom` is for a group: only then it matters whom a lesson is meant for."""
    ruled = select(ReleaseRule.id).where(ReleaseRule.classroom_id == classroom.id, ReleaseRule.group_id.is_not(None))
    return db.session.scalar(ruled.limit(1)) is not None


def rows(found: Select[Membership], classroom: Classroom) -> Iterator[tuple[object, ...]]:
    """The cells of a table under HEADER, times in RFC 3339."""
    for batch in db.session.scalars(found.execution_options(yield_per=AT_ONCE)).partitions():
        standings = of(classroom, batch)
        for member in batch:
            yield (member.user.name, member.user.username, *_cells(standings.get(member.user_id)))


def _cells(progress: ClassProgress | None) -> tuple[object, ...]:
    if progress is None:
        return 0, 0, "0.00", None, None
    times = (progress.changed_at, progress.completed_at)
    return progress.done, progress.total, progress.percent, *(_time(each) for each in times)


def _time(instant: datetime | None) -> str | None:
    return instant.isoformat(timespec="seconds") if instant else None
