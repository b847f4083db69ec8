"""Essay: a text that a person grades."""

from __future__ import annotations

from dataclasses import dataclass

from app.questions.base import NO_WORDS, Words


@dataclass(frozen=True)
class Essay:
    """JSON: {"lines": 10, "words_at_least": null, "words_at_most": null, "notes": words, "template": "…"}.

    `notes` are for whoever grades (a key, never shown before release); `template` stands in the field at first.
    """

    lines: int = 10
    words_at_least: int | None = None
    words_at_most: int | None = None
    notes: Words = NO_WORDS
    template: str = ""
