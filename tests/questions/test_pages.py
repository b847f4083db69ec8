"""Questions as pages show them: every type has its three templates, and its page sends what its type reads."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from flask import Flask, render_template_string

from app.questions import TYPES
from app.questions.base import Shows, Words, WordsFormat
from app.web.question_words import (
    TYPE_NAMES,
    answer_in_words,
    around,
    key_in_words,
    share_as_typed,
    share_in_words,
)
from tests.questions.question_pages import Sent
from tests.questions.samples import FEEDBACK, KEY, Sample, every_type, load
from tests.support.pages import check_page

ASKED = """{% import "questions/parts.html" as parts %}
<form>{{ parts.question(type, text, shown, answer, "q1-", problem) }}</form>"""
TOLD = """{% import "questions/parts.html" as parts %}{{ parts.result(type, text, review, "q1-", feedback) }}"""


def asked(app: Flask, sample: Sample, answer: Any, problem: str | None = None) -> str:
    type, content = load(sample)
    shown = type.present(content, 3)
    with app.test_request_context("/"):
        html = render_template_string(
            ASKED, type=sample.type, text=Words(sample.text), shown=shown, answer=answer, problem=problem
        )
    check_page(html, fragment=True)
    return html


def told(app: Flask, sample: Sample, answer: Any, shows: Shows, feedback: Words | None = None) -> str:
    type, content = load(sample)
    review = type.review(content, 3, answer, shows)
    with app.test_request_context("/"):
        html = render_template_string(
            TOLD, type=sample.type, text=Words(sample.text).json(), review=review, feedback=feedback
        )
    check_page(html, fragment=True)
    return html


@every_type
def test_the_page_sends_what_the_type_reads(app: Flask, sample: Sample) -> None:
    type, content = load(sample)
    for raw in (sample.right, sample.wrong, None):
        answer = type.read(content, raw)
        sent = Sent()
        sent.feed(asked(app, sample, answer))
        assert all(name.startswith("q1-") for name in sent.fields)
        assert type.read_form(content, lambda name, sent=sent: sent.fields.getlist(f"q1-{name}")) == answer


@every_type
def test_the_page_holds_neither_key_nor_feedback(app: Flask, sample: Sample) -> None:
    html = asked(app, sample, None)
    assert FEEDBACK not in html
    assert KEY not in html


@every_type
def test_what_is_wrong_with_an_answer_stands_beside_it(app: Flask, sample: Sample) -> None:
    assert "Too long by far" in asked(app, sample, None, "Too long by far")


@every_type
@pytest.mark.parametrize("shows", [Shows(*flags) for flags in product((False, True), repeat=3)], ids=repr)
def test_a_result_shows_what_may_be_shown(app: Flask, sample: Sample, shows: Shows) -> None:
    type, content = load(sample)
    for raw in (sample.right, sample.wrong, None):
        answer = type.read(content, raw)
        html = told(app, sample, answer, shows)
        assert ("Not answered" in html) == (answer is None or (sample.type == "matching" and raw is sample.wrong))
        assert ("<use" in html) >= bool(answer and shows.marks)
        marked = any(f"{word}</span>" in html or f'aria-label="{word}"' in html for word in ("Right", "Wrong"))
        assert marked == bool(answer and shows.marks and not type.by_hand)
        assert shows.feedback or FEEDBACK not in html
        assert shows.key or KEY not in html.replace(f"{KEY} x", "").replace(f"{KEY} at all", "")
        assert not shows.key or KEY not in type.key_in_words(content) or KEY in html


@every_type
def test_feedback_for_all_stands_below(app: Flask, sample: Sample) -> None:
    assert "<em>well</em>" in told(app, sample, None, Shows(), Words("All *well*.", WordsFormat.MARKDOWN))


def test_true_and_false_are_said_in_the_language_of_the_reader(app: Flask) -> None:
    content = TYPES["true_false"].parse({"right": True})
    with app.test_request_context("/"):
        assert answer_in_words("true_false", content, {"value": False}) == "False"
        assert answer_in_words("true_false", content, None) == ""
        assert key_in_words("true_false", content) == "True"
        short = TYPES["short"].parse({"accepted": [{"text": "true"}]})
        assert answer_in_words("short", short, {"text": "true"}) == "true"


def test_every_type_has_a_name() -> None:
    assert list(TYPE_NAMES) == list(TYPES)


@pytest.mark.parametrize(
    ("share", "shown", "typed"),
    [
        ("1/2", "50%", "50%"),
        ("1/3", "33.33%", "1/3"),
        ("1", "100%", "100%"),
        ("1/8", "12.5%", "12.5%"),
        ("-1/4", "-25%", "-25%"),
    ],
)
def test_shares_as_people_read_and_type_them(app: Flask, share: str, shown: str, typed: str) -> None:
    with app.test_request_context("/"):
        assert (share_in_words(share), share_as_typed(share)) == (shown, typed)


def test_what_is_no_share_is_shown_as_it_was_typed() -> None:
    assert [share_as_typed(given) for given in ("a lot", "1/0", None, "")] == ["a lot", "1/0", "", ""]


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        ("9.7", "9.9", ("9.8", "0.1")),
        ("100", "100", ("100", "0")),
        ("1E+3", "1E+3", ("1000", "0")),
        ("1E-30", "1E-30", ("1E-30", "0")),
        ("five", "five", ("five", "")),
        ("5", "±some", ("5", "some")),
    ],
)
def test_ranges_are_written_as_a_number_and_its_tolerance(low: str, high: str, shown: tuple[str, str]) -> None:
    assert around(low, high) == shown
