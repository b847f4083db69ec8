"""Who asks: a session row behind the cookie, or a bearer token; the role is read anew with every request (T13)."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Flask, Request, Response, abort, current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import HTTPException

from app import clock
from app.actions import visits
from app.extensions import db, login_manager
from app.models.credential import SEEN_EVERY, ApiToken, UserSession
from app.models.user import User
from app.permissions import public
from app.web import kept
from app.web.requests import bearer_token

API = "/api/"


def init_app(app: Flask) -> None:
    login_manager.init_app(app)
    login_manager.session_protection = None
    login_manager.user_loader(_from_cookie)
    login_manager.request_loader(_from_token)
    login_manager.unauthorized_handler(_ask_to_log_in)
    app.before_request(_first_run)
    app.after_request(_note_visit)


def _from_cookie(token: str) -> User | None:
    if bearer_token() is not None:
        return None  # who shows a token is judged by it alone, since it also takes the place of the CSRF check
    found = db.session.scalars(*UserSession.of_token(token, clock.now())).first()
    if found is None:
        return None
    found.token = token
    user = found.user
    user.session = found
    user.scopes = None
    user.student_view_of = session.get("student_view_of")
    if found.last_seen_at + SEEN_EVERY < clock.now():
        g.visited_session = found.id
    return user


def _from_token(_request: Request) -> User | None:
    given = bearer_token()
    if given is None:
        return None
    token = db.session.scalars(ApiToken.of_token(given, clock.now()).options(joinedload(ApiToken.user))).first()
    if token is None:
        return None
    user = token.user
    user.session = None
    user.scopes = frozenset(token.scopes.split())
    user.student_view_of = None
    if token.last_used_at is None or token.last_used_at + SEEN_EVERY < clock.now():
        g.used_token = token.id
    return user


def _ask_to_log_in() -> ResponseReturnValue:
    if request.path.startswith(API):
        abort(401)
    if request.headers.get("Accept") == "application/json":
        return Response("{}", 401, mimetype="application/json")  # a script keeps what was typed, and says so itself
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": url_for("accounts.login")})
    if request.method == "GET":
        return redirect(url_for("accounts.login", next=request.full_path.rstrip("?")))
    if kept.can_be_kept() and kept.texts():
        return kept.show(came_from(), ended=True)
    flash(_("Please log in again. What you did was not saved."), "warning")
    return redirect(url_for("accounts.login"))


def _first_run() -> ResponseReturnValue | None:
    """A school without people has one door: its set-up. Once there is somebody, it is never asked again."""
    from flask import current_app

    known: dict[str, Any] = current_app.extensions.setdefault("first_run", {"done": False})
    if known["done"] or request.endpoint in OPEN_BEFORE_SETUP or request.path.startswith("/static/"):
        return None
    known["done"] = db.session.scalar(User.anyone()) is not None
    if known["done"] or request.path.startswith(API):
        return None
    return redirect(url_for("setup.show"))


OPEN_BEFORE_SETUP = frozenset(
    {
        "setup.show",
        "setup.create",
        "static",
        "pages.home",
        "pages.manifest",
        "pages.service_worker",
        "pages.offline",
        "pages.styleguide",
        "operation.healthz",
        "operation.readyz",
        "operation.metrics",
    }
)


def _note_visit(response: Response) -> Response:
    """Keep "last seen" fresh after the answer, at most once in a while: GET itself writes nothing."""
    session_id, token_id = g.get("visited_session"), g.get("used_token")
    if session_id or token_id:
        context = current_app.app_context()

        def note() -> None:
            with context:  # the request's own has ended by then
                visits.note(session_id, token_id)

        response.call_on_close(note)
    return response


def after_login(given: str | None) -> str:
    """Where to go after signing in: a path of ours, else home (T22)."""
    return given if given and is_own_path(given) else url_for("pages.home")


def is_own_path(path: str) -> bool:
    """Whether `path` leads to this portal and nowhere else, however it is read."""
    if not path.startswith("/") or path.startswith("//") or re.search(r"[\\\x00-\x20\x7f@]", path):
        return False
    parts = urlsplit(path)
    return not parts.scheme and not parts.netloc


def came_from() -> str:
    """Where the form that was sent had been shown, as far as the browser says and that is a page of ours; else home."""
    base = request.host_url.rstrip("/")
    path = (request.referrer or "").removeprefix(base)
    adapter = current_app.create_url_adapter(request)
    if path == request.referrer or not is_own_path(path) or adapter is None:
        return url_for("pages.home")
    try:
        adapter.match(unquote(urlsplit(path).path), method="GET")
    except HTTPException:
        return url_for("pages.home")
    return path


def viewer() -> User:
    """The signed-in person. Only for doors that require one."""
    user: User = current_user._get_current_object()
    return user


__all__ = ["after_login", "came_from", "init_app", "is_own_path", "public", "viewer"]
