"""Asked in by mail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.actions import accounts, invitations
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.extensions import db
from app.models.classroom import ClassRole, Membership, MemberState
from app.models.user import Role, Status, User
from tests.support.browsing import Browser
from tests.support.people import make_classroom, make_member, make_user
from tests.support.post import letters, newest_secret

FORM = {"name": "Bo Li", "username": "Bo.Li", "password": "purple llama sings"}


@pytest.mark.parametrize("role", list(Role))
def test_the_whole_way(client: Browser, role: Role) -> None:
    user = accounts.invite("Bo@Example.org", role, actor=make_user(Role.ADMIN))
    assert (user.status, user.username, user.role) == (Status.INVITED, "bo.person", role)
    secret = newest_secret("invitation")
    page = client.get(f"/invitation/{secret}")
    assert page.status_code == 200
    assert "bo@example.org" in page.text
    answer = client.post(f"/invitation/{secret}", data={**FORM, "role": "admin", "email": "x@example.org"})
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/me/devices").status_code == 200
    db.session.refresh(user)
    assert (user.status, user.username, user.name, user.role) == (Status.ACTIVE, "bo.li", "Bo Li", role)
    assert user.email == "bo@example.org"
    assert user.email_confirmed_at is not None
    assert client.get(f"/invitation/{secret}").status_code == 404


def test_into_a_class(client: Browser) -> None:
    teacher = make_user(Role.TEACHER)
    classroom, other = make_classroom(teacher), make_classroom()
    user = accounts.invite("bo@example.org", Role.STUDENT, actor=teacher, classroom=classroom)
    make_member(other, user, state=MemberState.REMOVED)
    assert letters("invitation")[0].facts == {"inviter": teacher.name, "classroom": classroom.title}
    client.post(f"/invitation/{newest_secret('invitation')}", data=FORM)
    found = select(Membership.classroom_id, Membership.state).where(Membership.user_id == user.id)
    assert dict(db.session.execute(found).all()) == {
        classroom.id: MemberState.ACTIVE,
        other.id: MemberState.REMOVED,
    }


def test_twice_is_one_account_and_a_newer_link(client: Browser) -> None:
    teacher = make_user(Role.TEACHER)
    classroom = make_classroom(teacher)
    first = accounts.invite("bo@example.org", Role.STUDENT, actor=teacher, classroom=classroom)
    old = newest_secret("invitation")
    again = accounts.invite(
        "BO@example.org", Role.STUDENT, actor=teacher, classroom=classroom, class_role=ClassRole.TEACHER
    )
    assert again.id == first.id
    assert client.get(f"/invitation/{old}").status_code == 404
    assert client.get(f"/invitation/{newest_secret('invitation')}").status_code == 200
    assert db.session.scalars(select(Membership.role).where(Membership.user_id == first.id)).all() == ["student"]


def test_somebody_who_is_in_is_left_to_the_caller(app: object) -> None:
    user = make_user()
    assert accounts.invite(user.email or "", Role.STUDENT, actor=make_user("teacher")).id == user.id
    assert letters() == []


def test_somebody_switched_off(app: object) -> None:
    user = make_user(status=Status.DEACTIVATED)
    with pytest.raises(Conflict):
        accounts.invite(user.email or "", Role.STUDENT, actor=make_user("teacher"))


@pytest.mark.parametrize("role", [Role.ADMIN, Role.TEACHER])
@pytest.mark.parametrize("actor", [Role.TEACHER, Role.STUDENT])
def test_only_admins_give_roles(app: object, role: Role, actor: Role) -> None:
    with pytest.raises(Forbidden):
        accounts.invite("bo@example.org", role, actor=make_user(actor))


def test_an_address_that_is_none(app: object) -> None:
    with pytest.raises(Invalid):
        accounts.invite("bo", Role.STUDENT, actor=make_user("admin"))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"username": ""}, "username"),
        ({"username": "b"}, "username"),
        ({"username": "taken"}, "username"),
        ({"password": ""}, "password"),
        ({"password": "0123456789"}, "password"),
        ({"password": "bo.li bo.li"}, "password"),
    ],
)
def test_what_is_wrong_leaves_the_link_good(client: Browser, change: dict[str, str], field: str) -> None:
    make_user(username="taken")
    accounts.invite("bo@example.org", Role.STUDENT, actor=make_user("admin"))
    secret = newest_secret("invitation")
    answer = client.post(f"/invitation/{secret}", data={**FORM, **change})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert client.post(f"/invitation/{secret}", data=FORM).status_code == 303


def test_again(app: object) -> None:
    admin = make_user("admin")
    user = accounts.invite("bo@example.org", Role.STUDENT, actor=admin)
    accounts.resend_invitation(user, actor=admin)
    assert len(letters("invitation")) == 2
    with pytest.raises(Conflict):
        accounts.resend_invitation(make_user(), actor=admin)


def test_switched_off_before_he_came(client: Browser) -> None:
    admin = make_user("admin")
    user = accounts.invite("bo@example.org", Role.STUDENT, actor=admin)
    accounts.deactivate(user, actor=admin)
    assert client.post(f"/invitation/{newest_secret('invitation')}", data=FORM).status_code == 404
    accounts.reactivate(user, actor=admin)
    assert user.status is Status.INVITED


def test_of_two_at_the_same_moment_one_wins(client: Browser, together: Callable[..., list[Any]]) -> None:
    user = accounts.invite("bo@example.org", Role.STUDENT, actor=make_user("admin"))
    secret = newest_secret("invitation")

    def accept(number: int) -> Callable[[], int]:
        names = {"name": "Bo", "username": f"bo{number}", "password": "purple llama sings", "language": "en"}
        return lambda: invitations.accept(secret, **names).id

    results = together([accept(number) for number in range(3)])
    assert sorted(isinstance(result, NotFound) for result in results) == [False, True, True]
    assert db.session.get_one(User, user.id, populate_existing=True).status is Status.ACTIVE
