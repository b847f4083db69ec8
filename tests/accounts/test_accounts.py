"""Accounts made, promoted, switched off and on (ACC3, ACC4, T13, T16)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app import audit, realtime
from app.actions import accounts, identities, passwords, sessions
from app.errors import Conflict, Forbidden, Invalid
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.credential import ApiToken, UserSession
from app.models.event import Event
from app.models.user import Role, Status, User
from tests.support.browsing import Browser
from tests.support.people import PASSWORD, make_session, make_token, make_user
from tests.support.post import letters


def deeds() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.deed).order_by(AuditEntry.id)))


def test_made_without_address(client: Browser) -> None:
    made = accounts.create_user(name="Élodie  Núñez", role=Role.STUDENT, actor=make_user("admin"))
    assert (made.user.username, made.user.email, made.user.name) == ("elodie.nunez", None, "Élodie Núñez")
    answer = client.post("/login", data={"username": "elodie.nunez", "password": made.password})
    assert answer.status_code == 303
    assert deeds() == ["user.created"]
    assert letters() == []


def test_made_with_address(app: object, school: object) -> None:
    made = accounts.create_user(name="Tess", role=Role.TEACHER, actor=None, email="Tess@Example.org", username="Tess")
    assert (made.user.username, made.user.email, made.user.email_confirmed_at) == ("tess", "tess@example.org", None)
    assert [letter.template for letter in letters()] == ["confirm"]
    sure = accounts.create_user(name="Otto", role=Role.TEACHER, actor=None, email="otto@example.org", confirmed=True)
    assert sure.user.email_confirmed_at is not None
    assert len(letters()) == 1


def test_made_with_a_given_password(app: object) -> None:
    made = accounts.create_user(name="Sam", role=Role.STUDENT, actor=None, password="classbell-demo")
    assert made.password == "classbell-demo"
    assert passwords.matches(made.user.password_hash, "classbell-demo")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"username": "x"}, "username"),
        ({"username": "taken"}, "username"),
        ({"email": "nothing"}, "email"),
        ({"email": "taken@example.org"}, "email"),
        ({"password": "short"}, "password"),
    ],
)
def test_what_is_wrong_is_named(app: object, change: dict[str, str], field: str) -> None:
    make_user(username="taken", email="taken@example.org")
    values: dict[str, Any] = {"name": "Ann", "role": Role.STUDENT, "actor": None, **change}
    with pytest.raises(Invalid) as refused:
        accounts.create_user(**values)
    assert list(refused.value.fields) == [field]
    assert len(db.session.scalars(select(User)).all()) == 1


def test_readable_passwords_meet_the_rules(app: object) -> None:
    assert len({accounts.create_user(name="A B", role=Role.STUDENT, actor=None).password for _ in range(20)}) == 20


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("ann.ray@example.org", "ann.ray"),
        ("Ann Ray", "ann.ray"),
        ("李", "person"),
        ("x", "x.person"),
        ("", "person"),
        ("a" * 60, "a" * 27),
    ],
)
def test_usernames_are_made_up(app: object, source: str, name: str) -> None:
    assert identities.free_username(source) == name
    make_user(username=name)
    assert identities.free_username(source) == f"{name}2"


def test_names_lose_control_characters(app: object) -> None:
    assert identities.clean_name("Ann\r\nBcc: x\x00\u2028 Ray ") == "Ann Bcc: x Ray"


def test_a_role_changes_and_is_heard_of(app: object) -> None:
    admin, user = make_user("admin"), make_user()
    accounts.change_role(user, Role.TEACHER, actor=admin)
    accounts.change_role(user, Role.TEACHER, actor=admin)
    [entry] = db.session.scalars(select(AuditEntry))
    assert (entry.deed, entry.before, entry.after) == ("user.role_changed", {"role": "student"}, {"role": "teacher"})
    [event] = db.session.scalars(select(Event))
    assert (event.type, event.subject_id, event.actor_id) == ("user.role_changed", user.id, admin.id)
    assert audit.first_tampered() is None


def test_deactivation_ends_everything(client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    rooms: list[str] = []
    monkeypatch.setattr(realtime, "sign_out", rooms.extend)
    admin, user = make_user("admin"), make_user()
    client.log_in(user)
    make_session(user)
    make_token(user)
    assert client.get("/me/devices").status_code == 200
    accounts.deactivate(user, actor=admin)
    assert client.get("/me/devices").status_code == 302
    assert db.session.scalars(select(UserSession)).all() == []
    assert db.session.scalars(select(ApiToken)).one().revoked_at is not None
    assert realtime.room(user.id) in rooms
    accounts.deactivate(user, actor=admin)
    assert deeds() == ["user.deactivated"]
    assert sessions.authenticate(user.username, PASSWORD) is None


def test_reactivation(app: object) -> None:
    admin, user = make_user("admin"), make_user()
    accounts.deactivate(user, actor=admin)
    accounts.reactivate(user, actor=admin)
    accounts.reactivate(user, actor=admin)
    assert user.status is Status.ACTIVE
    assert sessions.authenticate(user.username, PASSWORD) is not None
    assert deeds() == ["user.deactivated", "user.reactivated"]


def test_the_last_admin_stays(app: object) -> None:
    admin = make_user("admin")
    make_user("admin", status=Status.DEACTIVATED)
    make_user("admin", status=Status.INVITED, password_hash=None)
    for deed in (
        lambda: accounts.deactivate(admin, actor=None),
        lambda: accounts.change_role(admin, Role.STUDENT, actor=None),
    ):
        with pytest.raises(Conflict):
            deed()
    db.session.refresh(admin)
    assert (admin.role, admin.status) == (Role.ADMIN, Status.ACTIVE)


def test_nobody_does_it_to_himself(app: object) -> None:
    admin = make_user("admin")
    make_user("admin")
    with pytest.raises(Forbidden):
        accounts.deactivate(admin, actor=admin)
    with pytest.raises(Forbidden):
        accounts.change_role(admin, Role.STUDENT, actor=admin)


def test_two_admins_cannot_drop_each_other(app: object, together: Callable[..., list[Any]]) -> None:
    first, second = make_user("admin").id, make_user("admin").id

    def drop(whom: int, who: int) -> Callable[[], None]:
        return lambda: accounts.deactivate(db.session.get_one(User, whom), actor=db.session.get_one(User, who))

    results = together([drop(first, second), drop(second, first)])
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "NoneType"]


def test_one_device_and_all_others(app: object) -> None:
    user = make_user()
    for _ in range(3):
        make_session(user)
    stranger = make_user()
    make_session(stranger)
    mine = list(db.session.scalars(UserSession.visible_to(user)))
    sessions.end(mine[0], actor=user)
    user.session = mine[1]
    assert sessions.end_others(user) == 1
    left = {row.user_id: row.id for row in db.session.scalars(select(UserSession))}
    assert left[user.id] == mine[1].id
    assert stranger.id in left
