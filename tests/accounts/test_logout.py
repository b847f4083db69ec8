"""Going out: the session, its sockets and its push subscription end."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app import realtime
from app.actions import push_keys
from app.extensions import db
from app.models.notification import PushSubscription
from tests.accounts.test_login import log_in, rows
from tests.support.browsing import Browser
from tests.support.people import make_user


def test_log_out_ends_the_session_and_its_sockets(client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    rooms: list[str] = []
    monkeypatch.setattr(realtime, "sign_out", rooms.extend)
    user = make_user()
    log_in(client, user.username)
    number = rows(user)[0].id
    with client.session_transaction() as kept:
        cookie = dict(kept)
    assert client.post("/logout").status_code == 303
    assert rows(user) == []
    assert rooms == [realtime.session_room(number)]
    with client.session_transaction() as kept:
        kept.update(cookie)
    assert client.get("/me/devices").status_code == 302


def test_logging_out_takes_the_push_subscription_of_this_device_along(client: Browser) -> None:
    user = make_user()
    log_in(client, user.username)
    for number, session_id in enumerate([rows(user)[0].id, None]):
        db.session.add(
            PushSubscription(
                user_id=user.id,
                session_id=session_id,
                vapid_key_id=push_keys.ensure().id,
                endpoint=f"https://push.example/{number}",
                endpoint_sha256=str(number),
                p256dh="p",
                auth="a",
            )
        )
    db.session.commit()
    client.post("/logout")
    assert db.session.scalars(select(PushSubscription.endpoint_sha256)).all() == ["1"]


def test_log_out_asks_for_post_and_token(client: Browser) -> None:
    user = make_user()
    log_in(client, user.username)
    assert client.get("/logout").status_code in (404, 405)
    assert client.post("/logout", csrf=False).status_code == 400
    assert len(rows(user)) == 1


def test_a_stranger_may_log_out(client: Browser) -> None:
    assert client.post("/logout").status_code == 303
