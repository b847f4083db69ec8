"""One student with a believable week: six classes, lessons in each, notifications."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app import transaction
from app.events import announce
from app.extensions import db
from app.formats import rich_text
from app.models.classroom import Classroom
from app.models.event import Dispatch, DispatchState
from app.models.lesson import Lesson
from app.models.user import Role, User
from app.notifications import fanout
from tests.support.people import make_classroom, make_lesson, make_member, make_user

CLASSES = ("Biology", "History", "Maths", "Geography", "Physics", "Music")
LESSONS = 4
PARAGRAPH = "<p>A cell has a wall, and inside of it everything that it needs to live: water, salts, and a plan.</p>\n"


@dataclass(frozen=True)
class Pupil:
    user: User
    classroom: Classroom
    lesson: Lesson

    @property
    def lesson_path(self) -> str:
        return f"/lessons/{self.lesson.public_id}"


def pupil() -> Pupil:
    """The student, with one class and one lesson of it."""
    transaction.writes()
    student = make_user(Role.STUDENT, "Sam Student")
    lessons = [_lesson(_classroom(title, student), number) for title in CLASSES for number in range(LESSONS)]
    for dispatch_id in list(db.session.scalars(select(Dispatch.id).where(Dispatch.state == DispatchState.PENDING))):
        fanout.run(dispatch_id)
    return Pupil(student, lessons[0].classroom, lessons[0])


def _classroom(title: str, student: User) -> Classroom:
    known = db.session.scalars(select(Classroom).where(Classroom.title == title)).first()
    if known is None:
        known = make_classroom(make_user(Role.TEACHER), title=title, subject=title)
        make_member(known, student)
    return known


def _lesson(classroom: Classroom, number: int) -> Lesson:
    text = PARAGRAPH * 20
    written = {"body": text, "body_html": text, "policy_version": rich_text.POLICY_VERSION}
    lesson: Lesson = make_lesson(classroom, title=f"Cells, part {number}", position=number, **written)
    _announce(lesson, classroom)
    return lesson


@transaction.action
def _announce(lesson: Lesson, classroom: Classroom) -> None:
    facts = {"title": lesson.title, "classroom": classroom.title, "lesson": lesson.public_id}
    facts["classroom_public_id"] = classroom.public_id
    announce("lesson.published", lesson, actor=classroom.owner, classroom_id=classroom.id, **facts)
