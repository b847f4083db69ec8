"""When somebody was last seen is noted after the answer, when nothing of the request is left."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models.credential import SEEN_EVERY, UserSession
from tests.support.browsing import Browser
from tests.support.people import make_user


def last_seen() -> UserSession:
    db.session.expire_all()
    return db.session.scalars(select(UserSession)).one()


def test_a_visit_is_noted_once_in_a_while(client: Browser) -> None:
    client.log_in(make_user())
    long_ago = clock.now() - SEEN_EVERY - timedelta(minutes=1)
    last_seen().last_seen_at = long_ago
    db.session.commit()
    client.get("/me").close()
    seen = last_seen().last_seen_at
    assert seen > long_ago
    client.get("/me").close()
    assert last_seen().last_seen_at == seen
