"""JSON that is built to break: depth, infinities, wrong types, halves of letters (security.md T16, T20)."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest

from app import clock
from app.extensions import db
from app.models.notification import PushSubscription, VapidKey
from app.notifications.proof import proof
from tests.support.api import Program
from tests.support.browsing import Browser
from tests.support.people import make_user

DEEP = b'{"a":' * 50_000 + b"1" + b"}" * 50_000
DOORS = ["/push/received", "/push/subscriptions", "/push/unsubscription"]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("body", [DEEP, b"[" * 100_000, b"\xff", b"null", b"[]", b"1", b""])
def test_doors_of_the_service_worker_take_objects_only(client: Browser, door: str, body: bytes) -> None:
    client.log_in(make_user())
    answer = client.post(door, data=body, content_type="application/json")
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "shown",
    [
        {},
        {"n": 1},
        {"n": 1, "k": ""},
        {"n": 1, "k": None},
        {"n": "1", "k": "x"},
        {"n": True, "k": "x"},
        {"n": 1.0, "k": "x"},
        {"n": 10**40, "k": "x"},
        {"n": 1, "k": "\ud800"},
        {"n": 1, "k": "é"},
        {"n": [1], "k": ["x"]},
    ],
)
def test_arrival_needs_the_proof(client: Browser, shown: dict[str, object]) -> None:
    assert client.post("/push/received", json=shown).status_code == 404


def test_the_proof_of_one_delivery_is_none_of_another(client: Browser) -> None:
    assert client.post("/push/received", json={"n": 2, "k": proof(1)}).status_code == 404
    assert client.post("/push/received", json={"n": 1, "k": proof(1)}).status_code == 204


@pytest.mark.parametrize("endpoint", ["\ud800", "a\0b", None, 1, [], {}])
def test_unsubscribing_takes_an_address(client: Browser, endpoint: object) -> None:
    client.log_in(make_user())
    assert client.post("/push/unsubscription", json={"endpoint": endpoint}).status_code == 422


def test_nobody_unsubscribes_the_browser_of_another(client: Browser) -> None:
    owner, endpoint = make_user(), "https://fcm.googleapis.com/fcm/send/abc"
    key = VapidKey(public_key="public", private_pem="private")
    db.session.add(key)
    db.session.flush()
    browser = PushSubscription(
        user_id=owner.id,
        vapid_key_id=key.id,
        endpoint=endpoint,
        endpoint_sha256=sha256(endpoint.encode()).hexdigest(),
        p256dh="x",
        auth="x",
        last_seen_at=clock.now(),
    )
    db.session.add(browser)
    db.session.commit()
    client.log_in(make_user())
    client.post("/push/unsubscription", json={"endpoint": endpoint})
    assert db.session.get(PushSubscription, browser.id) is not None


@pytest.mark.parametrize("since", ['"', "\r\nX: y", "é€", "²", "-1", "9" * 40, "", "\0"])
def test_syncing_from_nowhere(client: Browser, since: str) -> None:
    client.log_in(make_user())
    answer = client.get("/notifications/sync", query_string={"since": since})
    assert answer.status_code == 200
    assert answer.get_json()["items"] == []


@pytest.mark.parametrize("door", ["/login", "/register", "/password/reset"])
def test_pages_read_forms_and_no_json(client: Browser, door: str) -> None:
    for body in (DEEP, b'{"username": {"a": 1}, "password": NaN}', b"[1]", b'"a"'):
        assert client.post(door, data=body, content_type="application/json", check=False).status_code in (403, 422)


def nested(depth: int) -> dict[str, object]:
    return {"a": json.loads("[" * depth + "]" * depth)}


@pytest.mark.parametrize("data", [nested(100), nested(850), {"a": float("inf")}, {"a": float("nan")}])
def test_notices_carry_what_can_be_read_again(client: Browser, data: dict[str, object]) -> None:
    admin = make_user("admin")
    program = Program(client.application, admin, "read write admin")
    notice = {"user_id": admin.public_id, "title": "Hello", "data": data}
    assert program.post("/notifications", notice).status_code == 422
