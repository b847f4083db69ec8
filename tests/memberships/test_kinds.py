"""Who hears of requests, approvals and invitations, and for how long."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from app.actions import class_invitations, memberships
from app.extensions import db
from app.models.classroom import ClassRole, JoinPolicy, MemberState
from app.models.event import Event
from app.models.user import User
from app.notifications.audience import audience
from app.notifications.kinds import kind_of
from tests.lessons.conftest import School
from tests.support.people import make_member, make_user


def heard_by(biology: School, event: Event, kind: str) -> set[str]:
    ids = set(db.session.scalars(audience(event, kind_of(kind))))
    return {who for who, person in biology.people.items() if person.id in ids}


def last_event() -> Event:
    return db.session.scalars(select(Event).order_by(Event.id.desc())).first()  # type: ignore[return-value]


def test_teachers_hear_of_a_request_while_it_stands(app: Flask, biology: School) -> None:
    biology.classroom.join_policy = JoinPolicy.REQUEST
    person: User = make_user(name="Sam Student")
    member = memberships.join(biology.classroom, person)
    event, kind = last_event(), kind_of("join_requested")
    assert heard_by(biology, event, "join_requested") == {"owner", "teacher"}
    assert kind.title(event) == "Sam Student asks to join"
    assert kind.body(event) == "Biology 7b"
    assert kind.path(event) == f"/classrooms/{biology.classroom.public_id}/people?show=requested"
    assert kind.is_due(event)
    memberships.approve(member, actor=biology.people["teacher"])
    assert not kind.is_due(event)


def test_who_was_let_in_hears_of_it_unless_put_out_again(app: Flask, biology: School) -> None:
    member = make_member(biology.classroom, biology.people["student elsewhere"], state=MemberState.REQUESTED)
    memberships.approve(member, actor=biology.people["owner"])
    event = last_event()
    assert heard_by(biology, event, "join_approved") == {"student elsewhere"}
    assert kind_of("join_approved").title(event) == "You are in: Biology 7b"
    assert kind_of("join_approved").path(event) == f"/classrooms/{biology.classroom.public_id}"
    memberships.remove(member, actor=biology.people["owner"])
    assert heard_by(biology, event, "join_approved") == set()


def test_who_is_invited_hears_of_it(app: Flask, biology: School) -> None:
    person, owner = biology.people["student elsewhere"], biology.people["owner"]
    class_invitations.invite(biology.classroom, str(person.email), ClassRole.STUDENT, actor=owner)
    event = last_event()
    assert heard_by(biology, event, "join_invited") == {"student elsewhere"}
    assert "Tess Okonkwo" in kind_of("join_invited").body(event)
