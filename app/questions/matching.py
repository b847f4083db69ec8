"""Matching: to each prompt one of the answers, with answers that belong to none."""

from __future__ import annotations

from dataclasses import dataclass

from app.questions.base import Words


@dataclass(frozen=True)
class Pair:
    """`answer_id` is a random name of its own, so that nothing on the page links the two."""

    id: str
    prompt: Words
    answer_id: str
    answer: Words


@dataclass(frozen=True)
class Distractor:
    id: str
    answer: Words


@dataclass(frozen=True)
class Matching:
    """JSON: {"pairs": [{"id", "prompt", "answer_id", "answer"}], "distractors": [{"id", "answer"}], "shuffle"}.

    Each pair is worth an equal share. Equal answers of several pairs are one for the student and for grading.
    """

    pairs: tuple[Pair, ...]
    distractors: tuple[Distractor, ...] = ()
    shuffle: bool = True
