"""Two at the same moment."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from app.actions import memberships
from app.extensions import db
from app.models.classroom import Classroom, JoinPolicy, Membership, MemberState
from app.models.event import Event
from app.models.user import User
from tests.support.at_once import at_once
from tests.support.people import make_classroom, make_member, make_user


def test_enrolling_eight_times_at_once_makes_one_member(app: Flask, school: object) -> None:
    classroom, student = make_classroom(join_policy=JoinPolicy.OPEN), make_user()
    ids = classroom.id, student.id
    db.session.commit()

    def join() -> None:
        found = db.session.get(Classroom, ids[0]), db.session.get(User, ids[1])
        memberships.join(*found)  # type: ignore[arg-type]

    assert at_once(app, [join] * 8) == [None] * 8
    rows = db.session.scalars(select(Membership).where(Membership.user_id == ids[1])).all()
    assert [row.state for row in rows] == [MemberState.ACTIVE]
    assert db.session.scalars(select(Event.type)).all() == ["membership.joined"]


def test_approving_from_many_windows_rings_once(app: Flask, school: object) -> None:
    classroom = make_classroom()
    member = make_member(classroom, None, state=MemberState.REQUESTED)
    ids = member.id, classroom.owner_id
    db.session.commit()

    def approve() -> None:
        found = db.session.get(Membership, ids[0]), db.session.get(User, ids[1])
        memberships.approve(found[0], actor=found[1])  # type: ignore[arg-type]

    assert at_once(app, [approve] * 6) == [None] * 6
    assert db.session.scalars(select(Event.type)).all() == ["membership.approved"]
