"""Who gets in, how errors look, how often one may ask."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from app import clock
from app.blueprints.api import rate
from app.extensions import db
from app.models.classroom import Classroom
from app.models.credential import ApiToken
from app.models.user import Status, Theme, User
from app.web.limits import parse
from tests.support.api import PROBLEM, Program
from tests.support.browsing import Browser

ME = "/api/v1/users/me"


def problem(answer: object, status: int) -> dict[str, object]:
    assert answer.status_code == status, answer.text  # type: ignore[attr-defined]
    assert answer.mimetype == PROBLEM  # type: ignore[attr-defined]
    body: dict[str, object] = json.loads(answer.text)  # type: ignore[attr-defined]
    assert body["status"] == status
    assert body["title"]
    return body


def test_nobody(app: Flask, school: object) -> None:
    answer = Program(app).get("/users/me")
    problem(answer, 401)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "given", ["Bearer wrong", "Bearer", "Bearer  ", "Basic dTpw", "wrong", "Bearer a b", "bearer ü"]
)
def test_no_good_token(app: Flask, school: object, given: str) -> None:
    problem(Program(app, Authorization=given.encode().decode("latin-1")).get("/users/me"), 401)


def test_token_ends(app: Flask, by_student: Program, student: User) -> None:
    now = clock.now()
    for change, back in (
        ({"expires_at": now - timedelta(seconds=1)}, {"expires_at": None}),
        ({"revoked_at": now}, {"revoked_at": None}),
    ):
        db.session.execute(update(ApiToken).values(change))
        db.session.commit()
        problem(by_student.get("/users/me"), 401)
        problem(by_student.patch("/users/me", {"theme": "dark"}), 401)
        db.session.execute(update(ApiToken).values(back))
        db.session.commit()
    assert by_student.get("/users/me").status_code == 200
    student.status = Status.DEACTIVATED
    problem(by_student.get("/users/me"), 401)


@pytest.mark.parametrize(
    ("scopes", "reads", "writes", "sends"),
    [("read", 200, 403, 403), ("write", 403, 200, 403), ("read write", 200, 200, 403), ("admin", 403, 403, 422)],
)
def test_scopes(app: Flask, admin: User, scopes: str, reads: int, writes: int, sends: int) -> None:
    program = Program(app, admin, scopes)
    assert program.get("/users/me").status_code == reads
    assert program.patch("/users/me", {"theme": "dark"}).status_code == writes
    assert program.post("/notifications", {}).status_code == sends


def test_a_token_opens_no_page(app: Flask, admin: User) -> None:
    token = Program(app, admin, "read write admin").headers
    page = app.test_client().get("/notifications", headers=token)
    assert page.status_code == 302
    assert "/login" in page.location
    assert app.test_client().post("/me/tokens", headers=token, csrf=False).status_code == 400


def test_session_with_csrf_token(client: Browser, student: User) -> None:
    client.log_in(student)
    assert client.get(ME).json["id"] == student.public_id
    assert client.patch(ME, json={"theme": "dark"}).status_code == 200


def test_session_without_csrf_token(client: Browser, student: User) -> None:
    client.log_in(student)
    problem(client.patch(ME, json={"theme": "dark"}, csrf=False), 400)
    problem(client.patch(ME, json={"theme": "dark"}, headers={"Sec-Fetch-Site": "cross-site"}), 403)
    db.session.refresh(student)
    assert student.theme is Theme.SYSTEM


def test_a_wrong_token_does_not_lend_the_session_a_way_around_csrf(client: Browser, student: User) -> None:
    client.log_in(student)
    wrong = {"Authorization": "Bearer wrong", "Sec-Fetch-Site": "cross-site"}
    problem(client.patch(ME, json={"theme": "dark"}, csrf=False, headers=wrong), 401)


@pytest.mark.parametrize(
    "body",
    [b"{", b"nope", b"[" * 100_000, b"\xff\xfe", b'{"theme": ' + b"1" * 6000 + b"}", b'{"theme": "dark"} x'],
)
def test_not_json(by_student: Program, body: bytes) -> None:
    problem(by_student.call("PATCH", "/users/me", data=body, content_type="application/json"), 400)


def test_json_that_is_no_object(by_student: Program) -> None:
    for body in (b"null", b"NaN", b"Infinity", b'"x"', b"[{}]"):
        problem(by_student.call("PATCH", "/users/me", data=body, content_type="application/json"), 422)


def test_other_media_types(by_student: Program) -> None:
    problem(by_student.call("PATCH", "/users/me", data={"theme": "dark"}), 415)
    problem(by_student.call("PATCH", "/users/me", data=b"{}", content_type="text/plain"), 415)


def test_too_big(by_student: Program) -> None:
    body = b'{"name": "' + b"x" * (5 * 1024 * 1024) + b'"}'
    problem(by_student.call("PATCH", "/users/me", data=body, content_type="application/json"), 413)


def test_unknown_route_and_method(by_student: Program) -> None:
    problem(by_student.get("/nothing"), 404)
    wrong = by_student.delete("/users/me")
    problem(wrong, 405)
    assert set(wrong.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "PATCH"}


@pytest.mark.parametrize("wrong", ["x", "0" * 32, "%00", "0" * 31 + "%0A", "é", "'; --", "0" * 5000])
def test_ids_that_are_none(by_student: Program, wrong: str) -> None:
    for path in ("/classrooms/{}", "/lessons/{}", "/notifications/{}", "/modules/{}/lessons"):
        problem(by_student.get(path.format(wrong)), 404)
    problem(by_student.delete(f"/devices/{wrong}"), 404)


def test_head_options_and_trailing_slash(by_student: Program) -> None:
    head = by_student.call("HEAD", "/users/me")
    assert (head.status_code, head.data) == (200, b"")
    assert by_student.call("OPTIONS", "/users/me").status_code == 200
    assert by_student.get("/users/me/").json == by_student.get("/users/me").json
    assert by_student.get("/notifications/").status_code == 200
    assert by_student.patch("/users/me/", {"theme": "dark"}).status_code == 200


def test_limit(by_student: Program, by_teacher: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate, "A_MINUTE", parse("3 per minute"))
    headers = by_student.get("/users/me").headers
    assert (headers["RateLimit-Limit"], headers["RateLimit-Remaining"]) == ("3", "2")
    assert 0 < int(headers["RateLimit-Reset"]) <= 60
    by_student.get("/users/me")
    by_student.get("/users/me")
    refused = by_student.get("/users/me")
    problem(refused, 429)
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["RateLimit-Remaining"] == "0"
    assert by_teacher.get("/users/me").status_code == 200


def test_messages_in_the_readers_language(app: Flask, student: User, monkeypatch: pytest.MonkeyPatch) -> None:
    student.language = "es"
    db.session.commit()
    answer = Program(app, student).patch("/users/me", {"name": 5})
    assert answer.status_code == 422
    assert isinstance(answer.json["errors"]["name"], str)


def test_roles_are_read_anew(by_teacher: Program, teacher: User, classroom: Classroom) -> None:
    assert by_teacher.patch(f"/classrooms/{classroom.public_id}", {"title": "New"}).status_code == 200
    place = db.session.get(Classroom, classroom.id)
    assert isinstance(place, Classroom)
    from app.models.classroom import Membership, MemberState

    db.session.execute(update(Membership).where(Membership.user_id == teacher.id).values(state=MemberState.SUSPENDED))
    db.session.commit()
    assert by_teacher.patch(f"/classrooms/{classroom.public_id}", {"title": "Newer"}).status_code == 404
