"""The rules of the house that a linter does not know (ARCHITECTURE.md)."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

import click
import pytest
from flask import Flask

from app.config import Settings

ROOT = Path(__file__).parents[2]
APP = ROOT / "app"
FILE_LINES = 250
FUNCTION_LINES = 40
VIEW_LINES = 15
SCRIPT_LINES = 80
SOURCES = sorted(path for path in APP.rglob("*.py"))
TEMPLATES = sorted((APP / "templates").rglob("*.html"))
# What may stand in a file's name nowhere: words that say nothing.
EMPTY_NAMES = ("util", "helper", "manager", "handler", "misc", "common")
TRUSTED_MARKUP = {"app/formats/rich_text.py", "app/filters.py"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def calls(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            found.add(ast.unparse(node.func))
    return found


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_file_keeps_the_rules(path: Path) -> None:
    text = path.read_text()
    lines = text.count("\n")
    assert lines <= FILE_LINES, f"{lines} lines"
    assert not any(word in path.stem for word in EMPTY_NAMES), "a name that says nothing"
    assert not re.search(r"#\s*(TODO|FIXME|XXX)", text), "unfinished"
    called = calls(path)
    if name(path) != "app/transaction.py":
        assert not any(call.endswith("session.commit") for call in called), "commits outside transaction.py"
    if name(path) != "app/clock.py":
        assert not called & {"datetime.now", "datetime.utcnow", "date.today", "datetime.datetime.now"}, "reads a clock"
    if name(path) not in TRUSTED_MARKUP:
        unsafe = [
            node
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Call)
            and ast.unparse(node.func) in ("Markup", "markupsafe.Markup")
            and not (node.args and isinstance(node.args[0], ast.Constant))
        ]
        assert not unsafe, "makes trusted HTML out of something that is not a constant"


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_functions_are_short(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef) and node.end_lineno:
            length = node.end_lineno - node.lineno + 1
            assert length <= FUNCTION_LINES, f"{node.name} has {length} lines"


def views() -> list[tuple[str, ast.FunctionDef]]:
    return [
        (name(path), node)
        for path in (APP / "blueprints").rglob("*.py")
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef)
        and any("requires(" in ast.unparse(d) or ast.unparse(d) == "public" for d in node.decorator_list)
    ]


@pytest.mark.parametrize(("path", "view"), [pytest.param(p, v, id=f"{p}:{v.name}") for p, v in views()])
def test_views_are_thin(path: str, view: ast.FunctionDef) -> None:
    assert view.end_lineno is not None
    assert view.end_lineno - view.lineno + 1 <= VIEW_LINES
    source = ast.unparse(view)
    assert not re.search(r"request\.form\[", source), "takes a field past its form"
    assert not re.search(r"\.query\.get|session\.get\(", source), "loads past what the person may see"


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_keep_the_policy(path: Path) -> None:
    text = path.read_text()
    if "emails" not in path.parts:
        assert not re.search(r"<[^>]*\sstyle=", text), "an inline style"
        assert not re.search(r"<[^>]*\son[a-z]+=", text), "an inline script"
        assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", text), "an address of somebody else"
    assert not re.search(r"\|\s*safe\b", text), "trusted without being sanitised"
    for script in re.findall(r"<script\b[^>]*>", text):
        assert "nonce=" in script or 'type="application/json"' in script, "a script without a nonce"


def test_styles_and_scripts_are_ours_and_from_here() -> None:
    for path in [*(APP / "static" / "css").rglob("*.css"), *(APP / "static" / "js").rglob("*.js")]:
        text = path.read_text()
        assert not re.search(r"https?://(?!www\.w3\.org)", re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.S)), name(
            path
        )
        if path.suffix == ".css":
            physical = re.findall(
                r"(?<![-\w])(?:margin|padding|border)-(?:left|right)\b|(?<![-\w])(?:left|right)\s*:", text
            )
            assert not physical, f"{name(path)}: {physical}"


def test_scripts_are_small() -> None:
    for path in (APP / "static" / "js").rglob("*.js"):
        assert path.read_text().count("\n") <= SCRIPT_LINES, name(path)


def test_nothing_built_or_foreign_is_committed() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    bad = [path for path in listed if re.search(r"\.min\.(js|css)$|(^|/)(node_modules|vendor|dist)/", path)]
    assert not bad
    lock = (ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in lock, "the lock file names where packages were fetched from"
    assert '"integrity"' in lock


class Asked(dict[str, str]):
    """An environment that notes which settings were asked for."""

    def __init__(self, **given: str) -> None:
        super().__init__(given)
        self.names: set[str] = set()

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self.names.add(name)
        return super().get(name, default)


def settings_asked(folder: Path) -> set[str]:
    """Every setting of the portal and of what starts it in `deploy/`, but for Flask's own."""
    env = Asked(DATA_DIR=str(folder))
    Settings.from_environment(env)
    deployed = "".join(path.read_text() for path in (ROOT / "deploy").glob("*.py"))
    read = re.findall(r"os\.environ(?:\.get\(|\[)[\"']([A-Z_]+)", deployed)
    return {*env.names, *read} - {"FLASK_DEBUG"}


def commands(group: click.Group, *before: str) -> list[str]:
    """What stands after `flask --app wsgi` for each command of ours."""
    found = []
    for word, command in group.commands.items():
        if isinstance(command, click.Group):
            found += commands(command, *before, word)
        elif command.callback and inspect.unwrap(command.callback).__module__.startswith("app."):
            found.append(" ".join([*before, word]))
    return found


def unnamed(words: Iterable[str], text: str) -> list[str]:
    return sorted(word for word in words if not re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text))


def test_docs_name_every_setting_and_command(the_app: Flask, tmp_path: Path) -> None:
    names = settings_asked(tmp_path)
    for place in (".env.example", "docs/operators.md"):
        missing = unnamed(names, (ROOT / place).read_text())
        assert not missing, f"{place} does not name {missing}"
    assert isinstance(the_app.cli, click.Group)
    ours = commands(the_app.cli)
    assert {"backup", "doctor", "users create"} <= set(ours)
    missing = unnamed(ours, (ROOT / "docs/operators.md").read_text())
    assert not missing, f"docs/operators.md does not name {missing}"
    docs = "".join(path.read_text() for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
    targets = re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), flags=re.M)
    missing = unnamed([f"make {target}" for target in targets], docs)
    assert not missing, f"no document names {missing}"


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_what_is_imported_says_nothing_once_for_all(path: Path) -> None:
    """A template of macros is read once, by whoever comes first: a text outside of them would keep his language."""
    text = path.read_text()
    if "{% macro " in text and "{% block " not in text:
        assert not re.search(r"^\{%-? set .*\b(?:_|n?gettext)\(", text, flags=re.MULTILINE)
