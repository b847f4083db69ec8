"""Codes of authenticator apps, by the vectors of their RFCs."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from app.formats import sealed, totp

SECRET = base64.b32encode(b"12345678901234567890").decode()
RFC_4226 = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]


@pytest.mark.parametrize(("counter", "code"), list(enumerate(RFC_4226)))
def test_vectors_of_rfc_4226(counter: int, code: str) -> None:
    assert totp.code(SECRET, counter) == code


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_vectors_of_rfc_6238(seconds: int, code: str) -> None:
    step = totp.step_at(datetime.fromtimestamp(seconds, UTC))
    assert totp.code(SECRET, step, digits=8) == code


def test_a_clock_may_be_off_by_one_step_and_no_step_comes_twice() -> None:
    moment = datetime.fromtimestamp(1_000_000_005, UTC)
    now = totp.step_at(moment)
    for step in (now - 1, now, now + 1):
        assert totp.matching_step(SECRET, totp.code(SECRET, step), moment, after=0) == step
        assert totp.matching_step(SECRET, totp.code(SECRET, step), moment, after=step) is None
    for step in (now - 2, now + 2):
        assert totp.matching_step(SECRET, totp.code(SECRET, step), moment, after=0) is None


def test_secrets_are_random_and_what_apps_take() -> None:
    made = {totp.new_secret() for _ in range(100)}
    assert len(made) == 100
    assert all(len(base64.b32decode(secret)) == 20 for secret in made)


def test_the_address_says_who_and_where() -> None:
    address = urlsplit(totp.address(SECRET, "sam@x:y", "Hill School & Söhne"))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert address.path == "/Hill%20School%20%26%20S%C3%B6hne:sam%40x%3Ay"
    assert parse_qs(address.query)["issuer"] == ["Hill School & Söhne"]
    assert parse_qs(address.query)["secret"] == [SECRET]


def test_what_is_sealed_opens_with_its_key_and_purpose_only() -> None:
    made = sealed.seal(SECRET, "a" * 40, "second factor")
    assert SECRET not in made
    assert made != sealed.seal(SECRET, "a" * 40, "second factor")
    assert sealed.unseal(made, "a" * 40, "second factor") == SECRET
    assert sealed.unseal(made, "b" * 40, "second factor") is None
    assert sealed.unseal(made, "a" * 40, "something else") is None
    assert sealed.unseal(made[:-8] + "AAAAAAA=", "a" * 40, "second factor") is None
    assert sealed.unseal("", "a" * 40, "second factor") is None
