"""What is right, what was answered and how often, as teachers read it."""

from __future__ import annotations

from typing import Any

import pytest

from app.questions import TYPES
from app.questions.base import Shows
from tests.questions.samples import BY_TYPE, load

PARIS = "*Paris*"


@pytest.mark.parametrize(
    ("type", "key", "words"),
    [
        ("single", {"choices": {"aa": "1", "bb": "1/2"}}, "Rome"),
        ("multiple", {"choices": {"aa": "1", "bb": "1/2"}}, f"Rome; {PARIS}"),
        ("true_false", {"value": False}, "false"),
        ("short", {"accepted": [{"text": "key-2718 *", "share": "1"}, {"text": "near", "share": "1/2"}]}, "key-2718 *"),
        (
            "numeric",
            {
                "ranges": [
                    {"low": "271.75", "high": "271.85", "share": "1"},
                    {"low": "270", "high": "273", "share": "1/3"},
                ],
                "unit": "m",
            },
            "271.75 – 271.85 m",
        ),
        ("matching", {"pairs": {"p1": "a1", "p2": "a2", "p3": "a2"}}, "Italy → Rome; France → Paris; Europe → Paris"),
        ("ordering", {"order": ["i1", "i2", "i3"]}, "one › two › three"),
        ("essay", {"notes": {"source": "key-2718", "format": "plain"}}, ""),
    ],
)
def test_keys(type: str, key: dict[str, Any], words: str) -> None:
    _type, content = load(BY_TYPE[type])
    assert TYPES[type].review(content, 1, None, Shows(key=True))["key"] == key
    assert TYPES[type].key_in_words(content) == words


def test_what_earns_nothing_is_in_no_key() -> None:
    nothing = {"text": "no", "worth": "0"}, {"low": "5", "high": "6", "worth": "0"}
    short = TYPES["short"].parse({"accepted": [{"text": "a"}, nothing[0]]})
    numeric = TYPES["numeric"].parse({"ranges": [{"low": "1", "high": "1"}, nothing[1]]})
    assert TYPES["short"].review(short, 1, None, Shows(key=True))["key"] == {"accepted": [{"text": "a", "share": "1"}]}
    found = TYPES["numeric"].review(numeric, 1, None, Shows(key=True))["key"]
    assert found == {"ranges": [{"low": "1", "high": "1", "share": "1"}], "unit": ""}
    assert (TYPES["short"].key_in_words(short), TYPES["numeric"].key_in_words(numeric)) == ("a", "1")


def test_each_gap_has_its_own_key() -> None:
    cloze, content = load(BY_TYPE["cloze"])
    gaps = cloze.review(content, 1, None, Shows(key=True))["gaps"]
    assert [gap["key"] for gap in gaps] == [
        gap.type.review(gap.content, 1, None, Shows(key=True))["key"] for gap in content.gaps
    ]
    assert cloze.key_in_words(content) == f"1: key-2718 *; 2: 271.75 – 271.85 m; 3: Rome; 4: Rome; {PARIS}"


