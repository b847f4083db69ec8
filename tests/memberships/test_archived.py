"""A class that is put away keeps its people as they are, until it is brought back."""

from __future__ import annotations

from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions import class_invitations, join_codes, memberships
from app.errors import Conflict
from app.extensions import db
from app.models.classroom import ClassRole, Membership, MemberState, State
from tests.lessons.conftest import School
from tests.support.browsing import Browser
from tests.support.people import make_token, make_user

ASKED = {
    "approval": "pending",
    "rejection": "pending",
    "removal": "student",
    "suspension": "student",
    "suspension/end": "suspended",
    "role": "student",
}


@pytest.fixture
def archived(biology: School) -> School:
    biology.classroom.state = State.ARCHIVED
    db.session.commit()
    return biology


def member(school: School, who: str) -> Membership:
    found = Membership.of(school.classroom, school.people[who]).execution_options(populate_existing=True)
    return db.session.scalars(found).one()


def everybody(school: School) -> list[tuple[int, MemberState, ClassRole]]:
    db.session.rollback()
    found = select(Membership.id, Membership.state, Membership.role).where(
        Membership.classroom_id == school.classroom.id
    )
    return [tuple(row) for row in db.session.execute(found.order_by(Membership.id))]


@pytest.mark.parametrize("who", ["owner", "teacher", "admin"])
def test_pages_decide_nothing(client: Browser, archived: School, who: str) -> None:
    before, path = everybody(archived), f"/classrooms/{archived.classroom.public_id}/people"
    client.log_in(archived.people[who])
    answers = [
        client.post(f"/memberships/{member(archived, whom).public_id}/{end}", data={"role": "assistant"})
        for end, whom in ASKED.items()
    ]
    answers.append(client.post(f"{path}/approval"))
    answers.append(client.get(f"{path}/invitations"))
    given = {"addresses": "Long pasted <pasted@example.org>", "role": "student"}
    answers.append(client.post(f"{path}/invitations", data=given))
    assert "Long pasted &lt;pasted@example.org&gt;" in answers[-1].text
    for answer in answers:
        assert answer.status_code == 409
        assert "This class is archived. Restore it first." in answer.text
    assert everybody(archived) == before


def test_programs_decide_nothing(client: Browser, archived: School) -> None:
    before, given = everybody(archived), {"Authorization": f"Bearer {make_token(archived.people['owner'])}"}
    program = client.application.test_client()
    place = member(archived, "student").public_id
    pending = member(archived, "pending").public_id
    room = f"/api/v1/classrooms/{archived.classroom.public_id}"
    asked = [
        ("PATCH", f"/api/v1/members/{place}", {"role": "assistant"}),
        ("DELETE", f"/api/v1/members/{place}", None),
        ("POST", f"/api/v1/members/{place}/suspension", None),
        ("DELETE", f"/api/v1/members/{member(archived, 'suspended').public_id}/suspension", None),
        ("POST", f"/api/v1/members/{pending}/approval", None),
        ("POST", f"/api/v1/members/{pending}/rejection", None),
        ("POST", f"{room}/members", {"email": make_user().email}),
        ("DELETE", f"{room}/join-code", None),
    ]
    for method, path, body in asked:
        answer = program.open(path, method=method, json=body, headers=given)
        assert (answer.status_code, answer.mimetype) == (409, "application/problem+json"), path
        assert answer.json["detail"] == "This class is archived. Restore it first."
    assert everybody(archived) == before


def test_no_action_gets_around_it(app: Flask, archived: School) -> None:
    owner, student = archived.people["owner"], member(archived, "student")
    with pytest.raises(Conflict):
        memberships.change_role(student, ClassRole.ASSISTANT, actor=owner)
    with pytest.raises(Conflict):
        memberships.approve_all(archived.classroom, actor=owner)
    with pytest.raises(Conflict):
        class_invitations.invite(archived.classroom, "x@example.org", ClassRole.STUDENT, actor=owner)
    with pytest.raises(Conflict):
        join_codes.switch_off(archived.classroom, actor=owner)


def test_an_invitation_waits_and_one_may_still_go(client: Browser, archived: School) -> None:
    client.log_in(archived.people["invited"])
    answer = client.post(f"/memberships/{member(archived, 'invited').public_id}/acceptance")
    assert answer.status_code == 409
    assert "Nobody joins it any more" in answer.text
    assert client.post(f"/memberships/{member(archived, 'invited').public_id}/refusal").status_code == 303
    client.log_in(archived.people["student"])
    assert client.post(f"/classrooms/{archived.classroom.public_id}/membership/end").status_code == 303
    assert member(archived, "student").state is MemberState.LEFT


def test_the_page_offers_nothing_and_still_shows_everybody(client: Browser, archived: School) -> None:
    path = f"/classrooms/{archived.classroom.public_id}"
    client.log_in(archived.people["owner"])
    for show in ("", "?show=requested", "?show=invited", "?show=suspended"):
        page = unescape(client.get(f"{path}/people{show}").text)
        main = page[page.index("<main") : page.index("</main>")]
        assert "This class is put away" in main
        assert "@example.org" in main
        assert "<form" not in main
        assert "invitations" not in main
    assert "Let all in" not in client.get(path).text
    assert "/code/removal" not in client.get(f"{path}/code").text
    client.post(f"{path}/archive/restoration")
    assert "Let all in" in client.get(f"{path}/people?show=requested").text
