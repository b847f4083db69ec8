"""Classrooms made, changed, published, put away; their codes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock, events
from app.actions import classrooms, join_codes
from app.errors import Conflict, Forbidden, Invalid
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.classroom import CODE_ALPHABET, ClassRole, Classroom, JoinPolicy, Membership, MemberState, State
from app.models.user import Role, Status
from tests.support.people import make_classroom, make_user


def deeds() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.deed).order_by(AuditEntry.id)))


def test_a_new_class_has_an_owner_a_code_and_a_week(app: Flask, school: object) -> None:
    teacher = make_user(Role.TEACHER)
    made = classrooms.create(actor=teacher, title="Biology")
    seat = db.session.scalars(select(Membership)).one()
    assert (seat.user_id, seat.role, seat.state) == (teacher.id, ClassRole.OWNER, MemberState.ACTIVE)
    assert made.state is State.DRAFT
    assert made.join_policy is JoinPolicy.CODE
    assert re.fullmatch(f"[{CODE_ALPHABET}]{{8}}", made.join_code or "")
    assert re.fullmatch("[0-9a-f]{32}", made.join_token or "")
    assert made.code_expires_at is not None
    assert abs(made.code_expires_at - clock.now() - timedelta(days=7)) < timedelta(minutes=1)
    assert events.of(made) == []


def test_published_at_once_is_announced_once(app: Flask, school: object) -> None:
    teacher = make_user(Role.TEACHER)
    made = classrooms.create(actor=teacher, title="Biology", published=True)
    classrooms.publish(made, actor=teacher)
    assert [event.type for event in events.of(made)] == ["classroom.published"]


def test_only_an_admin_makes_a_class_for_somebody_else(app: Flask, school: object) -> None:
    teacher, other, admin = make_user(Role.TEACHER), make_user(Role.TEACHER), make_user(Role.ADMIN)
    with pytest.raises(Forbidden):
        classrooms.create(actor=teacher, title="Biology", owner=other)
    made = classrooms.create(actor=admin, title="Biology", owner=other)
    assert made.owner_id == other.id
    assert not db.session.scalars(Membership.of(made, admin)).first()
    assert deeds() == ["classroom.created"]


@pytest.mark.parametrize("values", [{"role": Role.STUDENT}, {"role": Role.TEACHER, "status": Status.DEACTIVATED}])
def test_an_owner_teaches_here(app: Flask, school: object, values: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refused:
        classrooms.create(actor=make_user(Role.ADMIN), title="Biology", owner=make_user(**values))  # type: ignore[arg-type]
    assert list(refused.value.fields) == ["owner"]
    assert db.session.scalars(select(Classroom)).first() is None


def test_update_changes_what_is_given(app: Flask, school: object) -> None:
    classroom = make_classroom(title="Biology", subject="Science")
    classrooms.update(classroom, actor=classroom.owner, title="Botany", join_policy=JoinPolicy.CLOSED)
    assert (classroom.title, classroom.subject, classroom.join_policy) == ("Botany", "Science", JoinPolicy.CLOSED)
    assert deeds() == ["classroom.join_policy"]


@pytest.mark.parametrize("published", [True, False])
def test_out_of_the_archive_as_it_was(app: Flask, school: object, published: bool) -> None:
    teacher = make_user(Role.TEACHER)
    classroom = classrooms.create(actor=teacher, title="Biology", published=published)
    before = classroom.state
    classrooms.archive(classroom, actor=teacher)
    classrooms.archive(classroom, actor=teacher)
    assert classroom.state is State.ARCHIVED
    classrooms.restore(classroom, actor=teacher)
    assert classroom.state is before


def test_what_was_withdrawn_comes_back_from_the_archive_as_a_draft(app: Flask, school: object) -> None:
    teacher = make_user(Role.TEACHER)
    classroom = classrooms.create(actor=teacher, title="Biology", published=True)
    for step in (classrooms.withdraw, classrooms.withdraw, classrooms.archive, classrooms.restore):
        step(classroom, actor=teacher)
    assert classroom.state is State.DRAFT


@pytest.mark.parametrize("verb", [classrooms.publish, classrooms.withdraw, classrooms.update, join_codes.renew])
def test_nothing_changes_in_the_archive(app: Flask, school: object, verb: object) -> None:
    classroom = make_classroom(state=State.ARCHIVED)
    with pytest.raises(Conflict):
        verb(classroom, actor=classroom.owner)  # type: ignore[operator]


def test_renewed_and_switched_off(app: Flask, school: object) -> None:
    classroom = make_classroom()
    old = classroom.join_code, classroom.join_token
    join_codes.renew(classroom, actor=classroom.owner)
    assert classroom.join_code not in old
    assert join_codes.opened_by(old[0] or "") is None
    assert join_codes.opened_by(old[1] or "") is None
    assert join_codes.opened_by(classroom.join_code or "") is classroom
    join_codes.switch_off(classroom, actor=classroom.owner)
    assert (classroom.join_code, classroom.join_token) == (None, None)
    assert join_codes.opened_by("") is None
    assert join_codes.opened_by("None") is None
