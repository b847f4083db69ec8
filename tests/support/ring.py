"""A class with people in it, and a lesson just announced."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select

from app.extensions import db
from app.models.base import new_public_id
from app.models.classroom import Classroom, Membership
from app.models.event import Dispatch, Event
from app.models.lesson import Lesson
from app.models.notification import Notification
from app.models.user import Role, User
from app.transaction import action
from tests.support.people import make_classroom, make_lesson, make_member, make_user, password_hash


@dataclass
class Ring:
    """A classroom with its teacher, some students, and a way to publish."""

    teacher: User
    classroom: Classroom
    students: list[User] = field(default_factory=list)

    def publish(self, **values: Any) -> Event:
        """Announce a published lesson as the action does; in a test without workers nothing hears it yet."""
        from app import events

        lesson: Lesson = make_lesson(self.classroom, **values)

        @action
        def announce() -> Event:
            return events.announce(
                "lesson.published",
                lesson,
                actor=self.teacher,
                classroom_id=self.classroom.id,
                title=lesson.title,
                classroom=self.classroom.title,
                classroom_public_id=self.classroom.public_id,
                lesson=lesson.public_id,
            )

        return announce()

    def dispatch(self, event: Event) -> Dispatch:
        return db.session.scalars(select(Dispatch).where(Dispatch.event_id == event.id)).one()

    def crowd(self, number: int) -> None:
        """Add many students in two statements."""
        kept = password_hash()
        rows = [
            {"username": f"crowd{n}", "name": f"Crowd {n}", "role": Role.STUDENT, "password_hash": kept, "email": None}
            for n in range(number)
        ]
        ids = db.session.scalars(insert(User).returning(User.id), rows).all()
        memberships = [
            {"classroom_id": self.classroom.id, "user_id": user_id, "public_id": new_public_id()} for user_id in ids
        ]
        db.session.execute(insert(Membership), memberships)
        db.session.commit()


def notes_of(user: User) -> list[Notification]:
    found = select(Notification).where(Notification.user_id == user.id).order_by(Notification.id)
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def make_ring() -> Ring:
    """Biology, taught by Tess, with two students."""
    teacher = make_user(Role.TEACHER, "Tess")
    classroom = make_classroom(teacher, title="Biology")
    students = [make_user(), make_user()]
    for student in students:
        make_member(classroom, student)
    return Ring(teacher, classroom, students)
