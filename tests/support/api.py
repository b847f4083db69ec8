"""A program that calls the API, and holds every answer against the OpenAPI document."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from app.blueprints.api.description import document
from app.models.user import User
from tests.support.people import make_token

PREFIX = "/api/v1"
JSON = "application/json"
BYTES = "application/octet-stream"
PROBLEM = "application/problem+json"


class Program:
    """Calls with a bearer token, or with what `headers` say; paths are those of the document, such as /users/me."""

    def __init__(self, app: Flask, user: User | None = None, scopes: str = "read write", **headers: str) -> None:
        self.app = app
        self.client = app.test_client()
        self.headers = {"Authorization": f"Bearer {make_token(user, scopes)}"} if user else {}
        self.headers.update(headers)

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.call("GET", path, query_string=query)

    def post(self, path: str, body: Any = None) -> TestResponse:
        return self.call("POST", path, **_as_json(body))

    def put(self, path: str, body: Any = None) -> TestResponse:
        return self.call("PUT", path, **_as_json(body))

    def patch(self, path: str, body: Any = None) -> TestResponse:
        return self.call("PATCH", path, **_as_json(body))

    def delete(self, path: str) -> TestResponse:
        return self.call("DELETE", path)

    def call(self, method: str, path: str, **options: Any) -> TestResponse:
        headers = {**self.headers, **options.pop("headers", {})}
        answer = self.client.open(PREFIX + path, method=method, headers=headers, csrf=False, **options)
        check_answer(self.app, answer)
        return answer


def _as_json(body: Any) -> dict[str, Any]:
    return {} if body is None else {"json": body}


def check_answer(app: Flask, answer: TestResponse) -> None:
    """Fail unless the document lists this status for this route, and its schema fits the body. Pages are let pass."""
    if not answer.request.path.startswith(PREFIX):
        return
    described = document(app)
    adapter = app.url_map.bind("localhost")
    try:
        rule, _ = adapter.match(answer.request.path, method=answer.request.method, return_rule=True)
    except Exception:
        return
    path = rule.rule.removeprefix(PREFIX).replace("<", "{").replace(">", "}")
    operation = described["paths"].get(path, {}).get(answer.request.method.lower())
    if operation is None:
        return
    said = operation["responses"].get(str(answer.status_code))
    assert said is not None, f"{answer.request.method} {path} answered {answer.status_code}: {answer.text[:300]}"
    name = said.get("$ref", "").rpartition("/")[2]
    whole = described["components"]["responses"][name] if name else said
    if BYTES in whole.get("content", {}):
        return
    assert answer.mimetype == (PROBLEM if answer.status_code >= 400 else JSON), answer.mimetype
    for content in whole.get("content", {}).values():
        schema = {**content["schema"], "components": described["components"]}
        wrong = [error.message for error in Draft202012Validator(schema).iter_errors(json.loads(answer.text))]
        assert not wrong, f"{answer.request.method} {path}: {wrong}"
