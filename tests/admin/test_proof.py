"""Deeds that matter ask once more who one is (security.md T7, T13), and carry on with what was typed."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app import clock
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.credential import ApiToken, UserSession
from app.models.school import School
from app.models.user import Role, Status, User
from tests.support.browsing import Browser
from tests.support.people import PASSWORD, make_token, make_user
from tests.support.post import letters
from tests.support.second_factor import RECOVERY, make_second_factor, shown, wrong

SCHOOL = {"name": "Lake School", "registration": "open", "language": "hi", "timezone": "UTC"}


@pytest.fixture
def admin(client: Browser) -> User:
    person = make_user(Role.ADMIN, "Ada")
    client.log_in(person)
    return person


def let_time_pass(minutes: int = 16) -> None:
    earlier = clock.now() - timedelta(minutes=minutes)
    db.session.execute(update(UserSession).values(proved_at=earlier))
    db.session.commit()


def doors(person: User) -> list[tuple[str, dict[str, object]]]:
    at = f"/admin/users/{person.public_id}"
    return [
        (f"{at}/role", {"role": "teacher"}),
        (f"{at}/deactivation", {}),
        (f"{at}/password", {}),
        (f"{at}/second-factor/removal", {}),
        ("/admin/school", SCHOOL),
        ("/admin/users/export", {"q": "", "role": "student"}),
        ("/admin/audit/export", {}),
        ("/me/tokens", {"name": "x", "scopes": ["read", "admin"], "days": "30"}),
        ("/admin/users/new", {"name": "Eve", "role": "admin"}),
        ("/admin/users/invitations/new", {"email": "e@example.org", "role": "admin"}),
    ]


@pytest.mark.parametrize("number", range(10))
def test_asked_after_a_while_and_not_before(client: Browser, admin: User, number: int) -> None:
    person = make_user()
    make_second_factor(person)
    path, data = doors(person)[number]
    let_time_pass()
    entries = len(db.session.scalars(select(AuditEntry)).all())
    answer = client.post(path, data=data)
    assert answer.status_code == 403, path
    assert "Is it you?" in answer.text
    db.session.expire_all()
    assert len(db.session.scalars(select(AuditEntry)).all()) == entries, "something was done"
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', answer.text))
    for name, value in data.items():
        assert html.unescape(kept[name]) == (value[-1] if isinstance(value, list) else value)
    let_time_pass(14)
    assert client.post(path, data=data).status_code in (200, 201, 303), path


def test_carries_on_with_what_was_typed(client: Browser, admin: User) -> None:
    let_time_pass()
    before = db.session.scalars(select(UserSession.token_hash)).one()
    answer = client.post("/admin/school", data={**SCHOOL, "proof": PASSWORD})
    assert (answer.status_code, answer.location) == (307, "/admin/school")
    assert db.session.scalars(select(UserSession.token_hash)).one() != before
    assert client.post("/admin/school", data={**SCHOOL, "proof": PASSWORD}).status_code == 303
    db.session.expire_all()
    assert db.session.scalars(School.the()).one().name == "Lake School"


def test_the_old_session_id_is_no_good(client: Browser, admin: User) -> None:
    let_time_pass()
    old = client.get_cookie("session")
    assert old
    client.post("/admin/school", data={**SCHOOL, "proof": PASSWORD})
    assert client.get("/admin").status_code == 200
    client.set_cookie("session", old.value)
    assert client.get("/admin").status_code == 302


def test_a_wrong_password_is_told_and_bounded(client: Browser, admin: User) -> None:
    let_time_pass()
    answer = client.post("/admin/school", data={**SCHOOL, "proof": "not it"})
    assert answer.status_code == 403
    assert "This is not your password." in answer.text
    assert "not it" not in answer.text
    answers = [client.post("/admin/school", data={**SCHOOL, "proof": "x"}).status_code for _ in range(5)]
    assert answers[-1] == 429
    assert client.post("/admin/school", data={**SCHOOL, "proof": PASSWORD}).status_code == 429


def test_who_has_a_second_factor_shows_that(client: Browser, admin: User) -> None:
    make_second_factor(admin)
    let_time_pass()
    assert "Six digits" in client.post("/admin/school", data=SCHOOL).text
    for typed in (PASSWORD, wrong()):
        assert client.post("/admin/school", data={**SCHOOL, "proof": typed}).status_code == 403
    code = shown()
    assert client.post("/admin/school", data={**SCHOOL, "proof": code}).status_code == 307
    let_time_pass()
    assert client.post("/admin/school", data={**SCHOOL, "proof": code}).status_code == 403
    assert client.post("/admin/school", data={**SCHOOL, "proof": RECOVERY}).status_code == 307


def test_other_deeds_are_not_held_up(client: Browser, admin: User) -> None:
    let_time_pass()
    data = {"name": "Sue", "role": "student"}
    assert client.post("/admin/users/new", data=data).status_code == 201
    token = {"name": "x", "scopes": ["read"], "days": "30"}
    assert client.post("/me/tokens", data=token).status_code == 201


def test_who_may_not_is_not_asked(client: Browser) -> None:
    client.log_in(make_user(Role.TEACHER))
    let_time_pass()
    answer = client.post("/admin/school", data=SCHOOL)
    assert answer.status_code == 403
    assert "Is it you?" not in answer.text


def test_a_programs_token_is_not_asked(client: Browser, admin: User) -> None:
    let_time_pass()
    made = make_token(admin, "admin")
    assert db.session.scalars(select(ApiToken)).one()
    person = make_user()
    notice = {"title": "Hello", "body": "x", "user_ids": [person.public_id]}
    other = client.application.test_client()
    answer = other.post("/api/v1/notifications", json=notice, headers={"Authorization": f"Bearer {made}"})
    assert answer.status_code != 403, answer.text


def test_an_admin_takes_a_second_factor_away(client: Browser, admin: User) -> None:
    person = make_user()
    make_second_factor(person)
    other = client.application.test_client()
    other.log_in(person)
    page = client.get(f"/admin/users/{person.public_id}")
    assert "Take the second factor away" in page.text
    path = f"/admin/users/{person.public_id}/second-factor/removal"
    assert client.post(path).status_code == 303
    db.session.expire_all()
    person = db.session.get(User, person.id)
    assert person.status is Status.ACTIVE
    assert not person.has_second_factor
    assert other.get("/classrooms").location.startswith("/login")
    assert db.session.scalars(select(AuditEntry.deed)).all() == ["factor.reset"]
    assert [letter.template for letter in letters()] == ["second_factor_off"]
    assert client.post(path).status_code == 303, "nothing is left to take"


def test_not_ones_own(client: Browser, admin: User) -> None:
    make_second_factor(admin)
    assert client.post(f"/admin/users/{admin.public_id}/second-factor/removal").status_code == 403
    assert db.session.get(User, admin.id).has_second_factor
