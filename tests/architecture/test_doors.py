"""Every door is marked: who may come in is never forgotten (architecture.md, rule 6)."""

from __future__ import annotations

import ast
from pathlib import Path

from flask import Flask

from app.permissions import Can, ruled

SOCKETS = Path(__file__).parents[2] / "app" / "sockets"
UNMARKED_BY_NATURE = {"static"}


def test_every_route_is_marked(the_app: Flask) -> None:
    unmarked = [
        rule.endpoint
        for rule in the_app.url_map.iter_rules()
        if rule.endpoint not in UNMARKED_BY_NATURE
        and _mark(the_app.view_functions[rule.endpoint], rule.methods) is None
    ]
    assert not unmarked


def _mark(view: object, methods: set[str] | None) -> object:
    """The mark of a view; a class of views has one on each of its methods."""
    view_class = getattr(view, "view_class", None)
    if view_class is None:
        return getattr(view, "__access__", None)
    verbs = [getattr(view_class, method.lower(), None) for method in (methods or set()) - {"HEAD", "OPTIONS"}]
    return all(getattr(verb, "__access__", None) is not None for verb in verbs) or None


def test_every_socket_event_is_marked() -> None:
    for path in SOCKETS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.FunctionDef):
                continue
            marks = [ast.unparse(decorator) for decorator in node.decorator_list]
            if any(".on(" in mark for mark in marks):
                assert any(mark == "public" or mark.startswith("requires(") for mark in marks), (
                    f"{path.name}: {node.name}"
                )


def test_every_deed_has_a_rule() -> None:
    assert ruled() == set(Can)


def test_no_get_route_is_named_like_a_deed(the_app: Flask) -> None:
    """A GET changes nothing, so none is called delete, remove or publish."""
    deeds = ("delete", "remove", "publish", "archive", "approve", "reject", "revoke")
    wrong = [
        rule.endpoint
        for rule in the_app.url_map.iter_rules()
        if "GET" in (rule.methods or set()) and rule.endpoint.rsplit(".", 1)[-1] in deeds
    ]
    assert not wrong
