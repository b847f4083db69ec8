"""How far people are, added up: done of all that concerns each student."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions import progress
from app.extensions import db
from app.models.classroom import Classroom
from app.models.group import Group, GroupMember
from app.models.lesson import Lesson
from app.models.progress import ClassProgress
from app.models.release import ReleaseRule
from app.models.user import User
from app.transaction import action
from tests.support.people import make_classroom, make_lesson, make_member, make_user


@pytest.fixture
def classroom(app: Flask, school: object) -> Classroom:
    return make_classroom()


@pytest.fixture
def sam(classroom: Classroom) -> User:
    user = make_user(name="Sam")
    make_member(classroom, user)
    return user


def _row(classroom: Classroom, user: User) -> ClassProgress:
    db.session.expire_all()
    mine = (ClassProgress.classroom_id == classroom.id, ClassProgress.user_id == user.id)
    return db.session.scalars(select(ClassProgress).where(*mine)).one()


@action
def _recount(classroom: Classroom) -> None:
    progress.recount(classroom.id)


def _keep(*rows: object) -> None:
    db.session.add_all(rows)
    db.session.commit()


def test_nothing_of_nothing_is_nought(classroom: Classroom, sam: User) -> None:
    _recount(classroom)
    row = _row(classroom, sam)
    assert (row.done, row.total, row.percent, row.completed_at) == (0, 0, Decimal("0.00"), None)


def test_done_of_all_and_when_it_was_complete(classroom: Classroom, sam: User) -> None:
    lessons = [make_lesson(classroom, position=number) for number in range(3)]
    make_lesson(classroom, published=False)
    progress.finish(lessons[0], sam)
    progress.finish(lessons[0], sam)
    assert (_row(classroom, sam).done, _row(classroom, sam).total) == (1, 3)
    assert _row(classroom, sam).percent == Decimal("33.33")
    progress.finish(lessons[1], sam)
    progress.finish(lessons[2], sam)
    assert _row(classroom, sam).completed_at is not None
    progress.reopen(lessons[2], sam)
    row = _row(classroom, sam)
    assert (row.done, row.completed_at) == (2, None)


def test_a_lesson_for_a_group_counts_for_its_members(classroom: Classroom, sam: User) -> None:
    sue = make_member(classroom).user
    lesson: Lesson = make_lesson(classroom)
    make_lesson(classroom)
    group = Group(classroom_id=classroom.id, name="Advanced")
    _keep(group)
    _keep(GroupMember(group_id=group.id, user_id=sam.id))
    _keep(ReleaseRule(classroom_id=classroom.id, lesson_id=lesson.id, group_id=group.id))
    _recount(classroom)
    assert (_row(classroom, sam).total, _row(classroom, sue).total) == (2, 1)


def test_only_active_students_have_a_row(classroom: Classroom, sam: User) -> None:
    make_lesson(classroom)
    _recount(classroom)
    rows = db.session.scalars(select(ClassProgress.user_id)).all()
    assert rows == [sam.id]
