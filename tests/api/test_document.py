"""The OpenAPI document and the page that shows it."""

from __future__ import annotations

import importlib
import pkgutil
import re
from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema, validate
from openapi_spec_validator import OpenAPIV31SpecValidator
from wtforms.validators import Length

import app.blueprints
from app.blueprints.api import schemas
from app.blueprints.api.description import document
from app.blueprints.api.schemas.base import Body
from app.models import limits
from app.models.user import User
from app.web.forms import Form
from tests.support.browsing import Browser

SAME = {
    ("ClassroomPost", "ClassroomForm"),
    ("ModulePost", "ModuleForm"),
    ("AnnouncementPost", "TextForm"),
    ("LessonPost", "LessonForm"),
}
OUTSIDE = {"/api/v1/openapi.json"}


def operations(app: Flask) -> set[tuple[str, str]]:
    return {
        (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1") and rule.rule not in OUTSIDE
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_valid_and_complete(app: Flask, client: Browser) -> None:
    described = client.get("/api/v1/openapi.json").json
    assert described["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(described).validate()
    listed = {
        (method.upper(), "/api/v1" + path)
        for path, each in described["paths"].items()
        for method in each
        if method != "parameters"
    }
    assert listed == operations(app)


def test_every_operation_says_what_may_come(app: Flask) -> None:
    for path, each in document(app)["paths"].items():
        for method, operation in each.items():
            if method == "parameters":
                continue
            answers = set(operation["responses"])
            assert operation["summary"], path
            assert {"401", "403", "429"} <= answers
            assert ("404" in answers) == ("{" in path)
            assert ("requestBody" in operation) == ("415" in answers)
            assert any(status[0] == "2" for status in answers)


def test_page(client: Browser, app: Flask, student: User) -> None:
    anonymous = client.get("/api/docs").text
    assert "/notifications/{id}/mark-read" in anonymous
    assert client.log_in(student).get("/api/docs").status_code == 200
    for _method, path in operations(app):
        assert path.removeprefix("/api/v1") in anonymous


def _all(package: Any, parent: type) -> dict[str, Any]:
    found = {}
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        for name, each in vars(importlib.import_module(module.name)).items():
            if isinstance(each, type) and issubclass(each, parent):
                found[name] = each
    return found


def _most(field: Any) -> int | None:
    checks = getattr(field, "validators", [])
    return next((check.max for check in checks if isinstance(check, validate.Length | Length)), None)


@pytest.mark.parametrize(("schema", "form"), sorted(SAME))
def test_forms_and_schemas_agree_on_lengths(app: Flask, schema: str, form: str) -> None:
    body: Schema = _all(schemas, Schema)[schema]()
    with app.test_request_context():
        page = _all(app_blueprints(), Form)[form]()
    shared = {name for name in body.fields if name in page and _most(page[name]) is not None}
    assert shared
    for name in shared:
        assert _most(body.fields[name]) == _most(page[name]), name


def app_blueprints() -> Any:
    return app.blueprints


def test_lengths_are_those_of_the_table(app: Flask) -> None:
    known = {value for value in vars(limits).values() if isinstance(value, int)} | {32, 40, 10, 64, 500}
    for name, schema in _all(schemas, Schema).items():
        for field in schema().fields.values():
            assert _most(field) is None or _most(field) in known, f"{name}.{field.name}"


FORBIDDEN_FRUIT = (
    "id",
    "public_id",
    "is_admin",
    "user",
    "owner",
    "school_id",
    "grade",
    "approved",
    "classroom_id",
    "seq",
)


# The class of a new announcement or session is looked up among those that its writer teaches.
ASKED_FOR = {
    "AnnouncementPost": {"classroom_id"},
    "AudienceBody": {"classroom_id", "role"},
    "NotificationPost": {"classroom_id", "role"},
    "SessionPost": {"classroom_id"},
}


@pytest.mark.parametrize("name", sorted(_all(schemas, Body)))
def test_no_body_takes_what_it_does_not_name(app: Flask, name: str) -> None:
    schema: Schema = _all(schemas, Body)[name]()
    with app.test_request_context():
        wrong = schema.validate(dict.fromkeys(FORBIDDEN_FRUIT, "x"))
    assert set(FORBIDDEN_FRUIT) - ASKED_FOR.get(name, set()) <= set(wrong)
