"""Inviting a class by pasting addresses: all rows or none."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.actions import class_invitations
from app.actions.class_invitations import Outcome, WrongRows
from app.errors import Invalid, TooMany
from app.extensions import db
from app.models import limits
from app.models.classroom import ClassRole, Membership, MemberState
from app.models.event import Dispatch
from app.models.letter import Letter
from app.models.school import Registration, School
from app.models.user import Role, Status, User
from tests.lessons.conftest import School as Biology
from tests.support.browsing import Browser
from tests.support.people import make_classroom, make_member, make_user
from tests.support.queries import counted


@pytest.fixture
def open_school(school: School) -> School:
    school.registration = Registration.INVITATION
    db.session.commit()
    return school


def count(model: type[Membership] | type[User] | type[Letter]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_who_has_an_account_is_invited_and_rings(app: Flask, school: School) -> None:
    classroom, student = make_classroom(), make_user(name="Sam")
    pasted = f"Sam S. <{str(student.email).upper()}>\n{student.email}"
    rows = class_invitations.invite(classroom, pasted, ClassRole.STUDENT, actor=classroom.owner)
    assert [row.outcome for row in rows] == [Outcome.MEMBER]
    member = db.session.scalars(Membership.of(classroom, student)).one()
    assert (member.state, member.role) == (MemberState.INVITED, ClassRole.STUDENT)
    assert student.name == "Sam"
    assert db.session.scalars(select(Dispatch.kind)).all() == ["join_invited"]
    again = class_invitations.invite(classroom, pasted, ClassRole.STUDENT, actor=classroom.owner)
    assert [row.outcome for row in again] == [Outcome.ALREADY]
    assert len(db.session.scalars(select(Dispatch)).all()) == 1


def test_an_unknown_address_gets_an_account_to_make(app: Flask, open_school: School) -> None:
    classroom = make_classroom()
    pasted = "Ada Lovelace <ada@new.example.org>, ben@new.example.org"
    class_invitations.invite(classroom, pasted, ClassRole.ASSISTANT, actor=classroom.owner)
    ada, ben = db.session.scalars(select(User).where(User.status == Status.INVITED).order_by(User.email)).all()
    assert (ada.name, ada.email, ada.role) == ("Ada Lovelace", "ada@new.example.org", Role.STUDENT)
    for user in (ada, ben):
        member = db.session.scalars(Membership.of(classroom, user)).one()
        assert (member.state, member.role) == (MemberState.INVITED, ClassRole.ASSISTANT)
    letters = db.session.scalars(select(Letter)).all()
    assert {letter.address for letter in letters} == {ada.email, ben.email}
    assert letters[0].facts["classroom"] == classroom.title


@pytest.mark.parametrize("role", [ClassRole.STUDENT, ClassRole.TEACHER])
def test_no_account_is_made_where_that_is_not_for_teachers(app: Flask, open_school: School, role: ClassRole) -> None:
    if role is ClassRole.STUDENT:
        open_school.registration = Registration.CLOSED
        db.session.commit()
    classroom = make_classroom()
    with pytest.raises(WrongRows):
        class_invitations.invite(classroom, "ada@new.example.org", role, actor=classroom.owner)
    assert count(User) == 1


def _mixed(biology: Biology) -> str:
    names = ("student", "invited", "pending", "suspended", "removed", "teacher elsewhere", "student elsewhere")
    return "\n".join([str(biology.people[name].email) for name in names] + ["no address", "x@"])


def test_nothing_is_saved_while_a_row_is_wrong(app: Flask, biology: Biology) -> None:
    before = db.session.execute(select(Membership.id, Membership.state).order_by(Membership.id)).all()
    with pytest.raises(WrongRows) as refused:
        class_invitations.invite(biology.classroom, _mixed(biology), ClassRole.STUDENT, actor=biology.people["owner"])
    assert [row.outcome.value for row in refused.value.rows] == [
        "already",
        "already",
        "let_in",
        "wrong",
        "member",
        "wrong",
        "member",
        "wrong",
        "wrong",
        "wrong",
    ]
    assert db.session.execute(select(Membership.id, Membership.state).order_by(Membership.id)).all() == before


def test_the_wrong_rows_left_out(app: Flask, biology: Biology) -> None:
    owner = biology.people["owner"]
    class_invitations.invite(biology.classroom, _mixed(biology), ClassRole.STUDENT, actor=owner, leave_out_wrong=True)
    states = {
        who: db.session.scalars(Membership.of(biology.classroom, biology.people[who])).one().state
        for who in ("student", "pending", "removed", "student elsewhere", "suspended")
    }
    assert states == {
        "student": MemberState.ACTIVE,
        "pending": MemberState.ACTIVE,
        "removed": MemberState.INVITED,
        "student elsewhere": MemberState.INVITED,
        "suspended": MemberState.SUSPENDED,
    }


def test_roles_fit_people(app: Flask, school: School) -> None:
    classroom = make_classroom()
    student, teacher = make_user(), make_user(Role.TEACHER)
    gone = make_user(status=Status.DEACTIVATED)
    for person, role in ((student, ClassRole.TEACHER), (teacher, ClassRole.STUDENT), (gone, ClassRole.STUDENT)):
        with pytest.raises(WrongRows):
            class_invitations.invite(classroom, str(person.email), role, actor=classroom.owner)
    class_invitations.invite(classroom, str(teacher.email), ClassRole.TEACHER, actor=classroom.owner)
    assert db.session.scalars(Membership.of(classroom, teacher)).one().role is ClassRole.TEACHER


@pytest.mark.parametrize("number", [0, 201])
def test_how_many_at_once(app: Flask, open_school: School, number: int) -> None:
    classroom = make_classroom()
    pasted = "\n".join(f"person{n}@new.example.org" for n in range(number))
    with pytest.raises(Invalid) as refused:
        class_invitations.invite(classroom, pasted, ClassRole.STUDENT, actor=classroom.owner)
    assert list(refused.value.fields) == ["addresses"]
    assert count(User) == 1


def test_looking_at_many_rows_asks_as_often_as_for_one(app: Flask, school: School) -> None:
    classroom = make_classroom()
    for _each in range(30):
        make_member(classroom, None)
    emails = [str(email) for email in db.session.scalars(select(User.email))]
    asked = []
    for pasted in (emails[0], "\n".join(emails)):
        with counted() as queries:
            class_invitations.plan(classroom, pasted, ClassRole.STUDENT)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 3


def test_the_page_keeps_what_was_typed(client: Browser, biology: Biology) -> None:
    path = f"/classrooms/{biology.classroom.public_id}/people/invitations"
    student = biology.people["student elsewhere"]
    pasted = f"{student.email}\nnonsense <b>"
    client.log_in(biology.people["teacher"])
    answer = client.post(path, data={"addresses": pasted, "role": "student"})
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert f"{student.email}\nnonsense <b>" in page.replace("\r", "")
    assert "This is no email address." in page
    assert "Leave out the lines" in page
    assert student.name not in page
    answer = client.post(path, data={"addresses": pasted, "role": "student", "leave_out": "y"})
    assert answer.status_code == 200
    assert "Invited." in answer.text
    assert db.session.scalars(Membership.of(biology.classroom, student)).one().state is MemberState.INVITED


@pytest.mark.parametrize("data", [{}, {"addresses": " ; , "}, {"addresses": "a@example.org", "role": "owner"}])
def test_what_is_missing_is_said(client: Browser, biology: Biology, data: dict[str, str]) -> None:
    path = f"/classrooms/{biology.classroom.public_id}/people/invitations"
    answer = client.log_in(biology.people["owner"]).post(path, data={"role": "student", **data})
    assert answer.status_code == 422


@pytest.fixture
def three_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "INVITATIONS_A_DAY", 3)


def test_so_many_a_day_whatever_the_class(app: Flask, open_school: School, three_a_day: None) -> None:
    teacher = make_user(Role.TEACHER)
    classes = make_classroom(teacher), make_classroom(teacher)
    known = make_user()
    first = f"{known.email}\nada@new.example.org"
    class_invitations.invite(classes[0], first, ClassRole.STUDENT, actor=teacher)
    class_invitations.invite(classes[0], first, ClassRole.STUDENT, actor=teacher)
    with pytest.raises(TooMany) as refused:
        class_invitations.invite(classes[1], "b@x.example.org c@x.example.org", ClassRole.STUDENT, actor=teacher)
    assert "1 more just now" in refused.value.message
    assert 86_000 < refused.value.retry_after <= 86_401
    assert (count(User), count(Letter)) == (3, 1)
    class_invitations.invite(classes[1], "b@x.example.org", ClassRole.STUDENT, actor=teacher)
    with clock.pretend(clock.now() + timedelta(days=1, seconds=1)):
        class_invitations.invite(classes[1], "c@x.example.org", ClassRole.STUDENT, actor=teacher)


def test_somebody_else_has_a_day_of_his_own(client: Browser, biology: Biology, three_a_day: None) -> None:
    path = f"/classrooms/{biology.classroom.public_id}/people/invitations"
    one, *others = [str(make_user().email) for _ in range(5)]
    assert (
        client.log_in(biology.people["owner"]).post(path, data={"addresses": one, "role": "student"}).status_code == 200
    )
    answer = client.post(path, data={"addresses": "\n".join(others[:3]), "role": "student"})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 86_000
    assert others[2] in answer.text
    assert "2 more just now" in answer.text
    assert "data-error-summary" in answer.text
    client.log_in(biology.people["teacher"])
    assert client.post(path, data={"addresses": "\n".join(others[:3]), "role": "student"}).status_code == 200
