"""Nobody learns who has an account: the same answer, the same number of hashes (T11, shown by counting)."""

from __future__ import annotations

import re

import pytest

from app.extensions import db
from app.models.school import Registration, School
from app.models.user import Status
from tests.support.browsing import Browser
from tests.support.people import make_user
from tests.support.post import letters


def seen(text: str) -> str:
    """A page without what differs by chance or by what was typed."""
    text = re.sub(r'name="csrf_token" value="[^"]*"', "", text)
    text = re.sub(r'nonce="[^"]*"', "", text)
    return re.sub(r'value="[^"]*"', "", text)


@pytest.fixture
def known(client: Browser) -> dict[str, str]:
    return {
        "active": make_user().username,
        "active by email": make_user().email,
        "invited": make_user(status=Status.INVITED, password_hash=None).username,
        "registered": make_user(status=Status.INVITED).username,
        "deactivated": make_user(status=Status.DEACTIVATED).username,
        "unknown": "nobody.here",
        "unknown email": "nobody@example.org",
    }


def test_a_wrong_password_looks_and_costs_the_same_for_everybody(
    client: Browser, known: dict[str, str], hashes: list[str]
) -> None:
    answers, costs = set(), set()
    for name in known.values():
        hashes.clear()
        answer = client.post("/login", data={"username": name, "password": "wrong horse battery"})
        answers.add((answer.status_code, seen(answer.text)))
        costs.add(tuple(hashes))
    assert len(answers) == 1
    assert costs == {("verify",)}


def test_asking_for_a_reset_looks_and_costs_the_same_for_everybody(
    client: Browser, known: dict[str, str], hashes: list[str]
) -> None:
    answers = set()
    for name in known.values():
        answer = client.post("/password/reset", data={"username": name})
        answers.add((answer.status_code, seen(answer.text)))
    assert len(answers) == 1
    assert hashes == []


def test_registering_looks_and_costs_the_same_for_a_known_address(client: Browser, hashes: list[str]) -> None:
    db.session.get_one(School, 1).registration = Registration.OPEN
    known = make_user()
    waiting = make_user(status=Status.INVITED, password_hash=None)
    answers, costs = set(), set()
    for number, email in enumerate([known.email, waiting.email, "new@example.org"]):
        hashes.clear()
        form = {"name": "Ann", "username": f"ann{number}", "email": email, "password": "purple llama sings"}
        answer = client.post("/register", data=form)
        answers.add((answer.status_code, seen(answer.text).replace(email or "", "")))
        costs.add(tuple(hashes))
    assert len(answers) == 1
    assert costs == {("hash",)}
    assert [letter.template for letter in letters()] == ["address_known", "invitation", "confirm"]


def test_a_second_try_with_the_same_username_tells_nothing_either(client: Browser) -> None:
    db.session.get_one(School, 1).registration = Registration.OPEN
    known = make_user()
    answers = set()
    for username, email in (("ann1", known.email), ("ann2", "fresh@example.org")):
        form = {"name": "Ann", "username": username, "email": email, "password": "purple llama sings"}
        client.post("/register", data=form)
        again = client.post("/register", data={**form, "email": f"other.{username}@example.org"})
        answers.add((again.status_code, "called so already" in again.text))
    assert answers == {(422, True)}
