"""Commands of whoever runs the machine (contract.md)."""

from __future__ import annotations

import re

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from app import clock
from app.actions import push_keys, sessions
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.credential import ApiToken
from app.models.notification import VapidKey
from app.models.school import School
from app.models.user import Role, User
from tests.support.people import make_user
from tests.support.second_factor import make_second_factor


def _run(app: Flask, *words: str, typed: str | None = None) -> Result:
    db.session.commit()
    result = app.test_cli_runner().invoke(args=list(words), input=typed)
    db.session.expire_all()
    return result


@pytest.mark.parametrize("words", [["users", "create"], ["tokens", "create"], ["vapid", "rotate"], ["doctor"]])
def test_help(app: Flask, words: list[str]) -> None:
    result = _run(app, *words, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.output


def test_first_account_by_the_operator(app: Flask) -> None:
    result = _run(app, "users", "create", "Root@Example.org", "--role", "admin")
    assert result.exit_code == 0, result.output
    password = re.search(r"First password: (\S+)", result.output)
    assert password
    user = sessions.authenticate("root@example.org", password[1])
    assert user
    assert (user.role, user.username) == (Role.ADMIN, "root")
    assert user.email_confirmed_at is not None
    assert db.session.scalars(School.the()).one()
    assert db.session.scalars(VapidKey.current()).one()
    assert db.session.scalars(select(AuditEntry.actor_name)).all() == [""]


def test_password_from_standard_input(app: Flask) -> None:
    words = ["users", "create", "t@example.org", "--role", "teacher", "--name", "Tess", "--username", "tess"]
    result = _run(app, *words, "--password-stdin", typed="a long quiet sentence\n")
    assert result.exit_code == 0
    assert "quiet" not in result.output
    assert sessions.authenticate("tess", "a long quiet sentence")


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (["not-an-address", "--role", "admin"], None, "email: "),
        (["taken@example.org", "--role", "admin"], None, "email: "),
        (["a@example.org", "--role", "admin", "--username", "taken"], None, "username: "),
        (["a@example.org", "--role", "admin", "--password-stdin"], "short\n", "password: "),
        (["a@example.org", "--role", "admin", "--password-stdin"], "", "password: "),
        (["a@example.org", "--role", "god"], None, "god"),
        (["a@example.org"], None, "--role"),
    ],
)
def test_refused_in_one_line(app: Flask, words: list[str], typed: str | None, said: str) -> None:
    make_user(username="taken", email="taken@example.org")
    result = _run(app, "users", "create", *words, typed=typed)
    assert result.exit_code != 0
    errors = [line for line in result.output.splitlines() if line.startswith("Error: ")]
    assert len(errors) == 1
    assert said in errors[0]
    assert db.session.scalars(select(User.username)).all() == ["taken"]


@pytest.mark.parametrize(
    "words", [["--scope", "read", "--scope", "write"], ["--scope", "read,write"], ["--scope", "read", "write"]]
)
def test_token_printed_once(app: Flask, words: list[str]) -> None:
    make_user(email="t@example.org")
    result = _run(app, "tokens", "create", "t@example.org", *words, "--name", "script")
    assert result.exit_code == 0, result.output
    token = db.session.scalars(ApiToken.of_token(result.output.strip(), clock.now())).one()
    assert (token.scopes, token.name) == ("read write", "script")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nobody@example.org", "--scope", "read", "--name", "x"], "Nobody"),
        (["t@example.org", "--scope", "admin", "--name", "x"], "admins"),
        (["t@example.org", "--scope", "fly", "--name", "x"], "fly"),
        (["t@example.org", "--scope", "read", "--name", "x" * 61], "name"),
        (["t@example.org", "--scope", "read", "--name", "x", "--days", "31"], "31"),
        (["t@example.org", "--scope", "read"], "--name"),
    ],
)
def test_token_refused(app: Flask, words: list[str], said: str) -> None:
    make_user(email="t@example.org")
    result = _run(app, "tokens", "create", *words)
    assert result.exit_code != 0
    assert said in result.output.splitlines()[-1]


def test_new_push_key(app: Flask) -> None:
    old = push_keys.ensure()
    result = _run(app, "vapid", "rotate")
    assert result.exit_code == 0
    new = db.session.scalars(VapidKey.current()).one()
    assert new.id != old.id
    assert new.public_key in result.output


def test_a_second_factor_is_taken_away(app: Flask) -> None:
    person = make_user(Role.ADMIN, username="root")
    make_second_factor(person)
    result = _run(app, "users", "reset-factor", "root")
    assert result.exit_code == 0, result.output
    assert not db.session.get(User, person.id).has_second_factor
    assert db.session.scalars(select(AuditEntry.deed)).all() == ["factor.reset"]
    for words, said in ((["root"], "root has no second factor."), (["nobody"], "Nobody has")):
        again = _run(app, "users", "reset-factor", *words)
        assert again.exit_code == 1
        assert said in again.output
