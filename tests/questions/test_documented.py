"""What docs/api.md says of questions is what the types read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from app.questions import TYPES
from app.questions.base import FULL

DOCS = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
ROWS = re.findall(r"^\| `(\w+)` \| `(\{.*?\})`[^|]*\| `(\{.*\})` \|$", DOCS, re.MULTILINE)


def test_every_type_is_documented() -> None:
    assert [type for type, _content, _answer in ROWS] == list(TYPES)


@pytest.mark.parametrize(("type", "content", "answer"), ROWS)
def test_the_examples_are_read_and_the_answers_right(type: str, content: str, answer: str) -> None:
    found = TYPES[type].parse(json.loads(content))
    given = json.loads(answer) | named(type, found.json())
    share = TYPES[type].grade(found, TYPES[type].read(found, given)).share
    assert share == (None if TYPES[type].by_hand else FULL)


def named(type: str, content: Any) -> dict[str, Any]:
    """The ids that stand for <id> in the example."""
    if type == "single":
        return {"choice": content["choices"][0]["id"]}
    if type == "multiple":
        return {"choices": [content["choices"][0]["id"]]}
    if type == "matching":
        return {"pairs": {pair["id"]: pair["answer_id"] for pair in content["pairs"]}}
    return {"order": [item["id"] for item in content["items"]]} if type == "ordering" else {}
