"""Coming in and going out: what every way of signing in shares."""

from __future__ import annotations

import re

from flask import Response, redirect, render_template, request, session
from flask_login import login_user, logout_user

from app.actions import sessions
from app.models.user import User

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox|FxiOS", "Firefox"),
    ("Chrome|CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X|Macintosh", "Mac"),
    ("Linux|X11", "Linux"),
)


def come_in(user: User, *, lasting: bool) -> User:
    """Sign `user` in on this device, under a new session whatever the cookie said before (T13)."""
    address = (request.remote_addr or "")[:45]
    arrived = sessions.begin(user, address=address, device=device(), lasting=lasting)
    session.clear()
    session.permanent = lasting
    login_user(arrived)
    return arrived


def go_out() -> None:
    logout_user()
    session.clear()


def device() -> str:
    """The browser and system that the request names, such as "Firefox · Android"."""
    agent = request.headers.get("User-Agent", "")
    parts = [_first(BROWSERS, agent), _first(SYSTEMS, agent)]
    return " · ".join(part for part in parts if part)


def _first(known: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for pattern, name in known if re.search(pattern, agent)), "")


def stale(kind: str) -> tuple[str, int]:
    """The page for a link that is used, replaced or too old. `kind` says what to do instead."""
    return render_template("accounts/stale.html", kind=kind), 404


def seen_other(url: str) -> Response:
    """A redirect that is read with GET."""
    return redirect(url, 303)  # type: ignore[return-value]
