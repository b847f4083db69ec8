"""What is refused to somebody signed in is written down, and admins hear of it once an hour (ACC4, ACC5)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import audit, clock
from app.actions import accounts
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.event import Dispatch, Event
from app.models.notification import Notification
from app.models.user import Role, User
from app.notifications import sweep
from tests.support.api import Program
from tests.support.browsing import Browser
from tests.support.people import make_user


@pytest.fixture
def admin(school: object) -> User:
    return make_user(Role.ADMIN, "Root")


def _entries() -> list[AuditEntry]:
    found = select(AuditEntry).where(AuditEntry.deed == "permission.denied").order_by(AuditEntry.id)
    return list(db.session.scalars(found))


def _hear() -> None:
    with clock.pretend(clock.now() + timedelta(seconds=3)):
        while sweep.run():
            pass


def _told(user_id: int, kind: str) -> list[Notification]:
    mine = Notification.user_id == user_id, Notification.kind == kind
    return list(db.session.scalars(select(Notification).where(*mine)))


def test_a_refusal_is_written_down(client: Browser, admin: User) -> None:
    student = make_user(name="Sam")
    client.log_in(student)
    assert client.get("/admin/users").status_code == 403
    [entry] = _entries()
    assert (entry.actor_name, entry.after, entry.address) == ("Sam", {"door": "GET /admin/users"}, "127.0.0.1")
    assert audit.first_tampered() is None


def test_a_burst_is_one_notification_an_hour(client: Browser, admin: User) -> None:
    key = admin.id
    client.log_in(make_user(name="Sam"))
    for _ in range(12):
        assert client.get("/admin/audit").status_code == 403
    client.log_in(make_user(name="Sue"))
    assert client.post("/admin/users/new", data={}).status_code == 403
    _hear()
    assert len(_entries()) == 13
    assert db.session.query(Event).filter_by(type="permission.denied").count() == 1
    [note] = _told(key, "permission_denied")
    assert note.title == "Somebody was refused"
    assert "Sam" in note.body
    assert db.session.query(Dispatch).count() == 1


def test_by_the_api(app: object, admin: User) -> None:
    program = Program(app, make_user(Role.TEACHER), "read write")  # type: ignore[arg-type]
    assert program.post("/notifications", {"everybody": True, "title": "Hello"}).status_code == 403
    assert [entry.after["door"] for entry in _entries()] == ["POST /api/v1/notifications"]


def test_whoever_is_not_signed_in_writes_nothing(client: Browser, admin: User) -> None:
    client.get("/admin/users")
    client.get("/register")
    assert _entries() == []


def test_what_is_not_there_is_no_refusal(client: Browser, admin: User) -> None:
    client.log_in(make_user())
    assert client.get(f"/admin/users/{'0' * 32}").status_code in (403, 404)
    assert client.get("/classrooms/nowhere").status_code == 404
    assert len(_entries()) <= 1


def test_the_person_hears_of_a_new_role(client: Browser, admin: User) -> None:
    person = make_user(language="es")
    key = person.id
    accounts.change_role(person, Role.TEACHER, actor=admin)
    _hear()
    [note] = _told(key, "role_changed")
    assert note.path == "/me"
    assert note.text.language == "es"
    assert _told(admin.id, "role_changed") == []


def test_somebody_who_tries_every_door_does_not_fill_the_log(
    client: Browser, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.actions.refusals.WRITTEN_AN_HOUR", 3)
    client.log_in(make_user(name="Sam"))
    for _try in range(5):
        assert client.get("/admin/users").status_code == 403
    assert len(_entries()) == 3
    assert audit.first_tampered() is None
