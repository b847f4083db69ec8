"""One's own second factor: set up, used, turned off; and asked for by the school (ACC8)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.credential import UserSession
from app.models.school import FactorPolicy, School
from app.models.second_factor import RecoveryCode, SecondFactor
from app.models.user import Role, User
from tests.support.browsing import Browser
from tests.support.people import PASSWORD, make_session, make_token, make_user
from tests.support.post import letters
from tests.support.queries import counted
from tests.support.second_factor import RECOVERY, make_second_factor, shown, wrong

PAGE = "/me/second-factor"


@pytest.fixture
def sam(client: Browser) -> User:
    person = make_user(name="Sam", username="sam")
    client.log_in(person)
    return person


def begun(client: Browser) -> str:
    """The secret that the page shows."""
    assert client.post(PAGE, data={"password": PASSWORD}).location == PAGE
    page = client.get(PAGE).get_data(as_text=True)
    assert "data:image/svg+xml" in page
    letters_ = re.search(r'factor-letters">(.*?)</code>', page)
    assert letters_
    return re.sub(r"<[^>]*>|\s", "", letters_[1])


def codes(page: str) -> list[str]:
    return re.findall(r"<li>([a-z0-9]{4}(?:-[a-z0-9]{4}){3})</li>", page)


def test_set_up(client: Browser, sam: User) -> None:
    elsewhere = make_session(sam)
    secret = begun(client)
    answer = client.post(f"{PAGE}/confirmation", data={"code": shown(secret)})
    assert answer.status_code == 201
    assert len(set(codes(answer.text))) == 10
    assert db.session.get(User, sam.id).has_second_factor
    assert [each.token_hash for each in db.session.scalars(select(UserSession))] != [elsewhere]
    assert db.session.scalars(select(AuditEntry.deed)).all() == ["factor.turned_on"]
    assert [letter.template for letter in letters()] == ["second_factor_on"]
    page = client.get(PAGE).text
    assert "10 recovery codes are left." in page
    assert secret not in page


def test_what_is_kept_gives_nothing_away(client: Browser, sam: User) -> None:
    secret = begun(client)
    made = codes(client.post(f"{PAGE}/confirmation", data={"code": shown(secret)}).text)
    factor = db.session.scalars(select(SecondFactor)).one()
    assert secret not in factor.sealed_secret
    kept = set(db.session.scalars(select(RecoveryCode.code_hash)))
    assert len(kept) == 10
    assert not any(code in hashed or code.replace("-", "") in hashed for code in made for hashed in kept)


def test_wrong_password_begins_nothing(client: Browser, sam: User) -> None:
    assert client.post(PAGE, data={"password": "not it at all"}).status_code == 422
    assert db.session.scalars(select(SecondFactor)).all() == []
    answers = [client.post(PAGE, data={"password": "x"}).status_code for _ in range(5)]
    assert answers[-1] == 429


def test_wrong_code_turns_nothing_on(client: Browser, sam: User) -> None:
    secret = begun(client)
    for typed in ("", wrong(secret), "x" * 41):
        answer = client.post(f"{PAGE}/confirmation", data={"code": typed})
        assert answer.status_code == 422
        assert "data:image/svg+xml" in answer.text
    assert not db.session.get(User, sam.id).has_second_factor


def test_an_open_page_cannot_be_used_later(client: Browser, sam: User) -> None:
    secret = begun(client)
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
        assert secret[:4] not in client.get(PAGE).text
        assert client.post(f"{PAGE}/confirmation", data={"code": shown(secret)}).status_code == 409


def test_beginning_again_makes_another_secret(client: Browser, sam: User) -> None:
    first, second = begun(client), begun(client)
    assert first != second
    assert client.post(f"{PAGE}/confirmation", data={"code": shown(first)}).status_code == 422
    assert client.post(f"{PAGE}/confirmation", data={"code": shown(second)}).status_code == 201


def test_one_that_is_on_is_not_replaced(client: Browser, sam: User) -> None:
    make_second_factor(sam)
    assert client.post(PAGE, data={"password": PASSWORD}).status_code == 409
    assert client.post(f"{PAGE}/confirmation", data={"code": shown()}).status_code == 409


def test_new_recovery_codes(client: Browser, sam: User) -> None:
    make_second_factor(sam)
    assert client.post(f"{PAGE}/codes", data={"codes-password": "not it"}).status_code == 422
    answer = client.post(f"{PAGE}/codes", data={"codes-password": PASSWORD})
    assert answer.status_code == 201
    assert len(codes(answer.text)) == 10
    client.post("/logout")
    client.post("/login", data={"username": "sam", "password": PASSWORD})
    assert client.post("/login/code", data={"code": RECOVERY}).status_code == 422
    assert client.post("/login/code", data={"code": codes(answer.text)[7]}).status_code == 303
    assert "9 recovery codes are left." in client.get(PAGE).text


def test_turned_off(client: Browser, sam: User) -> None:
    make_second_factor(sam)
    assert client.post(f"{PAGE}/removal", data={"off-password": "not it"}).status_code == 422
    assert client.post(f"{PAGE}/removal", data={"off-password": PASSWORD}).location == PAGE
    assert not db.session.get(User, sam.id).has_second_factor
    assert db.session.scalars(select(SecondFactor)).all() == db.session.scalars(select(RecoveryCode)).all() == []
    assert db.session.scalars(select(AuditEntry.deed)).all() == ["factor.turned_off"]
    assert [letter.template for letter in letters()] == ["second_factor_off"]
    client.post("/logout")
    assert client.post("/login", data={"username": "sam", "password": PASSWORD}).location == "/"


def require(policy: FactorPolicy) -> None:
    db.session.scalars(School.the()).one().second_factor = policy
    db.session.commit()


@pytest.mark.parametrize(
    ("policy", "asked"),
    [
        (FactorPolicy.NOBODY, set()),
        (FactorPolicy.ADMINS, {Role.ADMIN}),
        (FactorPolicy.STAFF, {Role.ADMIN, Role.TEACHER}),
    ],
)
@pytest.mark.parametrize("role", list(Role))
def test_whom_the_school_asks(client: Browser, policy: FactorPolicy, asked: set[Role], role: Role) -> None:
    require(policy)
    client.log_in(make_user(role))
    answer = client.get("/classrooms")
    if role in asked:
        assert (answer.status_code, answer.location) == (303, PAGE)
    else:
        assert answer.status_code == 200


def test_a_student_costs_no_question_about_it(client: Browser) -> None:
    require(FactorPolicy.STAFF)
    client.log_in(make_user())
    with counted() as asked:
        assert client.get("/notifications/sync").status_code == 200
    assert not [each for each in asked.statements if "FROM schools" in each], asked


def test_before_anything_else(client: Browser) -> None:
    require(FactorPolicy.STAFF)
    teacher = make_user(Role.TEACHER)
    client.log_in(teacher)
    for path in ("/", "/me", "/me/password", "/classrooms", "/notifications", "/me/tokens", "/join"):
        assert client.get(path).location == PAGE, path
    for path in ("/me/tokens", "/classrooms", "/me/email", "/me/sessions/ending"):
        assert client.post(path, data={"name": "x", "scopes": "read"}).location == PAGE, path
    refused = client.get("/api/v1/users/me")
    assert (refused.status_code, refused.mimetype) == (403, "application/problem+json")
    assert client.get("/notifications/recent", headers={"Sec-Fetch-Dest": "empty"}).status_code == 403
    assert "Your school asks you for a second factor." in client.get(PAGE).text
    assert client.get("/manifest.webmanifest").status_code == 200
    token = {"Authorization": f"Bearer {make_token(teacher)}"}
    assert client.application.test_client().get("/api/v1/users/me", headers=token).status_code == 200
    assert client.post("/logout").status_code == 303


def test_everything_opens_after_setting_it_up(client: Browser) -> None:
    require(FactorPolicy.STAFF)
    client.log_in(make_user(Role.TEACHER))
    secret = begun(client)
    assert client.post(f"{PAGE}/confirmation", data={"code": shown(secret)}).status_code == 201
    assert client.get("/").status_code == 200
    assert client.post(f"{PAGE}/removal", data={"off-password": PASSWORD}).status_code == 409
    assert client.get("/classrooms").status_code == 200
