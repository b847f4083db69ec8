"""The OpenAPI 3.1 document: what flask-smorest gathers, with the problems that each route may answer."""

from __future__ import annotations

from functools import cache
from typing import Any

import flask_smorest
from flask import Flask

from app.blueprints.api.resource import PREFIX, Resource

PROBLEM = "application/problem+json"
METHODS = ("get", "post", "put", "patch", "delete")
PROBLEMS = {
    "BadRequest": "The body is not JSON, or the session's CSRF token is missing",
    "Unauthorized": "No token or session, or one that is no longer good",
    "Forbidden": "Not allowed, or the token lacks the scope",
    "NotFound": "There is no such thing, or none that you may know of",
    "Conflict": "Not possible in the present state",
    "NoRoom": "There is no room left for this file",
    "ContentTooLarge": "The body is too big",
    "UnsupportedMediaType": "The body is not declared as JSON",
    "UnprocessableContent": "Something in the request breaks a rule: `errors` says what, field by field",
    "TooManyRequests": "Too many requests; `Retry-After` says in how many seconds to go on",
}
PROBLEM_SCHEMA = {
    "type": "object",
    "description": "RFC 9457",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "object",
            "description": "What is wrong with each field",
            "additionalProperties": {"type": "string"},
        },
    },
}
SECURITY = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A token from “API tokens” in one's profile"},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "session",
        "description": "The browser's session; changes need the header X-CSRFToken too",
    },
}


class Api(flask_smorest.Api):
    """flask-smorest without its own answers to errors: app/web/answers.py has them."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def init_app(self, app: Flask, **options: Any) -> None:
        super().init_app(app, **options)
        self.spec.components.schema("Problem", PROBLEM_SCHEMA)
        for name, said in PROBLEMS.items():
            content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
            self.spec.components.response(name, {"description": said, "content": content})
        for name, scheme in SECURITY.items():
            self.spec.components.security_scheme(name, scheme)
        self.titles: dict[str, str] = {}

    def _register_error_handlers(self) -> None:
        """None of its own."""

    def register_blueprint(self, blp: Resource, **options: Any) -> None:
        super().register_blueprint(blp, **options)
        self.titles[blp.name] = blp.title


def document(app: Flask) -> dict[str, Any]:
    """The whole document of `app`, made once."""
    api: Api = app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    return _finished(api)


@cache
def _finished(api: Api) -> dict[str, Any]:
    made: dict[str, Any] = api.spec.to_dict()
    made["info"]["description"] = "Everything that a program may do in this school. Times are RFC 3339 in UTC."
    made["security"] = [{"bearer": []}, {"session": []}]
    made["servers"] = [{"url": PREFIX}]
    made["paths"] = {path.removeprefix(PREFIX): each for path, each in sorted(made["paths"].items())}
    for tag in made["tags"]:
        tag["name"] = api.titles[tag["name"]]
    for path, operations in made["paths"].items():
        for method in METHODS:
            if method in operations:
                _finish(path, method, operations[method], api)
    return made


def _finish(path: str, method: str, operation: dict[str, Any], api: Api) -> None:
    operation["tags"] = [api.titles[tag] for tag in operation["tags"]]
    answers = operation["responses"]
    answers.pop("422", None)
    names = ["Unauthorized", "Forbidden", "TooManyRequests", *([] if method == "get" else ["BadRequest"])]
    if "{" in path:
        names.append("NotFound")
    if "requestBody" in operation:
        names += ["ContentTooLarge", "UnsupportedMediaType"]
    if "requestBody" in operation or operation.get("parameters"):
        names.append("UnprocessableContent")
    for name in names:
        answers[STATUS[name]] = {"$ref": f"#/components/responses/{name}"}
    operation["responses"] = dict(sorted(answers.items()))


STATUS = {
    "BadRequest": "400",
    "Unauthorized": "401",
    "Forbidden": "403",
    "NotFound": "404",
    "Conflict": "409",
    "ContentTooLarge": "413",
    "UnsupportedMediaType": "415",
    "UnprocessableContent": "422",
    "TooManyRequests": "429",
}
