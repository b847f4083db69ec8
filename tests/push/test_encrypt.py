"""Encryption against the example of RFC 8291, appendix A, byte for byte in both directions."""

import http_ece
import pytest
import pywebpush
from cryptography.hazmat.primitives.asymmetric import ec

from app.errors import Invalid
from app.push.encrypt import LONGEST_PAYLOAD, TooLong, encrypt
from tests.support.subscriber import Subscriber, from_base64url

PLAIN = b"When I grow up, I want to be a watermelon"
AS_PRIVATE = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
UA_PRIVATE = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
UA_PUBLIC = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
    "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def private_key(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(from_base64url(text), "big"), ec.SECP256R1())


def test_the_example_of_the_rfc_byte_for_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    """Test 21 of notifications.md 5, the vector."""
    server_key = private_key(AS_PRIVATE)
    monkeypatch.setattr(http_ece.os, "urandom", lambda count: from_base64url(SALT)[:count])
    monkeypatch.setattr(pywebpush.ec, "generate_private_key", lambda *_: server_key)

    assert encrypt(PLAIN, UA_PUBLIC, AUTH) == from_base64url(BODY)


def test_the_example_of_the_rfc_read_back() -> None:
    browser = Subscriber("", private_key(UA_PRIVATE), from_base64url(AUTH))

    assert browser.p256dh == UA_PUBLIC
    assert browser.read(from_base64url(BODY)) == PLAIN


def test_each_message_has_its_own_salt_and_key() -> None:
    browser = Subscriber("")
    bodies = [encrypt(PLAIN, browser.p256dh, browser.auth) for _ in range(3)]

    assert [browser.read(body) for body in bodies] == [PLAIN] * 3
    assert len({body[:16] for body in bodies}) == 3
    assert len({body[21:86] for body in bodies}) == 3


def test_the_longest_payload_fits_every_service() -> None:
    browser = Subscriber("")
    payload = "é".encode() * (LONGEST_PAYLOAD // 2)
    body = encrypt(payload, browser.p256dh, browser.auth)

    assert browser.read(body) == payload
    assert len(body) <= 2744
    with pytest.raises(TooLong):
        encrypt(payload + b"!", browser.p256dh, browser.auth)


@pytest.mark.parametrize(
    ("p256dh", "auth", "field"),
    [
        ("", AUTH, "p256dh"),
        ("not base64!", AUTH, "p256dh"),
        (UA_PUBLIC[:-8], AUTH, "p256dh"),
        (UA_PUBLIC[:-4] + "AAAA", AUTH, "p256dh"),  # 65 bytes, off the curve
        ("BA" + "A" * 85, AUTH, "p256dh"),  # the point 0, 0
        ("A" * 100_000, AUTH, "p256dh"),
        (UA_PUBLIC, "", "auth"),
        (UA_PUBLIC, "AAAA", "auth"),
        (UA_PUBLIC, AUTH + "AAAA", "auth"),
        (UA_PUBLIC, "A", "auth"),
        (UA_PUBLIC, "é" * 16, "auth"),
    ],
)
def test_junk_keys_are_refused(p256dh: str, auth: str, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        encrypt(PLAIN, p256dh, auth)
    assert list(refusal.value.fields) == [field]


def test_padded_keys_are_as_good() -> None:
    browser = Subscriber("")

    assert browser.read(encrypt(PLAIN, browser.p256dh + "=", browser.auth + "==")) == PLAIN
