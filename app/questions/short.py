"""Short answer: a word or a line, compared with those that are accepted."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from app.questions.base import FULL, NO_WORDS, Words


@dataclass(frozen=True)
class Accepted:
    """One accepted text. `*` stands for anything and `\\*` for a star; the first that fits counts."""

    text: str
    worth: Fraction = FULL
    feedback: Words = NO_WORDS


@dataclass(frozen=True)
class Short:
    """JSON: {"accepted": [{"text", "worth", "feedback"}], "case": false, "accents": true}.

    `case` and `accents` say whether they count. White space is never counted.
    """

    accepted: tuple[Accepted, ...]
    case: bool = False
    accents: bool = True
