"""Notifications for tests: heard at once, as a worker would."""

from __future__ import annotations

from sqlalchemy import select

from app.actions import lesson_publishing
from app.extensions import db
from app.models.classroom import Classroom
from app.models.event import Dispatch, DispatchState
from app.models.notification import Notification
from app.models.user import User
from app.notifications import fanout
from tests.support.people import make_lesson


def hear() -> None:
    """Fan out everything that waits."""
    for dispatch_id in db.session.scalars(select(Dispatch.id).where(Dispatch.state == DispatchState.PENDING)).all():
        fanout.run(dispatch_id)


def publish(classroom: Classroom, number: int = 1) -> None:
    """Publish some lessons, and let their students hear of them."""
    owner = db.session.get_one(User, classroom.owner_id)
    for each in range(number):
        lesson = make_lesson(classroom, published=False, title=f"Lesson {each}", position=each)
        lesson_publishing.publish(lesson, actor=owner)
    hear()


def notes_of(user: User) -> list[Notification]:
    """All of somebody's, newest first."""
    found = select(Notification).where(Notification.user_id == user.id).order_by(Notification.seq.desc())
    return list(db.session.scalars(found.execution_options(populate_existing=True)))
