"""Another password; where one is signed in; which browsers ring (ACC7)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.actions import push_keys
from app.extensions import db
from app.models.credential import ApiToken, UserSession
from app.models.notification import PushSubscription
from app.models.user import User
from tests.support.browsing import Browser
from tests.support.people import PASSWORD, make_session, make_token, make_user
from tests.support.queries import counted

NEW = "a quite different sentence"
PAIR = {"current": PASSWORD, "new": NEW, "again": NEW}


@pytest.fixture
def person(client: Browser) -> User:
    made = make_user()
    client.log_in(made)
    return made


def _sessions(user: User) -> list[UserSession]:
    db.session.commit()
    return list(db.session.scalars(UserSession.visible_to(user)))


def _subscription(user: User, number: int = 1) -> PushSubscription:
    key = push_keys.ensure()
    made = PushSubscription(
        user_id=user.id,
        vapid_key_id=key.id,
        endpoint=f"https://push.example/{number}",
        endpoint_sha256=f"{number:064d}",
        p256dh="p",
        auth="a",
        label="Chrome on Android",
    )
    db.session.add(made)
    db.session.commit()
    return made


def test_change_password_ends_everything_else(client: Browser, person: User) -> None:
    make_session(person)
    make_token(person)
    assert client.post("/me/password", data=PAIR).status_code == 303
    assert len(_sessions(person)) == 1
    assert client.get("/me").status_code == 200
    assert db.session.scalars(select(ApiToken.revoked_at)).one() is not None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"current": "wrong password"}, "current"),
        ({"current": ""}, "current"),
        ({"new": "short", "again": "short"}, "new"),
        ({"new": "passwordpassword", "again": "passwordpassword"}, "new"),
        ({"again": "something else"}, "again"),
        ({"new": "x" * 201, "again": "x" * 201}, "new"),
    ],
)
def test_password_refused(client: Browser, person: User, change: dict[str, str], field: str) -> None:
    before = person.password_hash
    response = client.post("/me/password", data={**PAIR, **change})
    assert response.status_code == 422
    assert f'id="{field}-error"' in response.text
    assert NEW not in response.text
    db.session.refresh(person)
    assert person.password_hash == before


def test_devices_in_words(client: Browser, person: User) -> None:
    make_session(person)
    other = _sessions(person)[0]
    other.device = "Chrome · Android"
    other.address = "192.0.2.7"
    db.session.commit()
    page = client.get("/me/devices").text
    assert "Chrome on Android" in page
    assert "192.0.2.7" in page
    assert page.count("This device") == 1
    assert "Unknown device" in page


def test_sign_out_one(client: Browser, person: User) -> None:
    mine = _sessions(person)[0].id
    make_session(person)
    other = next(session for session in _sessions(person) if session.id != mine)
    assert client.post(f"/me/sessions/{other.public_id}/ending").status_code == 303
    assert [session.id for session in _sessions(person)] == [mine]


def test_sign_out_everywhere_else(client: Browser, person: User) -> None:
    for _ in range(3):
        make_session(person)
    assert client.post("/me/sessions/ending").status_code == 303
    assert len(_sessions(person)) == 1
    assert client.get("/me/devices").status_code == 200


def test_somebody_elses_session_is_not_there(client: Browser, person: User) -> None:
    stranger = make_user()
    make_session(stranger)
    theirs = _sessions(stranger)[0]
    assert client.post(f"/me/sessions/{theirs.public_id}/ending").status_code == 404
    assert len(_sessions(stranger)) == 1


def test_remove_a_ringing_device(client: Browser, person: User) -> None:
    mine, theirs = _subscription(person, 1), _subscription(make_user(), 2)
    assert "Chrome on Android" in client.get("/me/devices").text
    assert client.post(f"/me/devices/{theirs.public_id}/removal").status_code == 404
    assert client.post(f"/me/devices/{mine.public_id}/removal").status_code == 303
    assert "Chrome on Android" not in client.get("/me/devices").text
    assert len(db.session.scalars(select(PushSubscription)).all()) == 1


def test_same_queries_for_many_devices(client: Browser, person: User) -> None:
    _subscription(person)
    client.get("/me/devices")
    with counted() as few:
        client.get("/me/devices")
    for number in range(2, 12):
        make_session(person)
        _subscription(person, number)
    with counted() as many:
        client.get("/me/devices")
    assert len(few) == len(many), f"{few}\n---\n{many}"
