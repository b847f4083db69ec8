"""Single choice: one of several."""

from __future__ import annotations

from dataclasses import dataclass

from app.questions.choices import Choice


@dataclass(frozen=True)
class Single:
    """At least one choice has the worth 1.

    JSON: {"choices": [{"id", "text": words, "worth": "1/2", "feedback": words}], "shuffle": true}
    """

    choices: tuple[Choice, ...]
    shuffle: bool = True
