"""Texts and numbers as people type them."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.questions.numeric import Range
from app.questions.spelling import matches
from app.questions.typed_numbers import read_number


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("3.5", "3.5"),
        ("3,5", "3.5"),
        ("+3,50", "3.5"),
        (".5", "0.5"),
        (",5", "0.5"),
        ("5.", "5"),
        ("007", "7"),
        ("-3", "-3"),
        ("- 3", "-3"),
        ("\u22123", "-3"),
        ("\u20133", "-3"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234\u202f567", "1234567"),
        ("1'234.5", "1234.5"),
        ("1’234", "1234"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1,234.567", "1234.567"),
        ("12 345,6789", "12345.6789"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1.000.000,5", "1000000.5"),
        ("12,34,567", "1234567"),
        ("1,00,000.5", "100000.5"),
        ("1.234", "1.234"),
        ("0,123", "0.123"),
        ("1234,567", "1234.567"),
        ("1,2345", "1.2345"),
        ("2e3", "2000"),
        ("2E-3", "0.002"),
        ("2e+3", "2000"),
        ("2×10^3", "2000"),
        ("2 * 10^-3", "0.002"),
        ("2·10⁵", "200000"),
        ("2x10⁻¹", "0.2"),
        ("10^-7", "0.0000001"),
        ("-10³", "-1000"),
        ("1/4", "0.25"),
        ("-6/4", "-1.5"),
        ("३.५", "3.5"),
        ("٣٫٥", "3.5"),
        ("１２", "12"),
        ("1e300", "1e300"),
        ("1e-300", "1e-300"),
    ],
)
def test_a_number_in_one_reading(typed: str, value: str) -> None:
    found = read_number(typed)
    assert found is not None
    assert found.values == (Fraction(value),)
    assert found.unit == ""


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "abc",
        "-",
        ".",
        "12 34",
        "1.2.3",
        "1,23,4",
        "1,2,345",
        "1234,567,890",
        "0,123,456",
        "1.234,567.8",
        "1,23.4",
        "1.5'000",
        "1 2,345 678",
        "1/0",
        "1.5/2",
        "5^2",
        "5²",
        "(5)",
        "5 or 6 m",
        "1e301",
        "1e-301",
        "1e999999999999",
        "10^99999",
        "1" * 201,
    ],
)
def test_what_is_no_number_or_could_be_several(typed: str) -> None:
    found = read_number(typed)
    assert found is None or found.unit  # "5 or 6 m" has a unit that nobody knows


def test_words_on_both_sides_are_no_unit() -> None:
    assert read_number("about 5 m") is None
    assert read_number("m 5") == read_number("5 m")
    assert read_number("1" * 200) is not None


@pytest.mark.parametrize(
    ("typed", "values"),
    [("1,234", ("1.234", "1234")), ("-12,000", ("-12", "-12000")), ("999,999", ("999.999", "999999"))],
)
def test_three_digits_behind_one_comma_are_read_in_both_ways(typed: str, values: tuple[str, str]) -> None:
    found = read_number(typed)
    assert found is not None
    assert found.values == tuple(map(Fraction, values))


@pytest.mark.parametrize(
    ("typed", "value", "unit"),
    [
        ("5 cm", 5, "cm"),
        ("5cm", 5, "cm"),
        ("5 m²", 5, "m2"),
        ("5 m^2", 5, "m2"),
        ("5 m / s", 5, "m/s"),
        ("$5", 5, "$"),
        ("-$5", -5, "$"),
        ("€ -5", -5, "€"),
        ("5 eV", 5, "eV"),
        ("5e3 eV", 5000, "eV"),
        ("5 µm", 5, "μm"),
        ("1/2 l", Fraction(1, 2), "l"),
        ("2·10^3 kg", 2000, "kg"),
        ("1 000 kg", 1000, "kg"),
    ],
)
def test_units_stand_on_either_side(typed: str, value: Fraction, unit: str) -> None:
    found = read_number(typed)
    assert found is not None
    assert (found.values, found.unit) == ((value,), unit)


@given(st.text(alphabet="0123456789.,' -+eE^/×x10⁻⁵m$", max_size=60) | st.text(max_size=60))
def test_whatever_is_typed_is_read_or_not(typed: str) -> None:
    found = read_number(typed)
    assert found is None or 1 <= len(found.values) <= 2


@given(st.decimals(-(10**20), 10**20, places=6), st.decimals(0, 1000, places=4))
def test_a_tolerance_is_exact(value: Decimal, tolerance: Decimal) -> None:
    around = Range.around(value, tolerance)
    assert Fraction(around.high) - Fraction(around.low) == 2 * Fraction(tolerance)
    assert around.middle() == (value, tolerance)
    assert around.holds(Fraction(value) + Fraction(tolerance))
    assert not around.holds(Fraction(value) + Fraction(tolerance) + Fraction(1, 10**40))


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("a*", "a", True),
        ("a*", "abc", True),
        ("*c", "abc", True),
        ("a*c", "abbc", True),
        ("a*c", "ac", True),
        ("a*c", "ab", False),
        ("a*a", "a", False),
        ("ab*ba", "aba", False),
        ("*b*", "abc", True),
        ("*b*", "ac", False),
        ("*b*d*", "abcde", True),
        ("*d*b*", "abcde", False),
        ("a*b*b", "ab", False),
        ("a*bc*c", "abc", False),
        ("**", "x", True),
        ("*", "x", True),
        (r"2\*3", "2*3", True),
        (r"2\*3", "2x3", False),
        (r"\**", "*x", True),
        (r"\**", "x", False),
        ("a.c", "abc", False),
        ("[ab]", "a", False),
        ("don't", "don’t", True),
        ('"so"', "„so“", True),
        ("a-b", "a–b", True),
        ("wait...", "wait…", True),
        ("co\u00adop", "coop", True),
        ("x²", "x2", False),
        ("STRASSE", "Straße", True),
        ("की", "का", False),
    ],
)
def test_patterns(pattern: str, text: str, fits: bool) -> None:
    assert matches(pattern, text, case=False, accents=True) is fits


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("Łódź", "lodz", True),
        ("smørrebrød", "smorrebrod", True),
        ("œuvre", "OEUVRE", True),
        ("מָה", "מה", True),
        ("की", "क", False),
        ("कि", "की", False),
        ("й", "и", True),
        ("x²", "x2", False),
    ],
)
def test_without_accents(pattern: str, text: str, fits: bool) -> None:
    assert matches(pattern, text, case=False, accents=False) is fits


@given(st.text(alphabet="ab*", max_size=8), st.text(alphabet="ab", max_size=8))
def test_patterns_fit_as_an_expression_would(pattern: str, text: str) -> None:
    expression = ".*".join(re.escape(piece) for piece in pattern.split("*"))
    assert matches(pattern, text, True, True) == bool(re.fullmatch(expression, text))
