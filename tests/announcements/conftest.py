"""A class with its people, others beside it, and announcements in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.actions import announcements
from app.actions.announcements import Timing, To
from app.extensions import db
from app.models.announcement import Announcement, Audience
from app.models.classroom import ClassRole, Classroom, MemberState
from app.models.event import Dispatch
from app.models.notification import Notification
from app.models.user import Role, User
from app.notifications import fanout
from tests.support.people import make_classroom, make_member, make_user


@dataclass
class School:
    """`people` by what they are to `classroom`."""

    classroom: Classroom
    people: dict[str, User] = field(default_factory=dict)

    def __getitem__(self, name: str) -> User:
        return self.people[name]

    @property
    def to_class(self) -> To:
        return To(Audience.CLASSROOM, classroom=self.classroom)

    def chosen(self, *names: str) -> To:
        return To(
            Audience.CHOSEN, classroom=self.classroom, people=tuple(self.people[name].public_id for name in names)
        )

    def draft(self, who: str = "owner", to: To | None = None, **values: Any) -> Announcement:
        values = {"title": "Bring a leaf", "body": "Any **green** one.", **values}
        return announcements.draft(actor=self.people[who], to=to or self.to_class, **values)

    def publish(self, who: str = "owner", to: To | None = None, **values: Any) -> Announcement:
        return self.draft(who, to, then=Timing(), **values)

    def schedule(self, hours: float = 1, who: str = "owner", to: To | None = None, **values: Any) -> Announcement:
        """In so many hours; `repeats` and `until` are of its timing."""
        timing = {name: values.pop(name) for name in ("repeats", "until") if name in values}
        return self.draft(who, to, then=Timing(clock.now() + timedelta(hours=hours), **timing), **values)


def hear() -> None:
    """Let every dispatch be heard, as the workers do."""
    for dispatch_id in db.session.scalars(select(Dispatch.id)).all():
        fanout.run(dispatch_id)
    db.session.expire_all()


def told(kind: str = "announcement") -> set[int]:
    """Ids of the people who have a notification of `kind`."""
    return set(db.session.scalars(select(Notification.user_id).where(Notification.kind == kind)))


def number(model: type[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def fresh(announcement: Announcement) -> Announcement:
    db.session.expire_all()
    found = db.session.get(Announcement, announcement.id)
    assert found is not None
    return found


def _member(classroom: Classroom, place: ClassRole, state: MemberState = MemberState.ACTIVE, **values: Any) -> User:
    user = make_user(**values)
    make_member(classroom, user, place, state)
    return user


@pytest.fixture
def biology(app: Flask, school: object) -> School:
    owner = make_user(Role.TEACHER, name="Tess Okonkwo")
    classroom = make_classroom(owner, title="Biology 7b")
    student = ClassRole.STUDENT
    people = {
        "owner": owner,
        "teacher": _member(classroom, ClassRole.TEACHER, role=Role.TEACHER, name="Otto"),
        "assistant": _member(classroom, ClassRole.ASSISTANT, name="Asa"),
        "student": _member(classroom, student, name="Sam"),
        "student 2": _member(classroom, student, name="Sue"),
        "pending": _member(classroom, student, MemberState.REQUESTED),
        "removed": _member(classroom, student, MemberState.REMOVED),
        "suspended": _member(classroom, student, MemberState.SUSPENDED),
        "left": _member(classroom, student, MemberState.LEFT),
        "student elsewhere": make_user(),
        "teacher elsewhere": make_user(Role.TEACHER),
        "admin": make_user(Role.ADMIN, name="Ada"),
    }
    make_member(make_classroom(people["teacher elsewhere"], title="Chess"), people["student elsewhere"])
    return School(classroom, people)
