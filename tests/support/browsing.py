"""A test client that behaves as a browser: a fresh context each time, the page's CSRF token, every page checked."""

from __future__ import annotations

import contextvars
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.extensions import db
from app.models.user import User
from tests.support.pages import check_page
from tests.support.people import make_session


class Browser(FlaskClient):
    """`post` sends the CSRF token by itself unless `csrf=False`; HTML answers are checked as pages."""

    def log_in(self, user: User) -> Browser:
        token = make_session(user)
        with self.session_transaction() as session:
            session["_user_id"] = token
            session["_fresh"] = True
        return self

    def open(self, *args: Any, csrf: bool = True, check: bool = True, **kwargs: Any) -> TestResponse:
        self._let_go()
        method = kwargs.get("method", "GET")
        if csrf and method not in ("GET", "HEAD", "OPTIONS"):
            headers = dict(kwargs.pop("headers", None) or {})
            kwargs["headers"] = {"X-CSRFToken": self._csrf_token(), **headers}
        response: TestResponse = contextvars.Context().run(super().open, *args, **kwargs)
        response.request.environ["wsgi.input"].close()  # Werkzeug keeps a big body in a file and leaves it open
        leads_on = 300 <= response.status_code < 400
        if check and response.mimetype == "text/html" and not leads_on:
            said = response.get_data(as_text=True)
            if said or method == "GET":
                check_page(said, fragment="HX-Request" in response.request.headers)
        return response

    def _let_go(self) -> None:
        """End the test's own transaction, so that the request meets a free database and the test sees what it did."""
        db.session.commit()
        db.session.expire_all()

    def _csrf_token(self) -> str:
        def made() -> str:
            from flask_wtf.csrf import generate_csrf

            with self.application.test_request_context():
                from flask import session

                with self.session_transaction() as kept:
                    if "csrf_token" in kept:
                        session["csrf_token"] = kept["csrf_token"]
                token: str = generate_csrf()
                with self.session_transaction() as kept:
                    kept["csrf_token"] = session["csrf_token"]
            return token

        return contextvars.Context().run(made)
