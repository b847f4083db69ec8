"""Which passwords are too easy."""

from __future__ import annotations

import pytest
from flask import Flask

from app.actions import password_rules
from app.errors import Invalid

WEAK = [
    "password",
    "password12",
    "Password123!",
    "P@ssw0rd1234",
    "p4ssw0rd!!!!",
    "passwordpassword",
    "1234567890",
    "0123456789",
    "9876543210",
    "1111111111",
    "12121212121212",
    "abcabcabcabc",
    "aaaaaaaaaaaa",
    "qwertyuiop",
    "QWERTYUIOP",
    "poiuytrewq",
    "abcdefghij",
    "qwerty123456",
    "letmein12345",
    "welcome2026",
    "Classroom2026!",
    "iloveyou12345",
    "football!!1999",
    "2026-09-01",
    "          ",
    "..........",
    "admin12345",
    "test123456",
    "m0nk3y12345",
    "short",
    "x" * 201,
]
GOOD = [
    "correct horse battery",
    "classbell-demo",
    "purple llama sings",
    "Tr0ub4dor&3x",
    "घोड़ा बैटरी सही",
    "más vale tarde",
    "8f3k-29dm-xq7p",
    "correcthorsebattery",
    "my password is long enough",
]


@pytest.mark.parametrize("password", WEAK)
def test_weak(app: Flask, password: str) -> None:
    with pytest.raises(Invalid):
        password_rules.check(password)


@pytest.mark.parametrize("password", GOOD)
def test_good(app: Flask, password: str) -> None:
    password_rules.check(password, username="ann.ray", email="ann@example.org")


@pytest.mark.parametrize("password", ["my name is Ann.Ray", "penelope@example.org!", "penelope was here"])
def test_own_names(app: Flask, password: str) -> None:
    with pytest.raises(Invalid) as refused:
        password_rules.check(password, username="ann.ray", email="penelope@example.org")
    assert list(refused.value.fields) == ["password"]


def test_short_names_do_not_forbid_everything(app: Flask) -> None:
    password_rules.check("bowling alone again", username="xyz", email="bo@example.org")
