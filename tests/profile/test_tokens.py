"""API tokens (API1)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.actions import tokens
from app.errors import Forbidden, Invalid
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.credential import ApiToken, hash_token
from app.models.user import Role, User
from tests.support.browsing import Browser
from tests.support.people import make_token, make_user
from tests.support.queries import counted

GOOD = {"name": "Timetable", "scopes": ["read", "write"], "days": "90"}


@pytest.fixture
def person(client: Browser) -> User:
    made = make_user(Role.TEACHER)
    client.log_in(made)
    return made


def test_made_and_shown_once(client: Browser, person: User) -> None:
    response = client.post("/me/tokens", data=GOOD)
    assert response.status_code == 201
    secret = re.search(r"classbell_[\w-]{43}", response.text)
    assert secret
    token = db.session.scalars(select(ApiToken)).one()
    assert (token.token_hash, token.scopes) == (hash_token(secret[0]), "read write")
    assert timedelta(days=89) < token.expires_at - clock.now() <= timedelta(days=90)
    assert secret[0] not in client.get("/me/tokens").text
    entry = db.session.scalars(select(AuditEntry)).one()
    assert secret[0] not in str(entry.after)


def test_without_end(client: Browser, person: User) -> None:
    client.post("/me/tokens", data={**GOOD, "days": "0"})
    assert db.session.scalars(select(ApiToken.expires_at)).one() is None


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "x" * 61},
        {"scopes": []},
        {"scopes": ["everything"]},
        {"scopes": ["admin"]},
        {"days": "31"},
        {"days": "x"},
    ],
)
def test_bad_input(client: Browser, person: User, change: dict[str, object]) -> None:
    assert client.post("/me/tokens", data={**GOOD, **change}).status_code == 422
    assert db.session.scalars(select(ApiToken)).all() == []


def test_scope_for_admin_work_only_for_admins(client: Browser, person: User) -> None:
    assert 'value="admin"' not in client.get("/me/tokens").text
    with pytest.raises(Invalid) as refusal:
        tokens.create(person, actor=person, name="x", scopes=["admin"], days=30)
    assert list(refusal.value.fields) == ["scopes"]
    client.log_in(make_user(Role.ADMIN))
    assert client.post("/me/tokens", data={**GOOD, "scopes": ["admin"]}).status_code == 201


def test_nobody_makes_one_for_somebody_else(app: object) -> None:
    with pytest.raises(Forbidden):
        tokens.create(make_user(), actor=make_user(Role.ADMIN), name="x", scopes=["read"], days=30)


def test_revoked(client: Browser, person: User) -> None:
    make_token(person)
    token = db.session.scalars(select(ApiToken)).one()
    for _ in range(2):
        assert client.post(f"/me/tokens/{token.public_id}/revocation").status_code == 303
    db.session.refresh(token)
    assert token.revoked_at is not None
    assert db.session.scalars(select(AuditEntry.deed)).all() == ["token.revoked"]
    assert "Revoked" in client.get("/me/tokens").text


def test_somebody_elses_is_not_there(client: Browser, person: User) -> None:
    make_token(make_user())
    token = db.session.scalars(select(ApiToken)).one()
    assert client.post(f"/me/tokens/{token.public_id}/revocation").status_code == 404


def test_so_many_and_no_more(app: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "LIVE_TOKENS", 1)
    person = make_user()
    tokens.create(person, actor=person, name="x", scopes=["read"], days=30)
    with pytest.raises(Invalid):
        tokens.create(person, actor=person, name="y", scopes=["read"], days=30)


def test_pages_and_queries(client: Browser, person: User) -> None:
    make_token(person)
    client.get("/me/tokens")
    with counted() as few:
        client.get("/me/tokens")
    for _ in range(30):
        make_token(person)
    with counted() as many:
        assert "?page=2" in client.get("/me/tokens").text
    assert len(few) == len(many)
