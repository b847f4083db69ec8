"""Joining by code, link and QR (security.md T10)."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.actions import join_codes, memberships
from app.errors import Forbidden, NotFound
from app.extensions import db
from app.models.classroom import CODE_ALPHABET, Classroom, JoinPolicy, Membership, MemberState, State, new_code
from app.models.school import Registration, School
from app.models.user import Role, User
from tests.support.browsing import Browser
from tests.support.people import make_classroom, make_member, make_user
from tests.support.queries import counted


def state_of(user: User) -> MemberState | None:
    found = select(Membership.state).where(Membership.user_id == user.id)
    return db.session.scalar(found)


def as_typed(classroom: Classroom, how: str) -> str:
    code, token = classroom.join_code or "", classroom.join_token or ""
    spoken = f"{code[:4]}-{code[4:]}".lower()
    return {"plain": code, "other case": code.lower(), "with dash": spoken, "link": token}[how]


@pytest.mark.parametrize("how", ["plain", "other case", "with dash", "link"])
def test_however_it_is_typed(client: Browser, school: object, how: str) -> None:
    classroom, student = make_classroom(title="Biology 7b"), make_user()
    code = as_typed(classroom, how)
    client.log_in(student)
    page = client.get(f"/join/{code}")
    assert page.status_code == 200
    assert "Biology 7b" in page.text
    assert state_of(student) is None
    answer = client.post(f"/join/{code}")
    assert (answer.status_code, answer.location) == (303, "/")
    assert state_of(student) is MemberState.ACTIVE
    assert "Biology 7b" in client.get("/").text
    assert client.get(f"/join/{code}").location == f"/classrooms/{classroom.public_id}"


WAITS, IN, NO = MemberState.REQUESTED, MemberState.ACTIVE, None


def long_ago() -> dict[str, object]:
    return {"code_expires_at": clock.now() - timedelta(seconds=1)}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, IN),
        ({"code_expires_at": None}, IN),
        ({"join_policy": JoinPolicy.OPEN}, IN),
        ({"join_policy": JoinPolicy.OPEN, "expired": True}, IN),
        ({"join_policy": JoinPolicy.REQUEST}, WAITS),
        ({"expired": True}, WAITS),
        ({"join_policy": JoinPolicy.CLOSED}, NO),
        ({"state": State.DRAFT}, NO),
        ({"state": State.ARCHIVED}, NO),
        ({"state": State.ARCHIVED, "join_policy": JoinPolicy.OPEN}, NO),
    ],
)
@pytest.mark.parametrize("how", ["plain", "link"])
def test_what_a_code_opens(
    client: Browser, school: object, values: dict[str, object], expected: MemberState | None, how: str
) -> None:
    given = dict(values)
    if given.pop("expired", False):
        given.update(long_ago())
    classroom, student = make_classroom(**given), make_user()
    code = as_typed(classroom, how)
    answer = client.log_in(student).post(f"/join/{code}")
    assert answer.status_code == (404 if expected is NO else 303)
    assert state_of(student) is expected


def test_a_switched_off_or_renewed_code_opens_nothing(client: Browser, school: object) -> None:
    classroom, student = make_classroom(), make_user()
    codes = [classroom.join_code, classroom.join_token]
    join_codes.renew(classroom, actor=classroom.owner)
    codes += [classroom.join_code, classroom.join_token]
    join_codes.switch_off(classroom, actor=classroom.owner)
    client.log_in(student)
    for code in codes:
        assert client.post(f"/join/{code}").status_code == 404
    assert state_of(student) is None


def test_every_wrong_code_answers_alike_and_works_alike(client: Browser, school: object) -> None:
    hidden = make_classroom(state=State.DRAFT), make_classroom(join_policy=JoinPolicy.CLOSED)
    codes = [hidden[0].join_code, hidden[1].join_code, "ZZZZZZZZ", "0" * 32, "x" * 500, "%00", "'--"]
    client.log_in(make_user())
    seen = set()
    for code in codes:
        with counted() as queries:
            answer = client.get(f"/join/{code}")
        page = unescape(answer.text).replace(str(code)[:40], "")
        words = page[page.index("<h1>") : page.index("</main>")].split("<input")[0]
        seen.add((answer.status_code, words, len(queries)))
    assert len(seen) == 1, seen


@pytest.mark.parametrize("path", ["/join/{code}", "/join/{token}", "/join/NNNNNNNN", "/join?code={code}", "/join"])
def test_strangers_learn_nothing(client: Browser, school: School, path: str) -> None:
    classroom = make_classroom(title="Marker 31415", subject="Marker 31415", description="Marker 31415")
    answer = client.get(path.format(code=classroom.join_code, token=classroom.join_token))
    if answer.status_code == 303:
        answer = client.get(answer.location)
    assert answer.status_code == 200
    assert "Marker" not in answer.text
    assert "/login?next=/join" in answer.text
    assert "/register" not in answer.text
    assert client.post("/join/NNNNNNNN").status_code == 302


def test_strangers_may_make_an_account_where_the_school_lets_them(client: Browser, school: School) -> None:
    school.registration = Registration.OPEN
    db.session.commit()
    assert "/register?next=/join/NNNNNNNN" in client.get("/join/NNNNNNNN").text


@pytest.mark.parametrize("role", [Role.TEACHER, Role.ADMIN])
def test_only_students_join(client: Browser, school: object, role: Role) -> None:
    classroom, person = make_classroom(), make_user(role)
    page = client.log_in(person).get(f"/join/{classroom.join_code}").text
    assert "Only students join a class." in page
    assert f'action="/join/{classroom.join_code}"' not in page
    assert client.post(f"/join/{classroom.join_code}").status_code == 403
    assert state_of(person) is None
    with pytest.raises(Forbidden):
        memberships.join_with_code(classroom.join_code or "", person)


@pytest.mark.parametrize("state", [MemberState.REMOVED, MemberState.SUSPENDED])
def test_who_was_put_out_has_to_ask(client: Browser, school: object, state: MemberState) -> None:
    classroom, student = make_classroom(join_policy=JoinPolicy.OPEN), make_user()
    make_member(classroom, student, "assistant", state)
    page = client.log_in(student).get(f"/join/{classroom.join_code}").text
    assert "Ask to join" in page
    client.post(f"/join/{classroom.join_code}")
    member = db.session.scalars(Membership.of(classroom, student)).one()
    assert (member.state, member.role) == (MemberState.REQUESTED, "student")
    client.post(f"/join/{classroom.join_code}")
    client.post(f"/classrooms/{classroom.public_id}/membership")
    assert state_of(student) is MemberState.REQUESTED


def test_ten_tries_in_three_minutes(client: Browser, school: object) -> None:
    classroom = make_classroom()
    client.log_in(make_user())
    for _each in range(10):
        assert client.get(f"/join/{new_code()}").status_code == 404
    for code in (new_code(), classroom.join_code, classroom.join_token):
        for answer in (client.get(f"/join/{code}"), client.post(f"/join/{code}")):
            assert answer.status_code == 429
            assert 0 < int(answer.headers["Retry-After"]) <= 181
            assert classroom.title not in answer.text
    client.log_in(make_user())
    assert client.get(f"/join/{classroom.join_code}").status_code == 200


def test_a_whole_class_behind_one_address_gets_in(client: Browser, school: object) -> None:
    classroom = make_classroom()
    for _each in range(30):
        student = make_user()
        client.log_in(student)
        assert client.get(f"/join/{classroom.join_token}").status_code == 200
        assert client.post(f"/join/{classroom.join_token}").status_code == 303
        assert state_of(student) is MemberState.ACTIVE


def test_codes_are_hard_to_guess(app: Flask) -> None:
    assert len(CODE_ALPHABET) ** 8 > 2**39
    assert not set("01ILO") & set(CODE_ALPHABET)
    assert len({new_code() for _each in range(2000)}) == 2000


def test_the_action_refuses_as_the_page_does(app: Flask, school: object) -> None:
    with pytest.raises(NotFound):
        memberships.join_with_code("NNNNNNNN", make_user())


def test_the_form_leads_on(client: Browser, school: object) -> None:
    client.log_in(make_user())
    assert "Class code" in client.get("/join").text
    assert client.get("/join?code=kx7m-4qpt").location == "/join/kx7m4qpt"
    assert client.get("/join?code=//evil.example/").location == "/join/evilexample"