@pytest.mark.parametrize(
    ("type", "words", "counted"),
    [
        ("single", "Rome", "aa Rome 2 1, bb *Paris* 0 1/2, cc Bonn 0 -1/3, dd Oslo 1 0"),
        ("multiple", f"Rome; {PARIS}", "aa Rome 2 1, bb *Paris* 2 1/2, cc Bonn 1 -1/3, dd Oslo 0 0"),
        ("true_false", "false", "true true 1 0, false false 2 1"),
        ("short", "key-2718 at all", "key-2718 at all key-2718 at all 2 1, far far 1 0"),
        ("numeric", "271,8 m", "1359/5 m 271,8 m 2 1, many many 1 0"),
        (
            "matching",
            "Italy → Rome; France → Paris; Europe → Paris",
            "p1:a1 Italy → Rome 2 1, p1:d1 Italy → Oslo 1 0, p2:a1 France → Rome 1 0, p2:a2 France → Paris 2 1, "
            "p3:a2 Europe → Paris 2 1",
        ),
        (
            "ordering",
            "one › two › three",
            "one › two › three one › two › three 2 1, three › one › two three › one › two 1 0",
        ),
        (
            "cloze",
            f"1: key-2718 x; 2: 27180 cm; 3: Rome; 4: Rome; {PARIS}",
            "g1:key-2718 x 1: key-2718 x 2 1, g1:far 1: far 1 0, g2:27180 cm 2: 27180 cm 2 1, g3:aa 3: Rome 2 1, "
            "g3:bb 3: *Paris* 0 1/2, g3:cc 3: Bonn 1 -1/3, g3:dd 3: Oslo 0 0, g4:aa 4: Rome 2 1, "
            "g4:bb 4: *Paris* 2 1/2, g4:cc 4: Bonn 0 -1/3, g4:dd 4: Oslo 0 0",
        ),
        ("essay", "I think so.", ""),
    ],
)
def test_answers_in_words_and_counted(type: str, words: str, counted: str) -> None:
    sample = BY_TYPE[type]
    _type, content = load(sample)
    answers = [TYPES[type].read(content, raw) for raw in (sample.right, sample.wrong, sample.right, None)]
    assert TYPES[type].in_words(content, answers[0]) == words
    tallies = TYPES[type].tally(content, answers)
    assert ", ".join(f"{each.key} {each.label} {each.count} {each.share}" for each in tallies) == counted


def test_answers_that_are_the_same_are_counted_together_and_the_rarest_not_at_all() -> None:
    content = TYPES["short"].parse({"accepted": [{"text": "rome"}]})
    typed = ["Rome", "rome", "ROME ", "Rome", *(f"wrong {number:02}" for number in range(30))]
    tallies = TYPES["short"].tally(content, [{"text": text} for text in typed])
    assert [(each.label, each.count, each.share) for each in tallies[:2]] == [("Rome", 4, 1), ("wrong 00", 1, 0)]
    assert len(tallies) == 20
    numeric = TYPES["numeric"].parse({"ranges": [{"low": "3.5", "high": "3.5"}], "units": [{"name": "m"}]})
    found = TYPES["numeric"].tally(numeric, [{"text": text} for text in ("3,5", "3.5", "7/2", "3.5 m", "x", "1,234")])
    assert [(each.key, each.count) for each in found] == [
        ("7/2", 3),
        ("617/500 or 1234", 1),
        ("7/2 m", 1),
        ("x", 1),
    ]


@pytest.mark.parametrize(
    ("type", "raw", "part"),
    [
        ("true_false", {"value": True}, "true"),
        ("true_false", {"value": False}, "false"),
        ("single", {"choice": "cc"}, "cc"),
        ("short", {"text": "near"}, ""),
        ("numeric", {"text": "272"}, ""),
    ],
)
def test_feedback_is_for_what_was_answered(type: str, raw: dict[str, Any], part: str) -> None:
    _type, content = load(BY_TYPE[type])
    told = TYPES[type].review(content, 1, raw, Shows(feedback=True))["feedback"]
    number = {"true": 1, "false": 2, "cc": 3, "": 2}[part]
    assert told == {part: {"source": f"feedback-3141 {number}", "format": "plain"}}


def test_a_line_of_long_texts_stays_one_line() -> None:
    essay = TYPES["essay"].blank()
    assert TYPES["essay"].in_words(essay, {"text": "a\n\n b\tc "}) == "a b c"
    assert TYPES["short"].in_words(TYPES["short"].blank(), {"text": "a  b"}) == "a b"
    assert TYPES["numeric"].in_words(TYPES["numeric"].blank(), {"text": "1  m"}) == "1 m"


def test_a_review_shows_the_key_and_the_marks() -> None:
    everything = Shows(True, True, True)
    content = TYPES["single"].parse(BY_TYPE["single"].raw)
    review = TYPES["single"].review(content, 1, {"choice": "bb"}, everything)
    assert (review["share"], review["parts"], review["key"]) == ("1/2", {}, {"choices": {"aa": "1", "bb": "1/2"}})
    assert review["feedback"] == {"bb": {"source": "feedback-3141 2", "format": "plain"}}
    content = TYPES["essay"].parse(BY_TYPE["essay"].raw)
    review = TYPES["essay"].review(content, 1, {"text": "So it is"}, everything)
    assert (review["share"], review["key"]["notes"]["source"]) == (None, "key-2718")
