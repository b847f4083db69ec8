"""How errors answer: a page with a way on, or problem+json (RFC 9457) under /api."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any, cast

from flask import Flask, Response, current_app, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException

from app import transaction
from app.actions import refusals
from app.errors import ClassbellError, Forbidden, Foreign, Invalid, TooMany
from app.extensions import db, login_manager
from app.web import kept
from app.web.visitors import came_from

PAGES = frozenset({400, 403, 404, 409, 413, 422, 429, 500})
LAST_RESORT = """<!DOCTYPE html>
<html lang="en" dir="ltr">
<head><meta charset="utf-8"><title>Classbell is not well</title></head>
<body><main><h1>Classbell is not well just now</h1>
<p>Nothing you did was lost. Wait a moment, then load this page again.</p></main></body>
</html>
"""
log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    app.register_error_handler(ClassbellError, _ours)
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(Exception, _unforeseen)


def _ours(error: ClassbellError) -> ResponseReturnValue:
    db.session.rollback()
    if isinstance(error, Forbidden) and not isinstance(error, Foreign):
        _note_refusal()
    fields = error.fields if isinstance(error, Invalid) else {}
    response = answer(error.status, error.message, fields)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _note_refusal() -> None:
    """In a transaction of its own, since the one under way may only read. The answer does not wait on its success."""
    if not current_user.is_authenticated:
        return
    try:
        user_id = current_user.id
        db.session.rollback()
        transaction.writes()
        refusals.note(user_id, method=request.method, path=request.path)
    except SQLAlchemyError:
        log.exception("a refusal could not be written down")
        db.session.rollback()


def _stale(_error: CSRFError) -> ResponseReturnValue:
    """The form is of another session than the browser: one before log-in, or one that ended. It is kept."""
    if not kept.can_be_kept():
        return answer(400, _("This page was open for too long. Go back, reload it and try again."))
    door = current_app.view_functions[request.endpoint or ""]
    if not current_user.is_authenticated and getattr(door, "__access__", "public") != "public":
        return cast(ResponseReturnValue, login_manager.unauthorized())
    return kept.show(came_from())


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error.get_response()
    db.session.rollback()
    response = answer(error.code, "", {})
    original = error.get_response()
    for name in ("Retry-After", "Allow", "WWW-Authenticate"):
        if name in original.headers:
            response.headers[name] = original.headers[name]
    return response


def _busy(error: OperationalError) -> ResponseReturnValue:
    log.error("database away or busy: %s", error.orig)
    db.session.rollback()
    response = answer(503, _("The school's records cannot be reached just now. Nothing was saved; try again soon."))
    response.headers["Retry-After"] = "5"
    return response


def _unforeseen(error: Exception) -> ResponseReturnValue:
    log.exception("unforeseen error in request %s", g.get("request_id"))
    db.session.rollback()
    if current_app.testing or current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    return answer(500, "")


def answer(status: int, message: str = "", fields: dict[str, str] | None = None) -> Response:
    """An error's response: for programs under /api or asking for JSON, for people otherwise."""
    if request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json":
        return problem(status, message, fields or {})
    shown = status if status in PAGES else 500 if status > 500 else 400
    try:
        page = render_template(f"errors/{shown}.html", message=message, request_id=g.get("request_id", ""))
    except Exception:
        log.exception("the page of error %s cannot be shown", status)
        return Response(LAST_RESORT, status=status, mimetype="text/html")
    return Response(page, status=status)


def problem(status: int, detail: str, fields: dict[str, Any]) -> Response:
    """An RFC 9457 document; `errors` maps each wrong field to what is wrong with it."""
    body: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    if detail:
        body["detail"] = detail
    if fields:
        body["errors"] = fields
    response = jsonify(body)
    response.status_code = status
    response.mimetype = "application/problem+json"
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
