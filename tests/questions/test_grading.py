"""What answers are worth, by examples: every scheme, both ends of every bound."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.questions import TYPES
from app.questions.base import FULL, NOTHING, Shows
from tests.questions.samples import BY_TYPE


def share(type: str, raw: Any, answer: Any) -> Fraction | None:
    content = TYPES[type].parse(raw)
    return TYPES[type].grade(content, TYPES[type].read(content, answer)).share


def choices(*worths: str, **more: Any) -> dict[str, Any]:
    return {"choices": [{"id": "abcdef"[i], "text": f"c{i}", "worth": worth} for i, worth in enumerate(worths)]} | more


@pytest.mark.parametrize(("chosen", "worth"), [("a", "1"), ("b", "1/3"), ("c", "0"), ("d", "0"), ("e", "1")])
def test_a_single_choice_is_worth_what_it_says_but_never_less_than_nothing(chosen: str, worth: str) -> None:
    assert share("single", choices("1", "1/3", "0", "-1", "1"), {"choice": chosen}) == Fraction(worth)


@pytest.mark.parametrize(
    ("scheme", "chosen", "worth"),
    [
        ("all_or_nothing", "abc", "1"),
        ("all_or_nothing", "ab", "0"),
        ("all_or_nothing", "abcd", "0"),
        ("all_or_nothing", "d", "0"),
        ("right_minus_wrong", "abc", "1"),
        ("right_minus_wrong", "a", "1/3"),
        ("right_minus_wrong", "ab", "2/3"),
        ("right_minus_wrong", "abd", "1/3"),
        ("right_minus_wrong", "abcd", "2/3"),
        ("right_minus_wrong", "ad", "0"),
        ("right_minus_wrong", "ade", "0"),
        ("right_minus_wrong", "abcde", "1/3"),
        ("worths", "a", "1/2"),
        ("worths", "ab", "5/6"),
        ("worths", "abc", "1"),
        ("worths", "abcd", "5/6"),
        ("worths", "cd", "0"),
        ("worths", "bd", "1/12"),
        ("worths", "ae", "1/2"),
    ],
)
def test_schemes_of_multiple_answers(scheme: str, chosen: str, worth: str) -> None:
    raw = choices("1/2", "1/3", "1/4", "-1/4", "0", scheme=scheme)
    assert share("multiple", raw, {"choices": list(chosen)}) == Fraction(worth)


def test_parts_of_multiple_answers_say_which_were_right() -> None:
    content = TYPES["multiple"].parse(choices("1", "-1", "1", "0"))
    answer = TYPES["multiple"].read(content, {"choices": ["d", "a", "b"]})
    assert answer == {"choices": ["a", "b", "d"]}
    assert TYPES["multiple"].grade(content, answer).parts == {"a": FULL, "b": NOTHING, "d": NOTHING}


@given(st.lists(st.sampled_from(["1", "1/3", "0", "-1/2"]), min_size=2, max_size=6), st.data())
def test_one_more_right_choice_never_costs_and_one_more_wrong_one_never_pays(worths: list[str], data: Any) -> None:
    scheme = data.draw(st.sampled_from(["all_or_nothing", "right_minus_wrong", "worths"]))
    raw = choices("1", *worths[1:], scheme=scheme)
    chosen = data.draw(st.sets(st.sampled_from("abcdef"[: len(worths)])))
    more = data.draw(st.sampled_from("abcdef"[: len(worths)]))
    before, after = (share("multiple", raw, {"choices": list(given)}) for given in (chosen - {more}, chosen | {more}))
    assert before is not None
    assert after is not None
    if Fraction(raw["choices"]["abcdef".index(more)]["worth"]) > 0:
        assert after >= before
    else:
        assert after <= before


@pytest.mark.parametrize(
    ("right", "value", "worth"), [(True, True, 1), (True, False, 0), (False, False, 1), (False, True, 0)]
)
def test_true_and_false(right: bool, value: bool, worth: int) -> None:
    assert share("true_false", {"right": right}, {"value": value}) == worth


def accepted(*texts: tuple[str, str], **more: Any) -> dict[str, Any]:
    return {"accepted": [{"text": text, "worth": worth} for text, worth in texts]} | more


@pytest.mark.parametrize(
    ("raw", "typed", "worth"),
    [
        (accepted(("Rome", "1")), "rome", "1"),
        (accepted(("Rome", "1"), case=True), "rome", "0"),
        (accepted(("Rome", "1"), case=True), "Rome", "1"),
        (accepted(("Rome", "1")), "  Rome  ", "1"),
        (accepted(("New York", "1")), "new \t york", "1"),
        (accepted(("New York", "1")), "newyork", "0"),
        (accepted(("café", "1")), "cafe", "0"),
        (accepted(("café", "1"), accents=False), "CAFE", "1"),
        (accepted(("cafe", "1"), accents=False), "cafe\u0301", "1"),
        (accepted(("café", "1")), "cafe\u0301", "1"),
        (accepted(("Rom", "1/2"), ("Rom*", "1")), "rom", "1/2"),
        (accepted(("Rom*", "1"), ("Rome", "1/2")), "rome", "1"),
        (accepted(("Rome", "1"), ("*", "1/4")), "Milan", "1/4"),
        (accepted(("Rome", "1"), ("Milan", "0"), ("*", "1/4")), "Milan", "0"),
    ],
)
def test_short_answers(raw: Any, typed: str, worth: str) -> None:
    assert share("short", raw, {"text": typed}) == Fraction(worth)


RANGES = {"ranges": [{"low": "9.9", "high": "10.1"}, {"low": "9", "high": "11", "worth": "1/2"}]}
METRES = RANGES | {"units": [{"name": "m"}, {"name": "km", "factor": "1e3"}, {"name": "%", "factor": "0.01"}]}


@pytest.mark.parametrize(
    ("raw", "typed", "worth"),
    [
        (RANGES, "10", "1"),
        (RANGES, "9.9", "1"),
        (RANGES, "10,1", "1"),
        (RANGES, "10.1000000000000000000000000000000000000000001", "1/2"),
        (RANGES, "9.8999999999999999999999999999999999999999999", "1/2"),
        (RANGES, "9", "1/2"),
        (RANGES, "11", "1/2"),
        (RANGES, "8.99", "0"),
        (RANGES, "11.01", "0"),
        (RANGES, "-10", "0"),
        (RANGES, "10 m", "0"),
        (RANGES, "ten", "0"),
        (METRES, "10", "1"),
        (METRES, "10 m", "1"),
        (METRES, "0.01km", "1"),
        (METRES, "1000%", "1"),
        (METRES, "10 km", "0"),
        (METRES, "10 M", "0"),
        (METRES | {"unit_required": True}, "10", "0"),
        (METRES | {"unit_required": True}, "10 m", "1"),
        ({"ranges": [{"low": "1234", "high": "1234"}]}, "1,234", "1"),
        ({"ranges": [{"low": "1.234", "high": "1.234"}]}, "1,234", "1"),
        ({"ranges": [{"low": "1234", "high": "1234"}]}, "1.234", "0"),
    ],
)
def test_numbers_within_their_ranges(raw: Any, typed: str, worth: str) -> None:
    assert share("numeric", raw, {"text": typed}) == Fraction(worth)


@pytest.mark.parametrize(
    ("pairs", "worth"),
    [
        ({"p1": "a1", "p2": "a2", "p3": "a3"}, "1"),
        ({"p1": "a1", "p2": "a3", "p3": "a3"}, "1"),
        ({"p1": "a1"}, "1/3"),
        ({"p1": "a2", "p2": "a2"}, "1/3"),
        ({"p1": "d1", "p2": "a1", "p3": "d1"}, "0"),
    ],
)
def test_each_pair_is_an_equal_share(pairs: dict[str, str], worth: str) -> None:
    assert share("matching", BY_TYPE["matching"].raw, {"pairs": pairs}) == Fraction(worth)


def test_equal_answers_are_shown_once() -> None:
    content = TYPES["matching"].parse(BY_TYPE["matching"].raw)
    shown = TYPES["matching"].present(content, 1)["answers"]
    assert sorted(answer["text"]["source"] for answer in shown) == ["Oslo", "Paris", "Rome"]
    grade = TYPES["matching"].grade(content, TYPES["matching"].read(content, {"pairs": {"p1": "d1", "p3": "a3"}}))
    assert grade.parts == {"p1": NOTHING, "p3": FULL}


def test_answers_that_look_the_same_stay_right_when_pairs_are_put_in_another_order() -> None:
    raw = BY_TYPE["matching"].raw
    matching = TYPES["matching"]
    answer = matching.read(matching.parse(raw), {"pairs": {"p3": "a3"}})
    other = matching.parse(raw | {"pairs": raw["pairs"][::-1]})
    assert matching.grade(other, answer).parts == {"p3": FULL}
    assert matching.review(other, 1, answer, Shows())["answer"] == {"pairs": {"p3": "a3"}}
    assert answer == {"pairs": {"p3": "a2"}}


def items(words: str, scheme: str) -> dict[str, Any]:
    return {"items": [{"id": f"i{place}", "text": word} for place, word in enumerate(words)], "scheme": scheme}


@pytest.mark.parametrize(
    ("words", "order", "exact", "positions", "neighbours"),
    [
        ("abcd", "0123", "1", "1", "1"),
        ("abcd", "0132", "0", "1/2", "1/3"),
        ("abcd", "1230", "0", "0", "2/3"),
        ("abcd", "3210", "0", "0", "0"),
        ("abcd", "01", "0", "1/2", "1/3"),
        ("abca", "3120", "1", "1", "1"),
        ("aab", "102", "1", "1", "1"),
        ("aab", "021", "0", "1/3", "1/2"),
        ("abab", "1032", "0", "0", "2/3"),
    ],
)
def test_schemes_of_ordering(words: str, order: str, exact: str, positions: str, neighbours: str) -> None:
    answer = {"order": [f"i{place}" for place in order]}
    for scheme, worth in (("exact", exact), ("positions", positions), ("neighbours", neighbours)):
        assert share("ordering", items(words, scheme), answer) == Fraction(worth), scheme


def test_two_items_in_one_place_are_worth_nothing() -> None:
    both = {"places": {"i0": 1, "i1": 1, "i2": 3}}
    assert share("ordering", items("abc", "positions"), both) == Fraction(1, 3)
    content = TYPES["ordering"].parse(items("abc", "positions"))
    assert TYPES["ordering"].grade(content, both).parts == {"i2": FULL}
    assert TYPES["ordering"].in_words(content, both) == "? › ? › c"


@pytest.mark.parametrize("words", ["ab", "abc", "aab", "abba"])
def test_items_are_never_shown_in_their_right_order(words: str) -> None:
    content = TYPES["ordering"].parse(items(words, "exact"))
    for seed in range(200):
        shown = [item["text"]["source"] for item in TYPES["ordering"].present(content, seed)["items"]]
        assert sorted(shown) == sorted(words)
        assert shown != list(words)


@pytest.mark.parametrize(
    ("gaps", "worth"),
    [
        ({"g1": {"text": "key-2718 x"}}, "2/5"),
        ({"g2": {"text": "271.8"}}, "1/5"),
        ({"g2": {"text": "272"}}, "1/15"),
        ({"g1": {"text": "near"}, "g3": {"choice": "bb"}}, "3/10"),
        ({"g3": {"choice": "cc"}, "g4": {"choices": ["aa", "cc"]}}, "0"),
    ],
)
def test_gaps_count_by_their_weight(gaps: dict[str, Any], worth: str) -> None:
    assert share("cloze", BY_TYPE["cloze"].raw, {"gaps": gaps}) == Fraction(worth)


def test_parts_of_a_cloze_are_its_gaps() -> None:
    content = TYPES["cloze"].parse(BY_TYPE["cloze"].raw)
    grade = TYPES["cloze"].grade(content, {"gaps": {"g1": {"text": "near"}, "g3": {"choice": "aa"}}})
    assert grade.parts == {"g1": Fraction(1, 2), "g2": NOTHING, "g3": FULL, "g4": NOTHING}


@pytest.mark.parametrize(
    ("text", "worth"), [("I think so", None), ("", 0), ("  \n", 0), ("I think", 0), (" I think ", 0)]
)
def test_an_essay_is_graded_by_hand_unless_nothing_was_written(text: str, worth: int | None) -> None:
    assert share("essay", BY_TYPE["essay"].raw, {"text": text}) == worth
