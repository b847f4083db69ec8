"""A class copied: its content with the dates moved, without its people (CLS12)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.actions import class_copies
from app.extensions import db
from app.models.classroom import Classroom, Membership, State
from app.models.event import Dispatch
from app.models.file import FileKind, FilePlace, LessonFile, Resource, StoredFile
from app.models.group import Group, GroupMember
from app.models.lesson import Lesson, LessonState, Module
from app.models.progress import ClassProgress
from app.models.release import ReleaseRule
from app.models.user import Role, User
from tests.lessons.conftest import School
from tests.support.browsing import Browser
from tests.support.people import make_classroom, make_lesson, make_member, make_user


def _keep(*rows: Any) -> None:
    db.session.add_all(rows)
    db.session.commit()


@pytest.fixture
def teacher(app: Flask, school: object) -> User:
    return make_user(Role.TEACHER, name="Tess", timezone="Europe/Berlin")


@pytest.fixture
def classroom(teacher: User) -> Classroom:
    return make_classroom(teacher, title="Biology 7b", emoji="🌱", colour=3)


def _file(classroom: Classroom, **values: Any) -> StoredFile:
    defaults: dict[str, Any] = {
        "classroom_id": classroom.id,
        "key": "a" * 32,
        "filename": "leaf.png",
        "media_type": "image/png",
        "kind": FileKind.IMAGE,
        "size": 3,
        "sha256": "0" * 64,
    }
    row = StoredFile(**(defaults | values))
    _keep(row)
    return row


def _lessons(classroom: Classroom) -> dict[str, Lesson]:
    found = select(Lesson).where(Lesson.classroom_id == classroom.id)
    return {lesson.title: lesson for lesson in db.session.scalars(found)}


def test_content_comes_along_and_people_stay(classroom: Classroom, teacher: User) -> None:
    student = make_member(classroom).user
    make_lesson(classroom, title="Leaves", minutes=20)
    make_lesson(classroom, title="Roots", published=False)
    make_lesson(classroom, title="Gone", deleted_at=clock.now())
    group = Group(classroom_id=classroom.id, name="Advanced")
    _keep(group)
    _keep(GroupMember(group_id=group.id, user_id=student.id))

    made = class_copies.copy(classroom, actor=teacher, title="Biology 8b")

    assert (made.title, made.emoji, made.colour, made.state) == ("Biology 8b", "🌱", 3, State.DRAFT)
    assert made.join_code != classroom.join_code
    lessons = _lessons(made)
    assert set(lessons) == {"Leaves", "Roots"}
    assert (lessons["Leaves"].state, lessons["Leaves"].minutes) == (LessonState.PUBLISHED, 20)
    assert lessons["Leaves"].module.classroom_id == made.id
    assert lessons["Leaves"].public_id != _lessons(classroom)["Leaves"].public_id
    people = db.session.scalars(select(Membership.user_id).where(Membership.classroom_id == made.id)).all()
    assert people == [teacher.id]
    copied = db.session.scalars(select(Group).where(Group.classroom_id == made.id)).one()
    members = select(func.count()).select_from(GroupMember).where(GroupMember.group_id == copied.id)
    assert (copied.name, db.session.scalar(members)) == ("Advanced", 0)


def test_nobody_is_told(classroom: Classroom, teacher: User) -> None:
    make_lesson(classroom)
    class_copies.copy(classroom, actor=teacher, title="Again")
    assert db.session.scalar(select(func.count()).select_from(Dispatch)) == 0
    assert db.session.scalar(select(func.count()).select_from(ClassProgress)) == 0


def test_dates_move_by_the_clock_on_the_wall(classroom: Classroom, teacher: User) -> None:
    """From winter time into summer time, eight o'clock stays eight o'clock."""
    year = clock.now().year + 1
    first = datetime(year, 1, 11, 7, 0, tzinfo=UTC)
    lesson = make_lesson(classroom, published=False, title="Leaves")
    later = make_lesson(
        classroom, published=False, title="Roots", state=LessonState.SCHEDULED, publish_at=first + timedelta(days=2)
    )
    _keep(ReleaseRule(classroom_id=classroom.id, lesson_id=lesson.id, opens_at=first))
    assert class_copies.first_day(classroom, teacher.timezone) == date(year, 1, 11)

    made = class_copies.copy(classroom, actor=teacher, title="Again", starts_on=date(year, 7, 11))

    rule = db.session.scalars(select(ReleaseRule).where(ReleaseRule.classroom_id == made.id)).one()
    assert rule.opens_at == datetime(year, 7, 11, 6, 0, tzinfo=UTC)
    assert _lessons(made)["Roots"].publish_at == datetime(year, 7, 13, 6, 0, tzinfo=UTC)
    assert later.publish_at == first + timedelta(days=2)


def test_what_would_have_appeared_by_now_is_a_draft(classroom: Classroom, teacher: User) -> None:
    soon = clock.now() + timedelta(days=3)
    make_lesson(classroom, published=False, title="Soon", state=LessonState.SCHEDULED, publish_at=soon)
    made = class_copies.copy(classroom, actor=teacher, title="Again", starts_on=date(2020, 1, 1))
    assert (_lessons(made)["Soon"].state, _lessons(made)["Soon"].publish_at) == (LessonState.DRAFT, None)


def test_rules_point_into_the_copy(classroom: Classroom, teacher: User) -> None:
    first = make_lesson(classroom, title="First")
    second = make_lesson(classroom, title="Second")
    _keep(ReleaseRule(classroom_id=classroom.id, lesson_id=second.id, after_lesson_id=first.id))
    made = class_copies.copy(classroom, actor=teacher, title="Again")
    rule = db.session.scalars(select(ReleaseRule).where(ReleaseRule.classroom_id == made.id)).one()
    assert (rule.lesson_id, rule.after_lesson_id) == (_lessons(made)["Second"].id, _lessons(made)["First"].id)


def test_what_waited_for_something_in_the_bin_does_not_open(classroom: Classroom, teacher: User) -> None:
    exam = make_lesson(classroom, title="Exam", deleted_at=clock.now())
    solution = make_lesson(classroom, title="Solution")
    _keep(ReleaseRule(classroom_id=classroom.id, lesson_id=solution.id, after_lesson_id=exam.id))
    made = class_copies.copy(classroom, actor=teacher, title="Again")
    assert _lessons(made)["Solution"].state is LessonState.DRAFT


def test_files_are_shared_and_texts_lead_to_the_copies(classroom: Classroom, teacher: User) -> None:
    picture, sheet = _file(classroom), _file(classroom, key="b" * 32, filename="sheet.pdf", kind=FileKind.PDF)
    other = make_lesson(classroom, title="Roots")
    html = f'<p><img src="/files/{picture.public_id}" alt=""><a href="/lessons/{other.public_id}">Roots</a></p>'
    lesson = make_lesson(classroom, title="Leaves", body=html, body_html=html)
    _keep(
        LessonFile(lesson_id=lesson.id, file_id=picture.id, place=FilePlace.BODY),
        Resource(classroom_id=classroom.id, title="Sheet", file_id=sheet.id, position=1),
    )
    made = class_copies.copy(classroom, actor=teacher, title="Again")

    files = {
        row.filename: row for row in db.session.scalars(select(StoredFile).where(StoredFile.classroom_id == made.id))
    }
    assert {row.key for row in files.values()} == {picture.key, sheet.key}
    copied = _lessons(made)
    assert f"/files/{files['leaf.png'].public_id}" in copied["Leaves"].body_html
    assert f"/lessons/{copied['Roots'].public_id}" in copied["Leaves"].body
    assert picture.public_id not in copied["Leaves"].body_html
    used = db.session.scalars(select(LessonFile.file_id).where(LessonFile.lesson_id == copied["Leaves"].id)).all()
    assert used == [files["leaf.png"].id]
    resource = db.session.scalars(select(Resource).where(Resource.classroom_id == made.id)).one()
    assert (resource.title, resource.file_id) == ("Sheet", files["sheet.pdf"].id)
    assert db.session.scalar(select(func.count()).select_from(Module).where(Module.classroom_id == made.id)) == 1


def test_a_teacher_copies_on_a_page(client: Browser, biology: School) -> None:
    client.log_in(biology.people["owner"])
    path = f"/classrooms/{biology.classroom.public_id}/copy"
    assert "Biology 7b (copy)" in client.get(path).text
    assert path in client.get(f"/classrooms/{biology.classroom.public_id}/edit").text

    wrong = client.post(path, data={"title": "", "starts_on": "tomorrow"})
    assert wrong.status_code == 422

    answer = client.post(path, data={"title": "Biology 8b"})
    assert answer.status_code == 303
    made = db.session.scalars(select(Classroom).where(Classroom.title == "Biology 8b")).one()
    assert answer.location.endswith(f"/classrooms/{made.public_id}/learn")
    assert set(_lessons(made)) == set(_lessons(biology.classroom))


@pytest.mark.parametrize("who", ["assistant", "student"])
def test_who_does_not_teach_copies_nothing(client: Browser, biology: School, who: str) -> None:
    client.log_in(biology.people[who])
    assert client.post(f"/classrooms/{biology.classroom.public_id}/copy", data={"title": "Mine"}).status_code == 403
