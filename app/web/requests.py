"""The frame of a request: its id, its kind of transaction, its right to change anything."""

from __future__ import annotations

import logging
import secrets
import time

from flask import Flask, Response, g, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix

from app import transaction
from app.config import Settings
from app.errors import Foreign
from app.extensions import csrf
from app.models import limits

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FROM_SERVICE_WORKER = frozenset({"push.received", "push.subscribe"})
# What the address itself, or a word in the request, entitles to, whoever brings it and from wherever.
PIECES = frozenset({"uploads.append", "api_files.append", "recordings.take"})
WITHOUT_PAGE = frozenset({"unsubscriptions.unsubscribe", "unsubscriptions.unsubscribe_from_all", "mailing.take_bounce"})
# Many pass these at the same moment: they ask who comes in reading, and call `transaction.turn_to_writing` themselves.
READ_FIRST = frozenset(
    {
        *(f"attempts.{door}" for door in ("create", "save", "flag", "stand", "submit")),
        *(f"api_attempts.{door}" for door in ("create", "answer", "submit")),
        "live.join",
        "api_live_rooms.join",
        "recordings.take",
    }
)
log = logging.getLogger("classbell.requests")


def init_app(app: Flask) -> None:
    config: Settings = app.config["SETTINGS"]
    app.config.update(
        MAX_CONTENT_LENGTH=limits.REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=limits.TEXT_BYTES,
        MAX_FORM_PARTS=500,
        TRUSTED_HOSTS=list(config.trusted_hosts) or None,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops)  # type: ignore[method-assign]
    app.url_map.strict_slashes = False
    app.before_request(_begin)
    app.before_request(_refuse_strange_host)
    app.before_request(_refuse_cross_site)
    app.after_request(_log)


def _begin() -> None:
    g.started = time.perf_counter()
    g.request_id = secrets.token_hex(8)
    if request.mimetype != "multipart/form-data":
        piece = request.endpoint in PIECES
        request.max_content_length = limits.UPLOAD_PIECE_BYTES if piece else limits.TEXT_BYTES
    if request.method in SAFE_METHODS or request.endpoint in READ_FIRST:
        transaction.read_only()
    else:
        transaction.writes()


def _refuse_strange_host() -> Response | None:
    """A name that is not ours gets a plain line: Flask builds no addresses for it, so no page could be rendered."""
    if isinstance(request.routing_exception, SecurityError):
        nothing = {"Content-Security-Policy": "default-src 'none'"}  # the usual one names the host
        return Response(_("This portal does not answer to that name."), 400, nothing, mimetype="text/plain")
    return None


def _refuse_cross_site() -> None:
    """Unsafe methods need the token of the page, and a browser that says it is on our site (security.md T14).

    A program with a bearer token sends no cookie, so there is nothing to forge. A service worker has no page to take a
    token from; it sends JSON, which another site cannot send here without asking first. A mail program and a mail
    server have neither, and show a word that only we gave out.
    """
    if request.method in SAFE_METHODS or bearer_token() is not None or request.endpoint in WITHOUT_PAGE:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Foreign
    if request.endpoint in FROM_SERVICE_WORKER and request.is_json:
        return
    csrf.protect()


def bearer_token() -> str | None:
    """The token that a program shows. It opens the API and no page: a page could make a stronger one."""
    if not request.path.startswith("/api/"):
        return None
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def _log(response: Response) -> Response:
    milliseconds = (time.perf_counter() - g.get("started", time.perf_counter())) * 1000
    response.headers["X-Request-Id"] = g.get("request_id", "")
    level = logging.WARNING if response.status_code >= 500 else logging.INFO
    person = current_user.public_id if g.get("_login_user") and current_user.is_authenticated else "-"
    log.log(
        level,
        "%s %s %s %.0fms %s %s",
        request.method,
        request.url_rule or "?",
        response.status_code,
        milliseconds,
        person,
        g.get("request_id"),
    )
    return response
