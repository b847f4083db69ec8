"""The token of a page's forms: flask_wtf's own, signed once a minute for each session rather than for each page."""

from __future__ import annotations

from functools import lru_cache

from flask import Flask, g, session
from flask_wtf.csrf import generate_csrf

from app import clock

KEPT = 4096
MINUTE = 60


def init_app(app: Flask) -> None:
    """After flask_wtf, whose function this replaces in templates."""
    app.jinja_env.globals["csrf_token"] = csrf_token
    app.context_processor(lambda: {"csrf_token": csrf_token})


def csrf_token() -> str:
    """That of this request."""
    known: str | None = g.get("csrf_token")
    if known is None:
        own = session.get("csrf_token")
        known = g.csrf_token = _signed(own, int(clock.now().timestamp()) // MINUTE) if own else str(generate_csrf())
    return known


@lru_cache(KEPT)
def _signed(_own: str, _minute: int) -> str:
    return str(generate_csrf())
