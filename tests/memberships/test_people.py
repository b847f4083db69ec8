"""The People tab, and what is decided there."""

from __future__ import annotations

from html import unescape

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models.classroom import ClassRole, JoinPolicy, Membership, MemberState
from app.models.user import User
from tests.lessons.conftest import School
from tests.support.browsing import Browser
from tests.support.people import make_classroom, make_member, make_user

WRITERS = ("owner", "teacher", "admin")
MEMBERS_ONLY = ("assistant", "student")
OUTSIDE = ("pending", "invited", "removed", "suspended", "left", "student elsewhere", "teacher elsewhere")
DECISIONS = ("approval", "rejection", "removal", "suspension", "suspension/end", "role")


def people(biology: School, show: str = "") -> str:
    return f"/classrooms/{biology.classroom.public_id}/people{'?show=' + show if show else ''}"


def member_of(biology: School, who: str) -> Membership:
    found = Membership.of(biology.classroom, biology.people[who]).execution_options(populate_existing=True)
    return db.session.scalars(found).one()


def rows(client: Browser, path: str) -> str:
    page = unescape(client.get(path).text)
    return page[page.index("<main") : page.index("</main>")]


@pytest.mark.parametrize("who", [*MEMBERS_ONLY, *WRITERS])
def test_names_for_all_addresses_for_teachers(client: Browser, biology: School, who: str) -> None:
    page = rows(client.log_in(biology.people[who]), people(biology))
    for inside in ("owner", "teacher", "assistant", "student"):
        assert biology.people[inside].name in page
        assert (str(biology.people[inside].email) in page) is (who in WRITERS)
    for outside in OUTSIDE:
        assert f"{biology.people[outside].name}<" not in page


@pytest.mark.parametrize("show", ["requested", "invited", "suspended", "left", "removed"])
def test_teachers_see_who_is_not_in(client: Browser, biology: School, show: str) -> None:
    whom = {"requested": "pending"}.get(show, show)
    assert str(biology.people[whom].email) in rows(client.log_in(biology.people["teacher"]), people(biology, show))
    for who in MEMBERS_ONLY:
        seen = rows(client.log_in(biology.people[who]), people(biology, show))
        assert f"{biology.people[whom].name}<" not in seen
        assert "@example.org" not in seen


def test_nonsense_shows_who_is_in(client: Browser, biology: School) -> None:
    page = rows(client.log_in(biology.people["owner"]), people(biology, "nonsense"))
    assert biology.people["student"].name in page


@pytest.mark.parametrize("who", [*MEMBERS_ONLY, *OUTSIDE])
@pytest.mark.parametrize("whom", ["student", "pending"])
def test_who_does_not_teach_decides_nothing(client: Browser, biology: School, who: str, whom: str) -> None:
    member = member_of(biology, whom)
    before = (member.state, member.role)
    client.log_in(biology.people[who])
    expected = 403 if who == "assistant" or who == whom else 404
    for end in DECISIONS:
        answer = client.post(f"/memberships/{member.public_id}/{end}", data={"role": "teacher"})
        assert answer.status_code == expected, end
    member = member_of(biology, whom)
    assert (member.state, member.role) == before


def test_nobody_answers_for_somebody_else(client: Browser, biology: School) -> None:
    member = member_of(biology, "invited")
    for who, status in (("owner", 403), ("assistant", 403), ("student", 404), ("teacher elsewhere", 404)):
        client.log_in(biology.people[who])
        for end in ("acceptance", "refusal"):
            assert client.post(f"/memberships/{member.public_id}/{end}").status_code == status
    assert member_of(biology, "invited").state is MemberState.INVITED


@pytest.mark.parametrize("who", WRITERS)
def test_what_teachers_decide(client: Browser, biology: School, who: str) -> None:
    client.log_in(biology.people[who])
    steps = (
        ("pending", "approval", MemberState.ACTIVE),
        ("student", "suspension", MemberState.SUSPENDED),
        ("student", "suspension/end", MemberState.ACTIVE),
        ("student", "removal", MemberState.REMOVED),
        ("invited", "removal", MemberState.REMOVED),
    )
    for whom, end, state in steps:
        member = member_of(biology, whom)
        answer = client.post(f"/memberships/{member.public_id}/{end}")
        assert answer.status_code == 303, end
        assert client.get(answer.location).status_code == 200
        assert member_of(biology, whom).state is state
    assert client.post(f"/memberships/{member_of(biology, 'left').public_id}/approval").status_code == 409


