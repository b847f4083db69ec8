"""Requests as any actor, of which nothing stays: what an action would commit is flushed, and rolled back afterwards."""

from __future__ import annotations

import contextvars
from typing import Any

from flask import Flask, session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from app.extensions import db
from tests.access.world import World

TYPED = {
    "/reach": "event",
    "/proof": "notification",
    "/classrooms": "classroom",
    "/announcements": "announcement",
    "/lessons": "lesson",
    "/modules": "module",
    "/groups": "group",
    "/files": "file",
    "/resources": "resource",
    "/uploads": "upload",
    "/memberships": "member",
    "/members": "member",
    "/notifications": "notification",
    "/devices": "device",
    "/me/devices": "device",
    "/push/subscriptions": "device",
    "/me/sessions": "session",
    "/me/tokens": "token",
    "/admin/users": "user",
    "/admin/notifications": "notification",
    "/admin/notifications/sent": "by_hand",
    "/admin/calendar/holidays": "holiday",
    "/avatars": "user",
    "/certificates": "certificate",
    "/quizzes": "quiz",
    "/attempts": "attempt",
    "/questions": "question",
    "/quiz-exceptions": "quiz_exception",
    "/quiz-sections": "quiz_section",
    "/sessions": "live",
    "/calendar/sessions": "live",
    "/recordings": "recording",
    "/webinars": "webinar",
}
OTHERS = {
    "<version>": "x",
    "<file_id>": "0" * 32,
    "<int:version>": "1",
    "<int:number>": "1",
    "<token>": "x",
    "<path:filename>": "icons/app.svg",
    "<kind>": "new_content",
    "<channel>": "push",
    "<language>": "es",
    "<name>": "new_content",
    "<message>": "0" * 32,
    "<user>": "0" * 32,
    "<user_id>": "0" * 32,
}
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class Knocker:
    """Knocks at doors as one actor after the other."""

    def __init__(self, app: Flask, world: World) -> None:
        self.app = app
        self.world = world
        self.client = FlaskClient(app, app.response_class, use_cookies=False)
        self.client.environ_base = {"REMOTE_ADDR": "127.0.0.1"}
        self.sent: list[str] = []
        self.open: list[str] = []
        self.kept: list[str] = []
        self.shown: dict[str, dict[str, str]] = {actor: self._shown(actor) for actor in (*world.cookies, "anon")}

    def _shown(self, actor: str) -> dict[str, str]:
        """The cookie and CSRF token of somebody's browser."""

        def made() -> dict[str, str]:
            with self.app.test_request_context():
                if actor in self.world.cookies:
                    session["_user_id"] = self.world.cookies[actor]
                    session["_fresh"] = True
                token = generate_csrf()
                signed = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
                return {"Cookie": f"session={signed.dumps(dict(session))}", "X-CSRFToken": token}

        return contextvars.Context().run(made)

    def headers(self, actor: str) -> dict[str, str]:
        if actor in self.world.tokens:
            return {"Authorization": f"Bearer {self.world.tokens[actor]}", **self.shown["anon"]}
        return self.shown[actor]

    def url(self, rule: str, state: str) -> str:
        """`rule` with the objects of the class in `state` put in."""
        things = self.world.objects[state]
        path = rule.removeprefix("/api/v1")
        place = max((prefix for prefix in TYPED if path.startswith(prefix + "/<id>")), key=len, default="")
        filled = rule.replace("<id>", things.get(TYPED.get(place, ""), "0" * 32))
        code = things["verified" if path.startswith("/certificates") else "code"]
        for name, value in {
            **OTHERS,
            "<code>": code,
            "<question>": things["question"],
            "<section>": things["quiz_section"],
        }.items():
            filled = filled.replace(name, value)
        return filled

    def knock(self, method: str, rule: str, state: str, actor: str, **changes: Any) -> TestResponse:
        """One request, refused in JSON, which is quicker than a page.

        Afterwards `sent` has the statements that were to change rows, and `kept` those that were committed.
        """
        headers = {"Accept": "application/json, */*;q=0.1", **self.headers(actor), **changes.get("headers", {})}
        for name in changes.get("without", ()):
            headers.pop(name, None)
        kind: dict[str, Any] = {}
        if method not in ("GET", "HEAD", "DELETE"):
            kind = {"json": {}} if rule.startswith(("/api/", "/push/")) else {"data": {}}
        self.sent.clear()
        self.kept.clear()
        db.session.remove()
        self.open.clear()

        def go() -> TestResponse:
            return self.client.open(self.url(rule, state), method=method, headers=headers, **kind)

        answer: TestResponse = contextvars.Context().run(go)
        answer.get_data()
        answer.close()
        return answer


def outcome(answer: TestResponse) -> str:
    """The sign of the table for an answer."""
    leads = answer.status_code in (302, 303) and answer.request.path != "/logout"
    if leads and answer.headers.get("Location", "").startswith("/login"):
        return ">"
    return {401: "U", 403: "X", 404: "-"}.get(answer.status_code, "+")
