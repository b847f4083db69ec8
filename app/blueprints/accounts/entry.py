"""Coming in and going out: what every way of signing in shares."""

from __future__ import annotations

from flask import Response, redirect, render_template, request, session
from flask_login import login_user, logout_user

from app.actions import sessions
from app.formats import devices
from app.models.user import User


def come_in(user: User, *, lasting: bool) -> User:
    """Sign `user` in on this device, under a new session whatever the cookie said before (T13)."""
    address = (request.remote_addr or "")[:45]
    device = str(devices.device(request.headers.get("User-Agent", "")))
    arrived = sessions.begin(user, address=address, device=device, lasting=lasting)
    session.clear()
    session.permanent = lasting
    login_user(arrived)
    return arrived


def go_out() -> None:
    logout_user()
    session.clear()


def stale(kind: str) -> tuple[str, int]:
    """The page for a link that is used, replaced or too old. `kind` says what to do instead."""
    return render_template("accounts/stale.html", kind=kind), 404


def seen_other(url: str) -> Response:
    """A redirect that is read with GET."""
    return redirect(url, 303)  # type: ignore[return-value]
