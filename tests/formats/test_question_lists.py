"""Lists of questions as people type them: what each becomes, and what is not guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.formats.question_lists import LONGEST, Listed, Why, read
from app.questions.base import What

LIST = """1. Which of these is a bird?
a) Bat
*b) Wren
c) Newt

2) Which are mammals?
*A. Bat
B. Wren
*C. Whale

3. Bats are birds.
True
*False

What do bees make?
= honey
= ho*y

Question 5: two lines
of text
- one
* - two

6. Boxes
[x] yes
[ ] no
"""


def shape(listed: Listed) -> tuple[str, object]:
    assert listed.question is not None, listed
    content = listed.question.content
    if listed.question.type == "true_false":
        return "true_false", content.right
    if listed.question.type == "short":
        return "short", [each.text for each in content.accepted]
    return listed.question.type, {each.text.source: int(each.worth) for each in content.choices}


def test_each_becomes_what_it_is() -> None:
    found = read(LIST)
    assert [shape(each) for each in found] == [
        ("single", {"Bat": 0, "Wren": 1, "Newt": 0}),
        ("multiple", {"Bat": 1, "Wren": 0, "Whale": 1}),
        ("true_false", False),
        ("short", ["honey", "ho\\*y"]),
        ("single", {"one": 0, "two": 1}),
        ("single", {"yes": 1, "no": 0}),
    ]
    texts = [each.question.text.source for each in found if each.question]
    assert texts[4] == "two lines\nof text"
    assert [(each.number, each.line) for each in found] == [(1, 1), (2, 6), (3, 11), (4, 15), (5, 19), (6, 24)]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("1. No key\na) x\nb) y", Why.NO_RIGHT),
        ("1. Nothing follows", Why.NO_ANSWERS),
        ("*a) x\nb) y", Why.NO_TEXT),
        ("1. Both\n*a) x\nb) y\n= z", Why.MIXED),
        ("1. Twice\n*a) x\nb) x", Why.INVALID),
        ("1. One alone\n*a) x", Why.INVALID),
    ],
)
def test_what_is_not_clear_is_said_and_kept(typed: str, why: Why) -> None:
    (listed,) = read(typed)
    assert (listed.why, listed.question, listed.source) == (why, None, typed)


def test_the_problem_of_a_choice_is_named() -> None:
    (listed,) = read("1. Twice\n*a) x\nb) x")
    assert [(each.where, each.what) for each in listed.problems] == [("choices.1.text", What.TWICE)]


def test_nothing_is_nothing() -> None:
    assert read("") == read(" \n\n ") == []


@given(st.text(alphabet="*=-[]x1.)a \nTrue?", max_size=200))
def test_whatever_is_typed_is_a_question_or_has_a_reason(typed: str) -> None:
    for listed in read(typed):
        assert (listed.question is None) != (listed.why is None)


def test_it_ends_however_long_the_list_is() -> None:
    assert len(read("* " * LONGEST)) <= 1
    assert len(read("1. x\n" * (LONGEST // 5))) == LONGEST // 5
