"""What every kind of notification owes (architecture.md, "Where a newcomer adds")."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from flask import Flask

from app import events
from app.config import LANGUAGES
from app.models.notification import Channel, Priority
from app.notifications import templates
from app.notifications.kinds import Kind, kinds, shorten
from app.notifications.policies import decidable

APP = Path(__file__).parents[2] / "app"
ICONS = (APP / "static" / "icons" / "sprite.txt").read_text().split()


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.name)
def test_a_kind_is_whole(kind: Kind, app: Flask) -> None:
    assert re.fullmatch(r"[a-z][a-z_]+", kind.name)
    assert str(kind.label)
    assert kind.icon in ICONS
    assert kind.tone in {"info", "ok", "warn", "bad", "neutral"}
    assert isinstance(kind.priority, Priority)
    assert Channel.BELL in kind.channels
    assert kind.hears


def named_outside_of_kinds() -> set[str]:
    """Every text constant in the app that is not in the kinds' own files."""
    files = [path for path in APP.rglob("*.py") if path.parent.name != "kinds"]
    nodes = (node for path in files for node in ast.walk(ast.parse(path.read_text())))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_event_that_a_kind_hears_is_announced_somewhere() -> None:
    assert set(events.heard()) <= named_outside_of_kinds()


def test_titles_are_cut_at_a_word() -> None:
    assert shorten("short") == "short"
    cut = shorten("A lesson with a title that goes on and on for very much longer than anybody would read", 60)
    assert len(cut) <= 60
    assert cut.endswith("…")
    assert not cut[:-1].endswith(" ")
    assert len(shorten("x" * 100, 60)) == 60


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.name)
def test_kinds_with_groups_have_words_for_them(kind: Kind) -> None:
    has_groups = type(kind).group_key is not Kind.group_key
    assert has_groups == (type(kind).bundle is not Kind.bundle)


@pytest.mark.parametrize("kind", decidable(), ids=lambda kind: kind.name)
def test_a_kind_has_words_for_its_examples_alone(kind: Kind, app: Flask) -> None:
    """An admin who words it anew looks at it with nothing but the examples of its variables."""
    for language in LANGUAGES:
        assert templates.example(kind, language).title
