"""Coming in and going out: what every way of signing in shares."""

from __future__ import annotations

from flask import Response, redirect, render_template, request, session, url_for
from flask_login import login_user, logout_user

from app.actions import second_steps, sessions
from app.formats import devices
from app.models.user import User
from app.web import limits
from app.web.visitors import after_login

TICKET = "second_step"


def come_in(user: User, *, lasting: bool, shared: bool = False) -> User:
    """Sign `user` in on this device, under a new session whatever the cookie said before (T13)."""
    address = (request.remote_addr or "")[:45]
    device = str(devices.device(request.headers.get("User-Agent", "")))
    arrived = sessions.begin(user, address=address, device=device, lasting=lasting, shared=shared)
    session.clear()
    session.permanent = lasting and not shared
    login_user(arrived)
    return arrived


def arrive(user: User, *, lasting: bool, shared: bool = False, then: str | None = None) -> Response:
    """Sign `user` in and lead him on to `then`; whoever has a second factor is asked for it first and is not in yet."""
    if not user.has_second_factor:
        come_in(user, lasting=lasting, shared=shared)
        return seen_other(after_login(then))
    session.clear()
    session[TICKET] = second_steps.ticket(user, lasting=lasting, shared=shared)
    return seen_other(url_for("accounts.second_step", next=then))


def half_in() -> User | None:
    """Who has shown his password, and still has to show the second factor."""
    return second_steps.holder(session.get(TICKET))


def go_out() -> None:
    logout_user()
    session.clear()


def stale(kind: str) -> tuple[str, int]:
    """The page for a link that is used, replaced or too old. `kind` says what to do instead."""
    return render_template("accounts/stale.html", kind=kind), 404


def pace_links() -> None:
    """Count one use of a link in a mail. Raises TooMany."""
    limits.pace("link", "100 per 15 minutes")


def guessed(kind: str) -> tuple[str, int]:
    """The same for what was sent to such a link. Raises TooMany, as for one that is good."""
    pace_links()
    return stale(kind)


def seen_other(url: str) -> Response:
    """A redirect that is read with GET."""
    return redirect(url, 303)  # type: ignore[return-value]
