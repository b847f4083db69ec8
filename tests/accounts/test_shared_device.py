"""A device that others use, too: nothing lasts there (LES7)."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models.credential import UserSession
from tests.support.browsing import Browser
from tests.support.people import PASSWORD, make_user


def _session() -> UserSession:
    db.session.expire_all()
    return db.session.scalars(select(UserSession).order_by(UserSession.id.desc()).limit(1)).one()


def _enter(client: Browser, username: str, **more: str) -> str:
    answer = client.post("/login", data={"username": username, "password": PASSWORD, **more})
    assert answer.status_code == 303
    return answer.headers["Set-Cookie"]


def test_said_at_log_in_it_lasts_for_hours_and_pages_say_so(client: Browser, school: object) -> None:
    user = make_user()
    kept = _enter(client, user.username, remember="y", shared="y")
    assert "Expires" not in kept
    assert _session().shared
    assert _session().expires_at < clock.now() + timedelta(hours=13)
    assert "data-shared" in client.get("/").text


def test_without_it_pages_keep(client: Browser, school: object) -> None:
    _enter(client, make_user().username, remember="y")
    assert "data-shared" not in client.get("/").text
    assert _session().expires_at > clock.now() + timedelta(days=29)


def test_it_can_be_said_later_and_taken_back(app: Flask, client: Browser, school: object) -> None:
    _enter(client, make_user().username, remember="y")
    assert client.post("/me/devices/shared", data={"shared": "true"}).status_code == 303
    assert "data-shared" in client.get("/me/devices").text
    assert _session().expires_at < clock.now() + timedelta(hours=13)
    client.post("/me/devices/shared", data={"shared": "false"})
    assert "data-shared" not in client.get("/me/devices").text
    assert _session().expires_at < clock.now() + timedelta(hours=13)
