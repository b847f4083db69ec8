"""A portal to measure: data folder, database and queue server of its own, all thrown away afterwards."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask_migrate import upgrade
from sqlalchemy import insert

from app import clock, create_app
from app.config import Settings
from app.extensions import db
from app.models.credential import UserSession, hash_token
from app.models.user import User
from tests.support.people import make_school
from tests.support.queue_server import queue_server

ROOT = Path(__file__).resolve().parent.parent
SECRET_KEY = "for benchmarks only, for benchmarks only, for benchmarks only"


@contextmanager
def portal(database_url: str | None = None, port: int = 8000) -> Iterator[Flask]:
    """The app inside a context, with an empty, migrated database and a school. SQLite in its folder by default."""
    folder = Path(tempfile.mkdtemp(prefix="bench"))
    try:
        with queue_server() as server:
            settings = Settings(
                environment="development",
                secret_key=SECRET_KEY,
                data_dir=folder,
                database_url=database_url or f"sqlite:///{folder}/classbell.db",
                base_url=f"http://localhost:{port}",
                port=port,
                redis_url=server.url,
                storage_url=f"file://{folder}/files",
            )
            with _open(settings) as app:
                yield app
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _open(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        make_school()
        yield app
        db.session.remove()
        db.engine.dispose()


def cookie(app: Flask, user: User) -> str:
    """The Cookie header of a browser in which `user` is signed in, and has seen a page."""
    return cookies(app, [user])[0]


def cookies(app: Flask, users: list[User]) -> list[str]:
    """One for each of `users`."""
    tokens = [secrets.token_urlsafe(32) for _ in users]
    expires = clock.now() + timedelta(days=1)
    rows = [
        {"user_id": user.id, "token_hash": hash_token(token), "expires_at": expires}
        for user, token in zip(users, tokens, strict=True)
    ]
    db.session.execute(insert(UserSession), rows)
    db.session.commit()
    return [_signed(app, token) for token in tokens]


def _signed(app: Flask, token: str) -> str:
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    value = serializer.dumps({"_user_id": token, "_fresh": True, "csrf_token": secrets.token_hex(20)})  # type: ignore[union-attr]
    return f"{app.config['SESSION_COOKIE_NAME']}={value!s}"
