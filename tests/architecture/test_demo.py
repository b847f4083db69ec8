"""What the demo school does, it does through the actions; who writes rows past them stands in ARCHITECTURE.md."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "app" / "cli" / "demo"
SOURCES = sorted(DEMO.rglob("*.py"))
WRITE_ROWS = {"learning.py", "sending.py"}
OF_THE_SESSION = {"add", "add_all", "delete", "merge", "bulk_save_objects", "bulk_insert_mappings"}
STATEMENTS = {"insert", "insert_new", "update", "delete", "text"}


def writes(path: Path) -> list[str]:
    """The calls and assignments that change rows."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            on_session = called.startswith("db.session.") and called.rpartition(".")[2] in OF_THE_SESSION
            if on_session or called in STATEMENTS or called == "setattr":
                found.append(called)
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        found += [ast.unparse(target) for target in targets if isinstance(target, ast.Attribute)]
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_rows_are_written_where_it_is_said(path: Path) -> None:
    assert bool(writes(path)) is (path.name in WRITE_ROWS), writes(path)


def test_the_documents_name_them() -> None:
    documents = (ROOT / "ARCHITECTURE.md").read_text()
    assert all(f"`{name}`" in documents for name in WRITE_ROWS)