def test_out_is_out_with_the_next_press(client: Browser, biology: School) -> None:
    member, path = member_of(biology, "student"), f"/classrooms/{biology.classroom.public_id}/people"
    student = client.application.test_client().log_in(biology.people["student"])  # type: ignore[attr-defined]
    assert student.get(path).status_code == 200
    client.log_in(biology.people["owner"]).post(f"/memberships/{member.public_id}/suspension")
    assert student.get(path).status_code == 404
    client.post(f"/memberships/{member.public_id}/suspension/end")
    assert student.get(path).status_code == 200
    client.post(f"/memberships/{member.public_id}/removal")
    assert student.get(path).status_code == 404


def test_all_who_ask_with_two_presses(client: Browser, biology: School) -> None:
    make_member(biology.classroom, None, state=MemberState.REQUESTED)
    overview = client.log_in(biology.people["owner"]).get(f"/classrooms/{biology.classroom.public_id}").text
    address = f"/classrooms/{biology.classroom.public_id}/people/approval"
    assert f'action="{address}"' in overview
    assert client.post(address).status_code == 303
    assert member_of(biology, "pending").is_active
    assert "2 people are in." in client.get(people(biology)).text


@pytest.mark.parametrize(
    ("role", "status"), [("assistant", 303), ("teacher", 422), ("owner", 422), ("", 422), ("x", 422)]
)
def test_the_role_of_a_student(client: Browser, biology: School, role: str, status: int) -> None:
    member = member_of(biology, "student")
    client.log_in(biology.people["teacher"])
    extra = {"user_id": "1", "state": "removed", "classroom_id": "99"}
    answer = client.post(f"/memberships/{member.public_id}/role", data={"role": role, **extra})
    assert answer.status_code == status
    after = member_of(biology, "student")
    assert after.role is (ClassRole.ASSISTANT if status == 303 else ClassRole.STUDENT)
    assert after.is_active


def test_the_owner_is_nobodys_to_change(client: Browser, biology: School) -> None:
    member = member_of(biology, "owner")
    for who in ("teacher", "admin", "owner"):
        client.log_in(biology.people[who])
        for end in DECISIONS:
            assert client.post(f"/memberships/{member.public_id}/{end}", data={"role": "student"}).status_code == 403
    assert client.post(f"/classrooms/{biology.classroom.public_id}/membership/end").status_code == 403


def test_a_co_teacher_steps_down(client: Browser, biology: School) -> None:
    member = member_of(biology, "teacher")
    client.log_in(biology.people["teacher"])
    answer = client.post(f"/memberships/{member.public_id}/role", data={"role": "assistant"})
    assert answer.location == "/classrooms"
    assert client.get("/classrooms").status_code == 200


def enrol(client: Browser, policy: JoinPolicy, person: User) -> int:
    classroom = make_classroom(join_policy=policy)
    return client.log_in(person).post(f"/classrooms/{classroom.public_id}/membership").status_code


def test_the_button_on_the_card(client: Browser, school: object) -> None:
    student = make_user()
    assert enrol(client, JoinPolicy.OPEN, student) == 303
    assert enrol(client, JoinPolicy.REQUEST, student) == 303
    assert enrol(client, JoinPolicy.CODE, student) == 403
    assert enrol(client, JoinPolicy.CLOSED, student) == 403
    states = db.session.scalars(select(Membership.state).where(Membership.user_id == student.id)).all()
    assert sorted(states) == ["active", "requested"]
    start = client.get("/").text
    assert "You asked to join" in start


def test_pressed_twice(client: Browser, school: object) -> None:
    classroom, student = make_classroom(join_policy=JoinPolicy.OPEN), make_user()
    client.log_in(student)
    for _twice in range(2):
        answer = client.post(f"/classrooms/{classroom.public_id}/membership")
        assert (answer.status_code, answer.location) == (303, "/")
    assert "You are in" in client.get("/").text


def test_leave(client: Browser, biology: School) -> None:
    path = f"/classrooms/{biology.classroom.public_id}"
    client.log_in(biology.people["student"])
    assert "Leave this class" in client.get(path).text
    assert client.post(f"{path}/membership/end").location == "/classrooms"
    assert client.post(f"{path}/membership/end").status_code == 404
    assert "Leave this class" not in client.get(path).text


def test_yes_and_no_to_an_invitation(client: Browser, biology: School) -> None:
    member = member_of(biology, "invited")
    client.log_in(biology.people["invited"])
    for page in ("/classrooms", f"/classrooms/{biology.classroom.public_id}"):
        assert f"/memberships/{member.public_id}/acceptance" in client.get(page).text
    client.post(f"/memberships/{member.public_id}/refusal")
    assert client.post(f"/memberships/{member.public_id}/acceptance").status_code == 409
    other = make_member(biology.classroom, None, state=MemberState.INVITED)
    client.log_in(other.user)
    assert client.post(f"/memberships/{other.public_id}/acceptance").status_code == 303
    assert "Why leaves are green" in client.get(f"/classrooms/{biology.classroom.public_id}/learn").text
