"""Cloze: a text with gaps, each a small question."""

from __future__ import annotations

from dataclasses import dataclass

from app.questions.multiple import Multiple
from app.questions.numeric import Numeric
from app.questions.short import Short
from app.questions.single import Single

GapContent = Short | Numeric | Single | Multiple


@dataclass(frozen=True)
class Gap:
    """`weight` is how many times an equal share it counts (as in Moodle)."""

    id: str
    content: GapContent
    weight: int = 1


@dataclass(frozen=True)
class Cloze:
    """The question's own text holds `[[id]]` where each gap stands, each exactly once; ids are letters and digits.

    JSON: {"gaps": [{"id", "type": "short", "weight": 1, "content": as that type has it}]}. A single choice in a gap
    is a menu.
    """

    gaps: tuple[Gap, ...]
