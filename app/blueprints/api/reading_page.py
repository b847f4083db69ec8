"""The document of the API: for programs as JSON, for people as a page of ours made from the same document."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from app.blueprints.api.description import METHODS, document
from app.permissions import public

blueprint = Blueprint("api", __name__)


@blueprint.get("/api/v1/openapi.json")
@public
def openapi() -> ResponseReturnValue:
    return document(current_app)


@blueprint.get("/api/docs")
@public
def docs() -> ResponseReturnValue:
    described = document(current_app)
    return render_template("api/docs.html", document=described, groups=_groups(described))


def _groups(described: dict[str, Any]) -> list[dict[str, Any]]:
    """The operations under the headings of their resources, each with its body and its answers."""
    return [
        {
            **tag,
            "place": f"part-{tag['name'].lower().replace(' ', '-')}",
            "operations": list(_operations(described, tag["name"])),
        }
        for tag in described["tags"]
    ]


def _operations(described: dict[str, Any], tag: str) -> list[dict[str, Any]]:
    return [
        {
            **operation,
            "method": method.upper(),
            "path": path,
            "anchor": f"{method}{path}".replace("/", "-").replace("{", "").replace("}", ""),
            "body": _fields(described, operation.get("requestBody")),
            "parameters": operation.get("parameters", []),
            "answers": [_answer(described, status, said) for status, said in operation["responses"].items()],
        }
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
        if method in METHODS and tag in operation["tags"]
    ]


def _answer(described: dict[str, Any], status: str, said: dict[str, Any]) -> dict[str, Any]:
    name = said.get("$ref", "").rpartition("/")[2]
    whole = described["components"]["responses"][name] if name else said
    return {
        "status": status,
        "description": whole["description"],
        "fields": [] if name else _fields(described, said),
    }


def _fields(described: dict[str, Any], holder: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Name, type and rules of every field of a JSON body."""
    content = (holder or {}).get("content", {}).get("application/json", {})
    schema = _resolved(described, content.get("schema", {}))
    needed = schema.get("required", [])
    return [
        {"name": name, "kind": kind_of(each), "needed": name in needed, "description": each.get("description", "")}
        for name, each in schema.get("properties", {}).items()
    ]


def _resolved(described: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = described["components"]["schemas"][name] if name else schema
    return found


def kind_of(schema: dict[str, Any]) -> str:
    """A schema in a few words: "string, at most 80", "list of Lesson", "draft | published"."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "enum" in schema:
        return " | ".join("null" if value is None else str(value) for value in schema["enum"])
    given = schema.get("type", "anything")
    words = " or ".join(given) if isinstance(given, list) else str(given)
    if "items" in schema:
        words = f"list of {kind_of(schema['items'])}"
    if "format" in schema:
        words += f" ({schema['format']})"
    if "minimum" in schema and "maximum" in schema:
        words += f", {schema['minimum']} to {schema['maximum']}"
    return words + (f", at most {schema['maxLength']}" if "maxLength" in schema else "")


blueprint.add_app_template_filter(kind_of, "kind_of_schema")
