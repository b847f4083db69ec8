"""Multiple answers: any number of several, with partial credit by a scheme."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.questions.choices import Choice


class Scheme(StrEnum):
    """How chosen answers add up; never below nought nor above one.

    ALL_OR_NOTHING: exactly the right ones. RIGHT_MINUS_WRONG: each right one adds its equal share, each wrong one
    takes as much away (as in Canvas). WORTHS: the choices' own worths are added (as in Moodle).
    """

    ALL_OR_NOTHING = "all_or_nothing"
    RIGHT_MINUS_WRONG = "right_minus_wrong"
    WORTHS = "worths"


@dataclass(frozen=True)
class Multiple:
    """A choice is right when its worth is above nought. JSON as for a single choice, and "scheme"."""

    choices: tuple[Choice, ...]
    scheme: Scheme = Scheme.RIGHT_MINUS_WRONG
    shuffle: bool = True
