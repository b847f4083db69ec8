"""What is wrong with a question is said with its place, all of it at once."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from app.questions import TYPES, limits
from app.questions.base import BadQuestion, Words, WordsFormat
from app.questions.cloze import CLOZE
from app.questions.reading import Fields
from tests.questions.samples import BY_TYPE

PAIR = {"prompt": "a", "answer": "b"}
ITEMS = [{"text": "a"}, {"text": "b"}]
RIGHT = {"text": "a", "worth": 1}


@pytest.mark.parametrize(
    ("given", "share"),
    [
        (1, "1"),
        (0.25, "1/4"),
        ("1/3", "1/3"),
        ("-1/100", "-1/100"),
        ("0.33333", "33333/100000"),
        ("33333/100000", "33333/100000"),
        (" 1 ", "1"),
    ],
)
def test_shares_are_exact(given: Any, share: str) -> None:
    fields = Fields({"worth": given}, {"worth"})
    assert fields.share("worth", Fraction(0), -1) == Fraction(share)
    assert fields.problems == []


@pytest.mark.parametrize(
    "given",
    ["", "one", "1/0", "1/101", "0.333333", "1e9", "½", "1/-3", True, [1], 10**4000, float("nan"), 1e300, "2", -2],
)
def test_no_shares(given: Any) -> None:
    fields = Fields({"worth": given}, {"worth"})
    fields.share("worth", Fraction(0), -1)
    assert len(fields.problems) == 1


@pytest.mark.parametrize(
    "given", ["", "1,5", "1e301", "1e-301", "0x1", "1" * 41, "nan", "inf", "Infinity", True, {}, "1_0"]
)
def test_no_decimals(given: Any) -> None:
    fields = Fields({"low": given}, {"low"})
    fields.number("low")
    assert len(fields.problems) == 1


@pytest.mark.parametrize(
    ("type", "raw", "problems"),
    [
        ("single", None, [("", "missing"), ("choices", "too_few")]),
        ("single", {}, [("choices", "too_few")]),
        ("single", {"choices": "ab"}, [("choices", "not_allowed")]),
        ("single", {"choices": [RIGHT]}, [("choices", "too_few")]),
        ("single", {"choices": [{"text": "a"}, {"text": "b"}]}, [("choices", "no_right_answer")]),
        ("single", {"choices": [{"text": "a", "worth": "1/2"}, {"text": "b"}]}, [("choices", "no_right_answer")]),
        ("single", {"choices": [RIGHT, {"text": " a "}]}, [("choices.1.text", "twice")]),
        ("single", {"choices": [RIGHT, {"text": ""}]}, [("choices.1.text", "missing")]),
        ("single", {"choices": [RIGHT, {"text": "x" * 20_001}]}, [("choices.1.text", "too_long")]),
        ("single", {"choices": [RIGHT | {"id": "a"}, {"text": "b", "id": "a"}]}, [("choices.1.id", "twice")]),
        ("single", {"choices": [RIGHT, {"text": "b", "id": "a b"}]}, [("choices.1.id", "not_allowed")]),
        ("single", {"choices": [RIGHT, "b"]}, [("choices.1", "not_allowed"), ("choices.1.text", "missing")]),
        ("single", {"choices": [RIGHT, {"text": "b"}], "shuffle": 1}, [("shuffle", "not_allowed")]),
        ("single", {"choices": [RIGHT, {"text": "b", "worth": "-1.5"}]}, [("choices.1.worth", "not_allowed")]),
        ("multiple", {"choices": [{"text": "a"}, {"text": "b"}]}, [("choices", "no_right_answer")]),
        (
            "multiple",
            {"choices": [{"text": "a", "worth": "1/2"}, {"text": "b", "worth": "1/3"}], "scheme": "worths"},
            [("choices", "no_right_answer")],
        ),
        ("multiple", {"choices": [RIGHT, {"text": "b"}], "scheme": "best"}, [("scheme", "not_allowed")]),
        ("multiple", {"choices": [RIGHT, {"text": "b"}], "scheme": []}, [("scheme", "not_allowed")]),
        ("true_false", {}, [("right", "missing")]),
        ("true_false", {"right": "true"}, [("right", "not_allowed")]),
        ("true_false", {"right": True, "wrong": 1}, [("", "unknown")]),
        ("short", {"accepted": []}, [("accepted", "too_few")]),
        ("short", {"accepted": [{"text": " "}]}, [("accepted.0.text", "missing")]),
        ("short", {"accepted": [{"text": "a"}, {"text": "A"}]}, [("accepted.1.text", "twice")]),
        ("short", {"accepted": [{"text": "a", "worth": "1/2"}]}, [("accepted", "no_right_answer")]),
        (
            "short",
            {"accepted": [{"text": "a", "worth": "-1"}]},
            [("accepted.0.worth", "not_allowed"), ("accepted", "no_right_answer")],
        ),
        ("short", {"accepted": [{"text": "a" * 501}]}, [("accepted.0.text", "too_long")]),
        ("numeric", {"ranges": []}, [("ranges", "too_few")]),
        ("numeric", {"ranges": [{"low": "1"}]}, [("ranges.0.high", "missing"), ("ranges.0.high", "too_few")]),
        ("numeric", {"ranges": [{"low": "2", "high": "1"}]}, [("ranges.0.high", "too_few")]),
        ("numeric", {"ranges": [{"low": 1, "high": 2, "worth": "1/2"}]}, [("ranges", "no_right_answer")]),
        ("numeric", {"ranges": [{"low": 1, "high": 2}], "unit_required": True}, [("units", "missing")]),
        (
            "numeric",
            {
                "ranges": [{"low": 1, "high": 2}],
                "units": [{"name": "m", "factor": "2"}, {"name": "k m", "factor": "0"}, {"name": "km"}],
            },
            [
                ("units.0.factor", "not_allowed"),
                ("units.1.factor", "not_allowed"),
                ("units.2.factor", "missing"),
                ("units.2.name", "twice"),
                ("units.2.factor", "not_allowed"),
            ],
        ),
        ("matching", {"pairs": [PAIR]}, [("pairs", "too_few")]),
        ("matching", {"pairs": [PAIR, PAIR]}, [("pairs.1.prompt", "twice")]),
        ("matching", {"pairs": [PAIR, {"prompt": "c"}]}, [("pairs.1.answer", "missing")]),
        (
            "matching",
            {"pairs": [PAIR | {"id": "x"}, {"prompt": "c", "answer": "d", "answer_id": "x"}]},
            [("pairs.1.answer_id", "twice")],
        ),
        (
            "matching",
            {"pairs": [PAIR, PAIR | {"prompt": "c"}], "distractors": [{}]},
            [("distractors.0.answer", "missing")],
        ),
        ("ordering", {"items": ITEMS[:1]}, [("items", "too_few"), ("items", "twice")]),
        ("ordering", {"items": [ITEMS[0], ITEMS[0]]}, [("items", "twice")]),
        ("ordering", {"items": ITEMS, "scheme": "random"}, [("scheme", "not_allowed")]),
        ("cloze", {"gaps": []}, [("gaps", "too_few")]),
        ("cloze", {"gaps": [{"id": "a"}]}, [("gaps.0.type", "missing")]),
        ("cloze", {"gaps": [{"id": "a", "type": "cloze"}]}, [("gaps.0.type", "not_allowed")]),
        (
            "cloze",
            {"gaps": [{"id": "a", "type": "short"}]},
            [("gaps.0.content", "missing"), ("gaps.0.content.accepted", "too_few")],
        ),
        (
            "cloze",
            {"gaps": [{"id": "a", "type": "short", "weight": 0, "content": {"accepted": [{"text": ""}]}}]},
            [("gaps.0.weight", "too_few"), ("gaps.0.content.accepted.0.text", "missing")],
        ),
        ("essay", {"lines": "many"}, [("lines", "not_a_number")]),
        ("essay", {"lines": True}, [("lines", "not_a_number")]),
        ("essay", {"lines": 101}, [("lines", "too_many")]),
        ("essay", {"words_at_least": 5, "words_at_most": 4}, [("words_at_most", "too_few")]),
    ],
)
def test_problems(type: str, raw: Any, problems: list[tuple[str, str]]) -> None:
    with pytest.raises(BadQuestion) as caught:
        TYPES[type].parse(raw)
    assert [(problem.where, problem.what.value) for problem in caught.value.problems] == problems


@pytest.mark.parametrize(
    ("type", "name", "part", "most"),
    [
        ("single", "choices", {}, limits.CHOICES),
        ("short", "accepted", {}, limits.ACCEPTED),
        ("numeric", "ranges", {}, limits.RANGES),
        ("matching", "pairs", {}, limits.PAIRS),
        ("ordering", "items", {}, limits.ITEMS),
        ("cloze", "gaps", {}, limits.GAPS),
    ],
)
def test_there_is_an_end_to_everything(type: str, name: str, part: dict[str, Any], most: int) -> None:
    with pytest.raises(BadQuestion) as caught:
        TYPES[type].parse({name: [part] * 100_000})
    assert any(
        (problem.where, problem.what, problem.fact) == (name, "too_many", str(most))
        for problem in caught.value.problems
    )
    assert len(caught.value.problems) < 10 * most


def test_what_is_not_said_is_as_usual() -> None:
    choices = [RIGHT, {"text": "b"}]
    pairs = [PAIR, PAIR | {"prompt": "c"}]
    usual = {
        "single": ({"choices": choices}, {"shuffle": True}),
        "multiple": ({"choices": choices}, {"shuffle": True, "scheme": "right_minus_wrong"}),
        "short": ({"accepted": [{"text": "a"}]}, {"case": False, "accents": True}),
        "numeric": ({"ranges": [{"low": 1, "high": 2}]}, {"units": [], "unit_required": False}),
        "matching": ({"pairs": pairs}, {"distractors": [], "shuffle": True}),
        "ordering": ({"items": ITEMS}, {"scheme": "positions"}),
        "essay": ({}, {"lines": 10, "words_at_least": None, "words_at_most": None, "template": ""}),
    }
    for type, (raw, added) in usual.items():
        found = TYPES[type].parse(raw).json()
        assert {name: found[name] for name in added} == added
    gap = {"id": "a", "type": "short", "content": {"accepted": [{"text": "a"}]}}
    assert TYPES["cloze"].parse({"gaps": [gap]}).json()["gaps"][0]["weight"] == 1
    assert TYPES["short"].parse({"accepted": [{"text": "a"}]}).json()["accepted"][0]["worth"] == "1"


def test_bounds_are_told_with_the_sentence() -> None:
    with pytest.raises(BadQuestion) as caught:
        TYPES["numeric"].parse({"ranges": [{"low": 3, "high": 2}], "units": [{"name": "m", "factor": 2}]})
    assert [problem.fact for problem in caught.value.problems] == ["3", "1"]
    essay = TYPES["essay"].parse({"words_at_least": 5, "words_at_most": 5})
    assert essay.json()["words_at_most"] == 5


def test_words_are_tidied() -> None:
    fields = Fields(
        {"a": "x\x00\r\ny\ud800", "b": {"source": "b", "format": "html"}, "c": {"source": " "}, "d": {"format": "x"}},
        "abcd",
    )
    assert fields.words("a") == Words("x\ny")
    assert fields.words("b") == Words("b", WordsFormat.HTML)
    assert fields.words("c") == fields.words("d") == Words()
    assert [problem.where for problem in fields.problems] == ["d.format"]


def test_what_is_wrong_between_a_text_and_its_gaps() -> None:
    content = CLOZE.parse(BY_TYPE["cloze"].raw)
    text = Words("[[g1]] [[g1]] [[g2]] [[zz]] [[zz]] [[g 3]]")
    assert [(problem.where, problem.what.value, problem.fact) for problem in CLOZE.check_text(text, content)] == [
        ("text", "no_such_gap", "zz"),
        ("text", "twice", "g1"),
        ("gaps.2", "missing", "g3"),
        ("gaps.3", "missing", "g4"),
    ]
    assert CLOZE.check_text(Words(BY_TYPE["cloze"].text), content) == ()
    assert TYPES["single"].check_text(text, TYPES["single"].blank()) == ()
