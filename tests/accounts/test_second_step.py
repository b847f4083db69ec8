"""Logging in with a second factor (ACC8, security.md T11, T13): nothing is open before it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from app import clock
from app.actions import credentials
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.credential import UserSession
from app.models.user import Role, User
from tests.support.browsing import Browser
from tests.support.people import PASSWORD, make_token, make_user
from tests.support.post import newest_secret
from tests.support.second_factor import RECOVERY, make_second_factor, shown, wrong


@pytest.fixture
def sam(client: Browser) -> User:
    person = make_user(Role.TEACHER, username="sam")
    make_second_factor(person)
    return person


def first_step(client: Browser, **more: str) -> None:
    answer = client.post("/login?next=/classrooms", data={"username": "sam", "password": PASSWORD, **more})
    assert (answer.status_code, answer.location) == (303, "/login/code?next=/classrooms")


def sessions() -> int:
    return db.session.scalar(select(func.count()).select_from(UserSession)) or 0


def test_two_pages(client: Browser, sam: User) -> None:
    first_step(client)
    assert client.get("/login/code?next=/classrooms").status_code == 200
    answer = client.post("/login/code?next=/classrooms", data={"code": shown()})
    assert (answer.status_code, answer.location) == (303, "/classrooms")
    assert client.get("/classrooms").status_code == 200
    assert sessions() == 1


def test_nothing_is_open_after_the_first(client: Browser, sam: User) -> None:
    first_step(client)
    assert sessions() == 0
    for path in ("/classrooms", "/me", "/me/second-factor", "/notifications", "/notifications/recent"):
        assert client.get(path).location.startswith("/login?next="), path
    assert client.post("/me/second-factor/removal", data={"off-password": PASSWORD}).location == "/login"
    assert client.get("/api/v1/users/me").status_code == 401
    assert b"Log in" in client.get("/").data


def test_the_session_is_a_new_one(client: Browser, sam: User) -> None:
    with client.session_transaction() as before:
        before["planted"] = "x"
    first_step(client)
    with client.session_transaction() as between:
        assert "_user_id" not in between
        assert "planted" not in between
    client.post("/login/code", data={"code": shown()})
    with client.session_transaction() as after:
        assert "_user_id" in after
        assert "second_step" not in after


def test_remembered_only_after_the_second(client: Browser, sam: User) -> None:
    first_step(client, remember="y")
    client.post("/login/code", data={"code": shown()})
    lasting = db.session.scalars(select(UserSession)).one()
    assert lasting.expires_at - lasting.created_at > timedelta(days=29)


def test_a_step_is_good_once(client: Browser, sam: User) -> None:
    code = shown()
    first_step(client)
    assert client.post("/login/code", data={"code": code}).status_code == 303
    client.post("/logout")
    first_step(client)
    answer = client.post("/login/code", data={"code": code})
    assert answer.status_code == 422
    assert b"was used already" in answer.data
    assert client.post("/login/code", data={"code": shown(steps_later=1)}).status_code == 303


def test_an_earlier_step_is_refused_after_a_later_one(client: Browser, sam: User) -> None:
    first_step(client)
    client.post("/login/code", data={"code": shown(steps_later=1)})
    client.post("/logout")
    first_step(client)
    assert client.post("/login/code", data={"code": shown()}).status_code == 422


def test_written_with_a_gap(client: Browser, sam: User) -> None:
    first_step(client)
    code = shown()
    assert client.post("/login/code", data={"code": f" {code[:3]} {code[3:]} "}).status_code == 303


@pytest.mark.parametrize("typed", [RECOVERY, RECOVERY.upper(), RECOVERY.replace("-", " ")])
def test_a_recovery_code_is_good_once(client: Browser, sam: User, typed: str) -> None:
    first_step(client)
    assert client.post("/login/code", data={"code": typed}).status_code == 303
    assert db.session.scalars(select(AuditEntry.deed)).all() == ["factor.code_used"]
    client.post("/logout")
    first_step(client)
    assert client.post("/login/code", data={"code": typed}).status_code == 422


@pytest.mark.parametrize(
    "typed", ["", " ", "1", "12345", "1234567", "٠١٢٣٤٥", "abcdef", "aaaa-bbbb-cccc-dddd", "x" * 41]
)
def test_wrong_codes(client: Browser, sam: User, typed: str) -> None:
    first_step(client)
    assert client.post("/login/code", data={"code": typed}).status_code == 422
    assert sessions() == 0


def test_guessing_is_bounded(client: Browser, sam: User) -> None:
    first_step(client)
    answers = [client.post("/login/code", data={"code": wrong()}).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    assert client.post("/login/code", data={"code": shown()}).status_code == 429


def test_guessing_is_bounded_across_addresses_and_log_ins(client: Browser, sam: User) -> None:
    answers = []
    for number in range(24):
        first_step(client)
        place = {"REMOTE_ADDR": f"10.0.{number}.1"}
        answers.append(client.post("/login/code", data={"code": wrong()}, environ_base=place).status_code)
    assert answers == [422] * 20 + [429] * 4


def test_the_ticket_ends(client: Browser, sam: User) -> None:
    first_step(client)
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
        assert client.get("/login/code").location.startswith("/login")
        assert client.post("/login/code", data={"code": shown()}).location.startswith("/login")
    assert sessions() == 0


def test_the_ticket_ends_with_the_password(client: Browser, sam: User) -> None:
    first_step(client)
    admin = make_user(Role.ADMIN)
    db.session.refresh(sam)
    credentials.reset_by_hand(sam, actor=admin)
    assert client.post("/login/code", data={"code": shown()}).location.startswith("/login")
    assert sessions() == 0


@pytest.mark.parametrize("ticket", ["x", {"who": "x", "mark": "x", "until": 9e9, "lasting": True}, 5, None])
def test_a_ticket_that_is_none(client: Browser, sam: User, ticket: object) -> None:
    with client.session_transaction() as kept:
        kept["second_step"] = ticket
    assert client.get("/login/code").location == "/login"


def test_a_link_from_a_mail_is_no_way_around(client: Browser, sam: User) -> None:
    credentials.send_reset(sam, actor=None)
    data = {"password": "another quiet sentence"}
    answer = client.post(f"/password/reset/{newest_secret('reset')}", data=data)
    assert (answer.status_code, answer.location) == (303, "/login/code")
    assert sessions() == 0
    assert client.post("/login/code", data={"code": shown()}).status_code == 303


def test_a_foreign_address_is_not_gone_to(client: Browser, sam: User) -> None:
    client.post("/login?next=//evil.example", data={"username": "sam", "password": PASSWORD})
    answer = client.post("/login/code?next=//evil.example", data={"code": shown()})
    assert answer.location == "/"


def test_a_program_is_not_asked(client: Browser, sam: User) -> None:
    answer = client.get("/api/v1/users/me", headers={"Authorization": f"Bearer {make_token(sam)}"})
    assert answer.status_code == 200
    assert answer.json["has_second_factor"] is True


def test_another_secret_key_leaves_the_recovery_codes(client: Browser, sam: User) -> None:
    from app.models.second_factor import SecondFactor

    db.session.scalars(select(SecondFactor)).one().sealed_secret = "sealed with another key"
    db.session.commit()
    first_step(client)
    assert client.post("/login/code", data={"code": shown()}).status_code == 422
    assert client.post("/login/code", data={"code": RECOVERY}).status_code == 303
