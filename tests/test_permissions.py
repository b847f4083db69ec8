"""What the access matrix does not reach of app/permissions: rules asked outside a request, loading by wrong ids."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from flask import Flask, g
from sqlalchemy import Select

from app import permissions
from app.errors import NotFound
from app.extensions import db
from app.models.announcement import Announcement, Audience
from app.models.classroom import ClassRole, Classroom, Membership
from app.models.notification import Notification
from app.models.school import School
from app.models.somebody import somebody
from app.models.user import Role, Status, User
from app.permissions import Can
from tests.support.people import make_classroom, make_member, make_user

KEPT = sorted(
    {*permissions.STEADY, Classroom.of_member, Membership.classrooms_of, Notification.visible_to},
    key=lambda seen: seen.__qualname__,
)


@pytest.fixture
def teacher(app: Flask) -> User:
    return make_user("teacher")


@pytest.fixture
def classroom(teacher: User) -> Classroom:
    return make_classroom(teacher)


def test_every_deed_has_a_rule() -> None:
    assert permissions.ruled() == set(Can)


def test_who_is_not_active_may_nothing(classroom: Classroom, teacher: User) -> None:
    assert permissions.allowed(teacher, Can.CLASS_UPDATE, classroom)
    teacher.status = Status.DEACTIVATED
    assert not any(permissions.allowed(teacher, can, classroom) for can in Can)


def test_roles_are_remembered_for_one_request_only(app: Flask, classroom: Classroom) -> None:
    student = make_user()
    place = make_member(classroom, student)
    with app.test_request_context():
        assert permissions.role_in(student, classroom) is ClassRole.STUDENT
        place.role = ClassRole.ASSISTANT
        db.session.commit()
        assert permissions.role_in(student, classroom) is ClassRole.STUDENT
        permissions.forget_roles()
        assert "class_roles" not in g
        assert permissions.role_in(student, classroom) is ClassRole.ASSISTANT
    permissions.forget_roles()
    assert permissions.role_in(student, classroom) is ClassRole.ASSISTANT
    assert permissions.role_in(make_user(), classroom) is None


def test_a_teacher_who_looks_as_a_student_has_a_students_rights(teacher: User, classroom: Classroom) -> None:
    admin = make_user("admin")
    other = make_classroom(teacher)
    for person in (teacher, admin):
        assert permissions.teaches(person, classroom)
        assert permissions.assists(person, classroom)
        person.student_view_of = classroom.id
        assert not permissions.teaches(person, classroom)
        assert not permissions.assists(person, classroom)
        assert permissions.teaches(person, other)
        assert permissions.allowed(person, Can.CLASS_STUDENT_VIEW, classroom)
    assert permissions.role_in(teacher, classroom) is ClassRole.STUDENT
    assert not permissions.allowed(teacher, Can.CLASS_UPDATE, classroom)


def test_ids_that_are_none_find_nothing(teacher: User, classroom: Classroom) -> None:
    for wrong in ("", "x", "0" * 31, "0" * 33, "0" * 31 + "\n", "\0" * 32, "G" * 32, classroom.public_id.upper() + " "):
        with pytest.raises(NotFound):
            permissions.find(teacher, Can.CLASS_CARD, Classroom, wrong)
    found = permissions.find(teacher, Can.CLASS_CARD, Classroom, classroom.public_id)
    assert found is classroom


def test_what_has_no_select_cannot_be_loaded(teacher: User) -> None:
    with pytest.raises(RuntimeError, match="no select"):
        permissions.find(teacher, Can.SCHOOL_MANAGE, School, "0" * 32)


def test_an_owner_cannot_be_managed(teacher: User, classroom: Classroom) -> None:
    place = db.session.scalars(Membership.of(classroom, teacher)).one()
    assert not permissions.allowed(make_user("admin"), Can.MEMBER_MANAGE, place)


def test_a_token_announces_to_the_school_with_its_own_scope_only(app: Flask, classroom: Classroom) -> None:
    admin, teacher = make_user("admin"), make_user("teacher")
    to_school = Announcement(audience=Audience.SCHOOL, title="Holidays")
    to_class = Announcement(audience=Audience.CLASSROOM, title="Leaves", classroom=classroom)
    for scopes, may in ((None, True), (frozenset({"write"}), False), (frozenset({"admin"}), True)):
        admin.scopes = scopes
        assert permissions.allowed(admin, Can.ANNOUNCEMENT_SEND) is may
        assert permissions.allowed(admin, Can.ANNOUNCEMENT_EDIT, to_school) is may
        assert permissions.allowed(admin, Can.ANNOUNCEMENT_EDIT, to_class)
        assert permissions.allowed(admin, Can.ANNOUNCEMENT_REACH, to_school)
    for can in (Can.ANNOUNCEMENT_EDIT, Can.ANNOUNCEMENT_REACH):
        assert not permissions.allowed(teacher, can, to_school)
        assert not permissions.allowed(teacher, can, to_class)
    db.session.expunge_all()


@pytest.mark.parametrize("seen", KEPT, ids=lambda seen: seen.__qualname__)
@pytest.mark.parametrize("role", Role)
def test_what_is_built_once_does_not_look_at_the_clock(seen: Callable[[User], Select[Any]], role: Role) -> None:
    values = []
    for when in ("2026-01-01", "2027-02-03"):
        with time_machine.travel(when, tick=False):
            values.append(seen(somebody(role, views_as_student=True)).compile().params)
    assert values[0] == values[1]
