"""Coming in, going out, and what teachers decide; what is announced and kept of it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions import memberships
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.classroom import ClassRole, JoinPolicy, Membership, MemberState, State
from app.models.event import Dispatch, Event
from app.models.user import Role
from tests.lessons.conftest import School
from tests.support.people import make_classroom, make_member, make_user


def announced() -> list[str]:
    return list(db.session.scalars(select(Event.type).order_by(Event.id)))


def member_of(biology: School, who: str) -> Membership:
    return db.session.scalars(Membership.of(biology.classroom, biology.people[who])).one()


@pytest.mark.parametrize(
    ("policy", "state", "event"),
    [
        (JoinPolicy.OPEN, MemberState.ACTIVE, "membership.joined"),
        (JoinPolicy.REQUEST, MemberState.REQUESTED, "membership.requested"),
    ],
)
def test_joining_twice_is_as_once(
    app: Flask, school: object, policy: JoinPolicy, state: MemberState, event: str
) -> None:
    classroom, student = make_classroom(join_policy=policy), make_user()
    first, second = memberships.join(classroom, student), memberships.join(classroom, student)
    assert first.id == second.id
    assert (first.state, first.role) == (state, ClassRole.STUDENT)
    assert announced() == [event]


@pytest.mark.parametrize("policy", [JoinPolicy.CODE, JoinPolicy.CLOSED])
def test_no_way_in_without_a_code(app: Flask, school: object, policy: JoinPolicy) -> None:
    with pytest.raises(Forbidden):
        memberships.join(make_classroom(join_policy=policy), make_user())


@pytest.mark.parametrize("state", [State.DRAFT, State.ARCHIVED])
def test_no_way_into_what_is_not_open(app: Flask, school: object, state: State) -> None:
    with pytest.raises(NotFound):
        memberships.join(make_classroom(join_policy=JoinPolicy.OPEN, state=state), make_user())


def test_leave_and_come_back_as_a_student(app: Flask, school: object) -> None:
    classroom, student = make_classroom(join_policy=JoinPolicy.OPEN), make_user()
    make_member(classroom, student, ClassRole.ASSISTANT)
    left = memberships.leave(classroom, student)
    assert left.state is MemberState.LEFT
    with pytest.raises(NotFound):
        memberships.leave(classroom, student)
    back = memberships.join(classroom, student)
    assert (back.id, back.state, back.role) == (left.id, MemberState.ACTIVE, ClassRole.STUDENT)


def test_the_owner_stays(app: Flask, biology: School) -> None:
    owner = member_of(biology, "owner")
    admin = biology.people["admin"]
    with pytest.raises(Conflict):
        memberships.leave(biology.classroom, biology.people["owner"])
    for verb in (memberships.remove, memberships.suspend):
        with pytest.raises(Conflict):
            verb(owner, actor=admin)
    with pytest.raises(Conflict):
        memberships.change_role(owner, ClassRole.STUDENT, actor=admin)
    assert owner.state is MemberState.ACTIVE


def test_approval_rings_once(app: Flask, biology: School) -> None:
    member = member_of(biology, "pending")
    for _twice in range(2):
        memberships.approve(member, actor=biology.people["teacher"])
    assert member.is_active
    assert announced() == ["membership.approved"]
    assert db.session.scalars(select(Dispatch.kind)).all() == ["join_approved"]


def test_approve_all_lets_in_who_asks_and_nobody_else(app: Flask, biology: School) -> None:
    make_member(biology.classroom, None, state=MemberState.REQUESTED)
    assert memberships.approve_all(biology.classroom, actor=biology.people["owner"]) == 2
    assert memberships.approve_all(biology.classroom, actor=biology.people["owner"]) == 0
    states = [member_of(biology, who).state for who in ("pending", "invited", "removed", "suspended")]
    assert states == [MemberState.ACTIVE, MemberState.INVITED, MemberState.REMOVED, MemberState.SUSPENDED]


def test_asking_again_rings_once_a_day(app: Flask, school: object) -> None:
    classroom, student = make_classroom(join_policy=JoinPolicy.REQUEST), make_user()
    for _each in range(3):
        memberships.reject(memberships.join(classroom, student), actor=classroom.owner)
    assert announced() == ["membership.requested"] * 3
    assert len(db.session.scalars(select(Dispatch)).all()) == 1


ALL = tuple(MemberState)


@pytest.mark.parametrize(
    ("verb", "becomes", "fits"),
    [
        ("approve", MemberState.ACTIVE, (MemberState.REQUESTED, MemberState.ACTIVE)),
        ("reject", MemberState.REMOVED, (MemberState.REQUESTED, MemberState.REMOVED)),
        ("suspend", MemberState.SUSPENDED, (MemberState.ACTIVE, MemberState.SUSPENDED)),
        ("readmit", MemberState.ACTIVE, (MemberState.SUSPENDED, MemberState.ACTIVE)),
        (
            "remove",
            MemberState.REMOVED,
            (MemberState.ACTIVE, MemberState.SUSPENDED, MemberState.INVITED, MemberState.REMOVED),
        ),
    ],
)
@pytest.mark.parametrize("state", ALL)
def test_from_which_state_to_which(
    app: Flask, school: object, verb: str, becomes: MemberState, fits: tuple[MemberState, ...], state: MemberState
) -> None:
    classroom = make_classroom()
    member = make_member(classroom, None, state=state)
    decide = getattr(memberships, verb)
    if state in fits:
        assert decide(member, actor=classroom.owner).state is becomes
    else:
        with pytest.raises(Conflict):
            decide(member, actor=classroom.owner)
        assert member.state is state


def test_an_invitation_is_answered(app: Flask, school: object) -> None:
    classroom = make_classroom()
    yes, no = (make_member(classroom, None, ClassRole.ASSISTANT, MemberState.INVITED) for _each in range(2))
    assert memberships.accept(yes).is_active
    assert yes.role is ClassRole.ASSISTANT
    assert memberships.decline(no).state is MemberState.LEFT
    with pytest.raises(Conflict):
        memberships.accept(no)
    with pytest.raises(Conflict):
        memberships.decline(yes)


def test_who_is_invited_comes_in_by_any_door(app: Flask, school: object) -> None:
    classroom, teacher = make_classroom(), make_user(Role.TEACHER)
    make_member(classroom, teacher, ClassRole.TEACHER, MemberState.INVITED)
    member = memberships.join_with_code(classroom.join_code or "", teacher)
    assert (member.state, member.role) == (MemberState.ACTIVE, ClassRole.TEACHER)


def test_roles_are_given_to_whom_they_fit(app: Flask, biology: School) -> None:
    owner = biology.people["owner"]
    student, teacher = member_of(biology, "student"), member_of(biology, "teacher")
    for member, role in ((student, ClassRole.OWNER), (teacher, ClassRole.OWNER), (student, ClassRole.TEACHER)):
        with pytest.raises(Invalid) as refused:
            memberships.change_role(member, role, actor=owner)
        assert list(refused.value.fields) == ["role"]
    memberships.change_role(student, ClassRole.ASSISTANT, actor=owner)
    memberships.change_role(teacher, ClassRole.ASSISTANT, actor=owner)
    assert student.role is teacher.role is ClassRole.ASSISTANT


def test_what_matters_is_in_the_log(app: Flask, biology: School) -> None:
    owner, member = biology.people["owner"], member_of(biology, "student")
    memberships.change_role(member, ClassRole.ASSISTANT, actor=owner)
    memberships.change_role(member, ClassRole.ASSISTANT, actor=owner)
    memberships.suspend(member, actor=owner)
    memberships.readmit(member, actor=owner)
    memberships.remove(member, actor=owner)
    memberships.remove(member, actor=owner)
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.deed for entry in entries] == [
        "membership.role_changed",
        "membership.suspended",
        "membership.readmitted",
        "membership.removed",
    ]
    assert (entries[0].before, entries[0].after) == ({"role": "student"}, {"role": "assistant"})
