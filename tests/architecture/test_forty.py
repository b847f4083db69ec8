"""The forty tests of notifications, by number: each is where docs/testing.md says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+) \|$", re.M)
NUMBERS = {int(number): held for number, _what, held in ROW.findall((ROOT / "docs" / "testing.md").read_text())}


@pytest.mark.parametrize("number", range(1, 41))
def test_each_number_has_its_test(number: int) -> None:
    named = re.findall(r"`(tests/[^:`]+)::([^`]+)`", NUMBERS[number])
    assert named
    for path, name in named:
        text = (ROOT / path).read_text()
        assert f"def {name}(" in text or f'test("{name}"' in text, f"{path} has no {name}"
