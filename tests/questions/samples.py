"""One question of each type, with marks in all that a student may not see before it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from app.questions import TYPES
from app.questions.base import Content, QuestionType

FEEDBACK, KEY = "feedback-3141", "key-2718"


@dataclass(frozen=True)
class Sample:
    """`right` earns everything; `form` are the fields that send it; `wrong` earns nothing; `bad` is no answer."""

    type: str
    raw: dict[str, Any]
    right: dict[str, Any]
    form: dict[str, list[str]]
    wrong: dict[str, Any]
    bad: list[Any]
    text: str = "What is it?"

    def __str__(self) -> str:
        return self.type


def told(number: int) -> dict[str, str]:
    return {"source": f"{FEEDBACK} {number}", "format": "plain"}


CHOICES = [
    {"id": "aa", "text": "Rome", "worth": 1, "feedback": told(1)},
    {"id": "bb", "text": {"source": "*Paris*", "format": "markdown"}, "worth": "1/2", "feedback": told(2)},
    {"id": "cc", "text": {"source": "<b>Bonn</b>", "format": "html"}, "worth": "-1/3", "feedback": told(3)},
    {"id": "dd", "text": "Oslo", "feedback": told(4)},
]
SHORT = {"accepted": [{"text": f"{KEY} *", "feedback": told(1)}, {"text": "near", "worth": "0.5", "feedback": told(2)}]}
NUMERIC = {
    "ranges": [
        {"low": "271.75", "high": "271.85", "feedback": told(1)},
        {"low": "270", "high": "273", "worth": "1/3", "feedback": told(2)},
    ],
    "units": [{"name": "m"}, {"name": "cm", "factor": "0.01"}],
}
SAMPLES = [
    Sample(
        "single",
        {"choices": CHOICES},
        {"choice": "aa"},
        {"choice": ["aa"]},
        {"choice": "dd"},
        [{"choice": "zz"}, {"choice": 1}, {"choice": ["aa"]}, {"choices": ["aa"]}, [], "aa"],
    ),
    Sample(
        "multiple",
        {"choices": CHOICES},
        {"choices": ["aa", "bb"]},
        {"choice": ["bb", "aa"]},
        {"choices": ["cc"]},
        [{"choices": ["zz"]}, {"choices": "aa"}, {"choices": [["aa"]]}, {"choice": "aa"}, []],
    ),
    Sample(
        "true_false",
        {"right": False, "feedback_true": told(1), "feedback_false": told(2)},
        {"value": False},
        {"value": ["false"]},
        {"value": True},
        [{"value": "false"}, {"value": 0}, {"right": True}, [], False],
    ),
    Sample(
        "short",
        SHORT,
        {"text": f"{KEY} at all"},
        {"text": [f"  {KEY} at all "]},
        {"text": "far"},
        [{"text": 1}, {"text": "a" * 501}, {"text": ["a"]}, [], "a"],
    ),
    Sample(
        "numeric",
        NUMERIC,
        {"text": "271,8 m"},
        {"text": ["271,8 m"]},
        {"text": "many"},
        [{"text": 271.8}, {"text": "1" * 201}, {"number": 1}, [], "1"],
    ),
    Sample(
        "matching",
        {
            "pairs": [
                {"id": "p1", "prompt": "Italy", "answer_id": "a1", "answer": "Rome"},
                {"id": "p2", "prompt": "France", "answer_id": "a2", "answer": "Paris"},
                {"id": "p3", "prompt": "Europe", "answer_id": "a3", "answer": "Paris"},
            ],
            "distractors": [{"id": "d1", "answer": "Oslo"}],
        },
        {"pairs": {"p1": "a1", "p2": "a2", "p3": "a2"}},
        {"pair-p1": ["a1"], "pair-p2": ["a3"], "pair-p3": ["a2"]},
        {"pairs": {"p1": "d1", "p2": "a1"}},
        [{"pairs": {"p1": "p2"}}, {"pairs": {"zz": "a1"}}, {"pairs": {"p1": ["a1"]}}, {"pairs": ["a1"]}, []],
    ),
    Sample(
        "ordering",
        {"items": [{"id": "i1", "text": "one"}, {"id": "i2", "text": "two"}, {"id": "i3", "text": "three"}]},
        {"places": {"i1": 1, "i2": 2, "i3": 3}},
        {"place-i1": ["1"], "place-i2": ["2"], "place-i3": ["3"]},
        {"places": {"i1": 2, "i2": 3, "i3": 1}},
        [{"places": {"i1": 0}}, {"places": {"i1": 4}}, {"places": {"zz": 1}}, {"order": ["i1", "i1"]}, {"order": 1}],
    ),
    Sample(
        "cloze",
        {
            "gaps": [
                {"id": "g1", "type": "short", "weight": 2, "content": SHORT},
                {"id": "g2", "type": "numeric", "content": NUMERIC},
                {"id": "g3", "type": "single", "content": {"choices": CHOICES}},
                {"id": "g4", "type": "multiple", "content": {"choices": CHOICES}},
            ]
        },
        {
            "gaps": {
                "g1": {"text": f"{KEY} x"},
                "g2": {"text": "27180 cm"},
                "g3": {"choice": "aa"},
                "g4": {"choices": ["aa", "bb"]},
            }
        },
        {"g1-text": [f"{KEY} x"], "g2-text": ["27180 cm"], "g3-choice": ["aa"], "g4-choice": ["aa", "bb"]},
        {"gaps": {"g1": {"text": "far"}, "g3": {"choice": "cc"}}},
        [
            {"gaps": {"g1": {"choice": "aa"}}},
            {"gaps": {"zz": {"text": "a"}}},
            {"gaps": {"g2": {"text": 2}}},
            {"gaps": 1},
        ],
        "A [[g1]], [[g2]], [[g3]] and [[g4]].",
    ),
    Sample(
        "essay",
        {"lines": 5, "words_at_least": 3, "words_at_most": 200, "notes": KEY, "template": "I think"},
        {"text": "I think so."},
        {"text": ["I think so."]},
        {"text": ""},
        [{"text": 1}, {"text": "a" * 100_001}, {"words": "a"}, []],
    ),
]
BY_TYPE = {sample.type: sample for sample in SAMPLES}
every_type = pytest.mark.parametrize("sample", SAMPLES, ids=str)


def load(sample: Sample) -> tuple[QuestionType, Content]:
    type = TYPES[sample.type]
    return type, type.parse(sample.raw)
