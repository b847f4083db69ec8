"""Choices, as single choice, multiple answers and gaps of a cloze have them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from app.questions.base import NO_WORDS, NOTHING, Words


@dataclass(frozen=True)
class Choice:
    """`worth` is its share of the points, -1 to 1; what is right alone has 1."""

    id: str
    text: Words
    worth: Fraction = NOTHING
    feedback: Words = NO_WORDS
