"""The school at a glance, for admins: how much there is of everything, and what asks for somebody's attention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from app import clock
from app.extensions import db
from app.models.classroom import Classroom, State
from app.models.credential import Purpose, UserToken
from app.models.delivery import Delivery, DeliveryState
from app.models.event import Dispatch, DispatchState
from app.models.lesson import Lesson
from app.models.letter import Letter, LetterState
from app.models.notification import Notification
from app.models.user import Role, Status, User

LATELY = timedelta(days=7)


@dataclass(frozen=True)
class Overview:
    """`people` counts active ones by role; failures are those of the last seven days."""

    people: dict[Role, int]
    deactivated: int
    invited: int
    invitations_run_out: int
    classrooms: int
    classrooms_draft: int
    lessons: int
    notifications_today: int
    deliveries_dead: int
    letters_dead: int
    dispatches_failed: int

    @property
    def everybody(self) -> int:
        return sum(self.people.values())


def overview(midnight: datetime) -> Overview:
    """The figures of now; "today" began at `midnight`."""
    people = _people()
    since = clock.now() - LATELY
    return Overview(
        people={role: people.get((role, Status.ACTIVE), 0) for role in Role},
        deactivated=sum(number for (_role, status), number in people.items() if status is Status.DEACTIVATED),
        invited=sum(number for (_role, status), number in people.items() if status is Status.INVITED),
        invitations_run_out=_run_out(),
        classrooms=_count(Classroom, Classroom.state == State.PUBLISHED),
        classrooms_draft=_count(Classroom, Classroom.state == State.DRAFT),
        lessons=_count(Lesson, Lesson.counts()),
        notifications_today=_count(Notification, Notification.created_at >= midnight),
        deliveries_dead=_count(Delivery, Delivery.created_at >= since, Delivery.state == DeliveryState.DEAD),
        letters_dead=_count(Letter, Letter.created_at >= since, Letter.state == LetterState.DEAD),
        dispatches_failed=_count(Dispatch, Dispatch.created_at >= since, Dispatch.state == DispatchState.FAILED),
    )


def _people() -> dict[tuple[Role, Status], int]:
    counted = select(User.role, User.status, func.count()).group_by(User.role, User.status)
    return {(role, status): number for role, status, number in db.session.execute(counted)}


def _run_out() -> int:
    """How many are invited and have no link left that works."""
    good = select(UserToken.user_id).where(
        UserToken.purpose == Purpose.INVITE, UserToken.used_at.is_(None), UserToken.expires_at > clock.now()
    )
    waiting = User.status == Status.INVITED, User.password_hash.is_(None), User.email.is_not(None)
    return _count(User, *waiting, User.id.not_in(good))


def _count(model: type[object], *which: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*which)) or 0
