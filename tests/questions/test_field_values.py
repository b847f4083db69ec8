"""What teachers type into the fields of a question, and what is kept of it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from app.questions import TYPES
from app.questions.choices import Choice
from app.questions.multiple import Multiple
from app.web.question_fields import exact_decimal, form_to_raw
from tests.questions.question_pages import sent


def test_rows_in_which_nothing_stands_are_left_out() -> None:
    form = MultiDict(
        {"choices-0-text": "a", "right": "0", "choices-5-text": " ", "choices-3-text": "b", "choices-9-worth": ""}
    )
    assert [each["text"]["source"] for each in form_to_raw("single", form)["choices"]] == ["a", "b"]


@pytest.mark.parametrize(
    ("typed", "share"),
    [
        ("50%", "1/2"),
        ("33,333 %", "33333/100000"),
        ("1/3", "1/3"),
        ("0,25", "0.25"),
        ("-20%", "-1/5"),
        ("a lot", "a lot"),
    ],
)
def test_shares_as_teachers_type_them(typed: str, share: str) -> None:
    form = MultiDict({"choices-0-text": "a", "right": "0", "choices-1-text": "b", "choices-1-worth": typed})
    assert [each["worth"] for each in form_to_raw("single", form)["choices"]] == ["1", share]


@pytest.mark.parametrize("scheme", ["worths", "right_minus_wrong"])
def test_worths_of_multiple_answers_come_through(app: Flask, scheme: str) -> None:
    worths = ["1/2", "1/3", "1/6", "-1/3", "0"]
    raw = {
        "choices": [{"text": word, "worth": worth} for word, worth in zip("abcde", worths, strict=True)],
        "scheme": scheme,
    }
    content = TYPES["multiple"].parse(raw)
    assert TYPES["multiple"].parse(form_to_raw("multiple", sent(app, "multiple", content.json()), "q1-")) == content


def test_a_choice_that_is_marked_anew_is_right_whatever_it_was_worth() -> None:
    form = MultiDict(
        {
            "choices-0-text": "a",
            "choices-0-right": "1",
            "choices-0-worth": "-50%",
            "choices-1-text": "b",
            "choices-1-worth": "50%",
        }
    )
    found: Multiple = TYPES["multiple"].parse(form_to_raw("multiple", form))
    assert [(choice.text.source, str(choice.worth)) for choice in found.choices if isinstance(choice, Choice)] == [
        ("a", "1"),
        ("b", "0"),
    ]


@pytest.mark.parametrize(
    ("value", "tolerance", "low", "high"),
    [
        ("9,8", "0.1", "9.7", "9.9"),
        ("1e3", "", "1000", "1000"),
        ("-5", "0,5", "-5.5", "-4.5"),
        ("1,234", "", "1,234", "1,234"),
        ("1/3", "", "1/3", "1/3"),
        ("5 m", "", "5 m", "5 m"),
        ("5", "some", "5", "±some"),
        ("1e400", "1", "1e400", "1e400"),
    ],
)
def test_numbers_as_teachers_type_them(value: str, tolerance: str, low: str, high: str) -> None:
    form = MultiDict({"ranges-0-value": value, "ranges-0-tolerance": tolerance})
    found = form_to_raw("numeric", form)["ranges"][0]
    try:
        assert (Decimal(found["low"]), Decimal(found["high"])) == (Decimal(low), Decimal(high))
    except ArithmeticError:
        assert (found["low"], found["high"]) == (low, high)


def test_what_was_typed_stays_where_it_is_no_number(app: Flask) -> None:
    raw = form_to_raw(
        "numeric", MultiDict({"ranges-0-value": "five", "ranges-1-value": "5", "ranges-1-tolerance": "some"})
    )
    fields = sent(app, "numeric", raw)
    assert (fields["q1-ranges-0-value"], fields["q1-ranges-1-value"], fields["q1-ranges-1-tolerance"]) == (
        "five",
        "5",
        "some",
    )


def test_the_first_unit_needs_no_factor() -> None:
    form = MultiDict({"ranges-0-value": "1", "units-0-name": "m", "units-1-name": "cm", "units-1-factor": "0,01"})
    units = form_to_raw("numeric", form)["units"]
    assert units == [{"name": "m", "factor": "1"}, {"name": "cm", "factor": "0.01"}]


def test_decimals_are_exact() -> None:
    assert exact_decimal("0.1234567890123456789012345678901234567") == Decimal(
        "0.1234567890123456789012345678901234567"
    )
    assert exact_decimal("12 345,5") == Decimal("12345.5")
