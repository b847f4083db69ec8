"""How far everybody at school is: person by person, class by class, month by month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import contains_eager

from app.extensions import db
from app.models.base import contains
from app.models.classroom import ClassRole, Classroom, Membership, MemberState, State
from app.models.progress import ClassProgress, percent
from app.models.user import User
from app.reports.progress import Which, are, share


@dataclass(frozen=True)
class Sum:
    """Of one class: how many students, how many have done everything, and how far they are on average."""

    students: int = 0
    complete: int = 0
    average: Decimal = Decimal("0.00")

    @property
    def rate(self) -> Decimal:
        return percent(self.complete, self.students)


def _studying() -> ColumnElement[bool]:
    here = and_(Membership.classroom_id == ClassProgress.classroom_id, Membership.user_id == ClassProgress.user_id)
    return and_(here, Membership.state == MemberState.ACTIVE, Membership.role == ClassRole.STUDENT)


def everybody(text: str = "", which: Which | None = None) -> Select[ClassProgress]:
    """Every student of every class that is open or was, the latest change first."""
    found = (
        select(ClassProgress)
        .join(Membership, _studying())
        .join(ClassProgress.user)
        .join(ClassProgress.classroom)
        .options(contains_eager(ClassProgress.user), contains_eager(ClassProgress.classroom))
        .where(Classroom.state != State.DRAFT)
        .order_by(ClassProgress.changed_at.desc(), ClassProgress.classroom_id, ClassProgress.user_id)
    )
    if text:
        named = contains(User.name, text), contains(User.username, text), contains(Classroom.title, text)
        found = found.where(or_(*named))
    return found if which is None else found.where(are(which))


def classes(text: str = "") -> Select[Classroom]:
    """Classes that are open or were, by title; archived ones last."""
    found = select(Classroom).where(Classroom.state != State.DRAFT)
    if text:
        found = found.where(contains(Classroom.title, text))
    return found.order_by(Classroom.state == State.ARCHIVED, Classroom.title, Classroom.id)


def sums(shown: Iterable[Classroom]) -> dict[int, Sum]:
    """Of each of these classes, in one query."""
    found = (
        select(
            ClassProgress.classroom_id,
            func.count(),
            func.sum(case((are(Which.DONE), 1), else_=0)),
            func.avg(share()),
        )
        .join(Membership, _studying())
        .where(ClassProgress.classroom_id.in_([classroom.id for classroom in shown]))
        .group_by(ClassProgress.classroom_id)
    )
    return {
        classroom_id: Sum(students, complete, Decimal(average).quantize(Decimal("0.01")))
        for classroom_id, students, complete, average in db.session.execute(found)
    }


def completed(bounds: list[datetime]) -> list[int]:
    """How many times a student came to the end of a class between each of these instants and the next, in order."""
    done = ClassProgress.completed_at
    numbers = [
        func.coalesce(func.sum(case((and_(done >= begin, done < end), 1), else_=0)), 0)
        for begin, end in pairwise(bounds)
    ]
    found = select(*numbers).join(Membership, _studying()).where(done >= bounds[0])
    return list(db.session.execute(found).one())
