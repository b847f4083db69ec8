"""What every type of question owes (ARCHITECTURE.md, "Where a newcomer adds")."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from app.blueprints.pages.styleguide_questions import samples
from app.questions import TYPES
from app.web.question_fields import READERS
from app.web.question_words import TYPE_NAMES
from tests.questions.samples import BY_TYPE

APP = Path(__file__).parents[2] / "app"
FOLDER = APP / "templates" / "questions"


@pytest.mark.parametrize("type", TYPES)
@pytest.mark.parametrize("name", ["answer", "review", "edit"])
def test_a_type_has_its_templates(type: str, name: str) -> None:
    text = (FOLDER / type / f"{name}.html").read_text()
    assert text.startswith("{# "), "says nothing of how it is called"
    assert f"{{% macro {name}(" in text


def test_nothing_is_left_of_other_types() -> None:
    assert {path.name for path in FOLDER.iterdir() if path.is_dir()} == set(TYPES)


def test_every_list_of_types_has_all_of_them() -> None:
    assert [type.name for type in TYPES.values()] == list(TYPES)
    for listed in (TYPE_NAMES, READERS, BY_TYPE, {sample.type: sample for sample in samples()}):
        assert list(listed) == list(TYPES)


def test_gradings_are_exact() -> None:
    """No binary fractions where points are worked out."""
    for path in (APP / "questions").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), path.name
            assert not (isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("float", "round")), path.name
