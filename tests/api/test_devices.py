"""/devices."""

from __future__ import annotations

from typing import Any

import pytest

from app.extensions import db
from app.models.notification import PushSubscription, VapidKey
from app.models.user import User
from tests.api.ringing import hear, notes_of
from tests.support.api import Program
from tests.support.subscriber import Subscriber

ENDPOINT = "https://updates.push.services.mozilla.com/wpush/v2/"


@pytest.fixture(autouse=True)
def _key(school: object) -> None:
    db.session.add(VapidKey(public_key="public", private_pem="private"))
    db.session.commit()


def body(number: int = 1, **changes: Any) -> dict[str, Any]:
    return {**Subscriber(f"{ENDPOINT}{number}").to_json(), "label": "Phone", **changes}


def test_subscribe_list_test_forget(by_student: Program, student: User) -> None:
    made = by_student.post("/devices", body())
    assert made.status_code == 201
    assert (made.json["label"], made.json["state"]) == ("Phone", "active")
    assert "endpoint" not in made.text
    assert by_student.get("/devices").json["items"] == [made.json]
    path = f"/devices/{made.json['id']}"
    assert by_student.post(f"{path}/test").status_code == 202
    hear()
    assert [note.kind for note in notes_of(student)] == ["test_message"]
    assert "subscription" not in by_student.get("/notifications").json["items"][0]["data"]
    assert by_student.delete(path).status_code == 204
    assert by_student.get("/devices").json["items"] == []
    assert by_student.delete(path).status_code == 404


def test_a_browser_moves_to_who_uses_it(by_student: Program, by_teacher: Program) -> None:
    first = by_student.post("/devices", body())
    second = by_teacher.post("/devices", body())
    assert first.json["id"] == second.json["id"]
    assert by_student.get("/devices").json["items"] == []
    assert by_student.delete(f"/devices/{first.json['id']}").status_code == 404
    assert by_student.post(f"/devices/{first.json['id']}/test").status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"endpoint": None}, "endpoint"),
        ({"endpoint": "https://169.254.169.254/x"}, "endpoint"),
        ({"endpoint": "http://localhost/x"}, "endpoint"),
        ({"endpoint": ENDPOINT + "x" * 1000}, "endpoint"),
        ({"keys": None}, "keys"),
        ({"keys": {}}, "keys.p256dh"),
        ({"keys": {"p256dh": "x", "auth": "y", "z": "z"}}, "keys.z"),
        ({"keys": {"p256dh": "x", "auth": "y"}}, "p256dh"),
        ({"label": "x" * 61}, "label"),
        ({"label": 5}, "label"),
        ({"user_id": "x"}, "user_id"),
    ],
)
def test_refused(by_student: Program, change: dict[str, Any], field: str) -> None:
    answer = by_student.post("/devices", body(**change))
    assert answer.status_code == 422, answer.text
    assert field in answer.json["errors"]
    assert db.session.query(PushSubscription).count() == 0


def test_slices(by_student: Program) -> None:
    made = [by_student.post("/devices", body(number)).json["id"] for number in range(3)]
    first = by_student.get("/devices", limit=2).json
    rest = by_student.get("/devices", limit=2, cursor=first["next_cursor"]).json
    assert [item["id"] for item in first["items"] + rest["items"]] == made[::-1]
