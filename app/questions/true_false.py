"""True or false."""

from __future__ import annotations

from dataclasses import dataclass

from app.questions.base import NO_WORDS, Words


@dataclass(frozen=True)
class TrueFalse:
    """JSON: {"right": true, "feedback_true": words, "feedback_false": words}; the feedback to who chose that."""

    right: bool
    feedback_true: Words = NO_WORDS
    feedback_false: Words = NO_WORDS
