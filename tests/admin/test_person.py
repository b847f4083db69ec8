"""New people, and what an admin does about an account (ACC2, ACC4, ACC7)."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.actions import accounts, sessions
from app.errors import Conflict, Forbidden
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.credential import UserSession
from app.models.letter import Letter
from app.models.user import Role, Status, User
from tests.support.browsing import Browser
from tests.support.people import PASSWORD, make_session, make_user

READABLE = re.compile(r'id="first-password">([2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4})<')


@pytest.fixture
def admin(client: Browser) -> User:
    made = make_user(Role.ADMIN)
    client.log_in(made)
    return made


@pytest.fixture
def person(app: object) -> User:
    return make_user(name="Sam Student")


def _letters() -> list[str]:
    db.session.commit()
    return list(db.session.scalars(select(Letter.template).order_by(Letter.id)))


def test_made_without_email(client: Browser, admin: User) -> None:
    response = client.post("/admin/users/new", data={"name": "Ada L", "role": "teacher"})
    assert response.status_code == 201
    password = READABLE.search(response.text)
    assert password
    made = db.session.scalars(select(User).where(User.name == "Ada L")).one()
    assert (made.role, made.email, made.username) == (Role.TEACHER, None, "ada.l")
    assert sessions.authenticate("ada.l", password[1])
    assert password[1] not in client.get(f"/admin/users/{made.public_id}").text


def test_made_with_email(client: Browser, admin: User) -> None:
    data = {"name": "Ada", "role": "student", "username": "ada", "email": "Ada@Example.org"}
    assert client.post("/admin/users/new", data=data).status_code == 201
    assert _letters() == ["confirm"]


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"role": "wizard"},
        {"role": ""},
        {"username": "a b"},
        {"username": "taken"},
        {"email": "nonsense"},
        {"email": "taken@example.org"},
    ],
)
def test_bad_newcomers(client: Browser, admin: User, change: dict[str, str]) -> None:
    make_user(username="taken", email="taken@example.org")
    response = client.post("/admin/users/new", data={"name": "Ada", "role": "student", **change})
    assert response.status_code == 422
    assert len(db.session.scalars(select(User)).all()) == 2


def test_invited_by_mail_and_again(client: Browser, admin: User) -> None:
    response = client.post("/admin/users/invitations/new", data={"email": "new@example.org", "role": "teacher"})
    assert response.status_code == 303
    invited = db.session.scalars(select(User).where(User.email == "new@example.org")).one()
    assert (invited.status, invited.role) == (Status.INVITED, Role.TEACHER)
    assert client.post(f"/admin/users/{invited.public_id}/invitation").status_code == 303
    assert _letters() == ["invitation", "invitation"]
    assert client.post("/admin/users/invitations/new", data={"email": "x", "role": "teacher"}).status_code == 422


def test_no_invitation_for_who_is_in(client: Browser, admin: User, person: User) -> None:
    data = {"email": person.email, "role": "teacher"}
    assert client.post("/admin/users/invitations/new", data=data).status_code == 303
    assert client.post(f"/admin/users/{person.public_id}/invitation").status_code == 409
    assert _letters() == []


def test_role(client: Browser, admin: User, person: User) -> None:
    path = f"/admin/users/{person.public_id}"
    assert client.post(f"{path}/role", data={"role": "teacher"}).status_code == 303
    db.session.refresh(person)
    assert person.role is Role.TEACHER
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "user.role_changed")).one()
    assert (entry.actor_id, entry.before, entry.after) == (admin.id, {"role": "student"}, {"role": "teacher"})
    assert "Role: Student → Teacher" in client.get(path).text
    assert client.post(f"{path}/role", data={"role": "wizard"}).status_code == 422
    assert client.post(f"{path}/role").status_code == 422


@pytest.mark.parametrize("deed", ["role", "deactivation", "password"])
def test_not_to_oneself(client: Browser, admin: User, deed: str) -> None:
    make_user(Role.ADMIN)
    assert client.post(f"/admin/users/{admin.public_id}/{deed}", data={"role": "student"}).status_code == 403
    db.session.refresh(admin)
    assert (admin.role, admin.status) == (Role.ADMIN, Status.ACTIVE)


def test_not_to_oneself_by_any_door(app: object) -> None:
    admin = make_user(Role.ADMIN)
    make_user(Role.ADMIN)
    with pytest.raises(Forbidden):
        accounts.change_role(admin, Role.STUDENT, actor=admin)
    with pytest.raises(Forbidden):
        accounts.deactivate(admin, actor=admin)


def test_the_last_admin_stays(app: object) -> None:
    admin, gone = make_user(Role.ADMIN), make_user(Role.ADMIN, status=Status.DEACTIVATED)
    with pytest.raises(Conflict):
        accounts.change_role(admin, Role.STUDENT, actor=gone)


def test_off_and_on(client: Browser, admin: User, person: User) -> None:
    make_session(person)
    path = f"/admin/users/{person.public_id}"
    assert client.post(f"{path}/deactivation").status_code == 303
    db.session.refresh(person)
    assert person.status is Status.DEACTIVATED
    assert db.session.scalars(UserSession.visible_to(person)).all() == []
    assert client.post(f"{path}/password").status_code == 409
    assert client.post(f"{path}/reset").status_code == 409
    assert "Switch on" in client.get(path).text
    assert client.post(f"{path}/activation").status_code == 303
    db.session.refresh(person)
    assert person.status is Status.ACTIVE


def test_password_by_hand(client: Browser, admin: User, person: User) -> None:
    make_session(person)
    response = client.post(f"/admin/users/{person.public_id}/password")
    assert response.status_code == 201
    password = READABLE.search(response.text)
    assert password
    assert sessions.authenticate(person.username, password[1])
    assert sessions.authenticate(person.username, PASSWORD) is None
    assert db.session.scalars(UserSession.visible_to(person)).all() == []


def test_password_by_letter(client: Browser, admin: User, person: User) -> None:
    assert client.post(f"/admin/users/{person.public_id}/reset").status_code == 303
    assert _letters() == ["reset"]
    nameless = make_user(email=None)
    assert client.post(f"/admin/users/{nameless.public_id}/reset").status_code == 409


def test_what_people_wrote_is_plain_text(client: Browser, admin: User) -> None:
    evil = make_user(name="<script>alert(1)</script><b>x</b>")
    for path in ("/admin/users", f"/admin/users/{evil.public_id}"):
        page = client.get(path).text
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_picture_taken_away(client: Browser, admin: User) -> None:
    person = make_user(avatar_key="0" * 32)
    assert client.post(f"/admin/users/{person.public_id}/picture/removal").status_code == 303
    db.session.refresh(person)
    assert person.avatar_key is None
