"""The tests that docs/testing.md names are there; the forty of notifications by number."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+) \|$", re.M)
TEXT = (ROOT / "docs" / "testing.md").read_text()
NUMBERS = {int(number): held for number, _what, held in ROW.findall(TEXT)}


@pytest.mark.parametrize("number", range(1, 41))
def test_each_number_has_its_test(number: int) -> None:
    assert re.search(r"`tests/[^:`]+::[^`]+`", NUMBERS[number])


def test_all_that_is_named_is_there() -> None:
    for path, name in re.findall(r"`(tests/[^:`]+)::([^`]+)`", TEXT):
        text = (ROOT / path).read_text()
        assert f"def {name}(" in text or f'test("{name}"' in text, f"{path} has no {name}"
    assert [path for path in re.findall(r"`(tests/[^:`]+\.py)`", TEXT) if not (ROOT / path).exists()] == []
