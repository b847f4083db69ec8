"""Numeric: a number within a tolerance, with units."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.questions.base import FULL, NO_WORDS, Words


@dataclass(frozen=True)
class Range:
    """Accepted from `low` to `high`, both included, in the first unit."""

    low: Decimal
    high: Decimal
    worth: Fraction = FULL
    feedback: Words = NO_WORDS


@dataclass(frozen=True)
class Unit:
    """A value in this unit times `factor` is the value in the first one: with m first, cm has 0.01."""

    name: str
    factor: Decimal


@dataclass(frozen=True)
class Numeric:
    """JSON: {"ranges": [{"low": "3.1", "high": "3.2", "worth", "feedback"}], "units": [{"name", "factor"}],
    "unit_required": false}. The first range that fits counts; numbers are strings, so that none is rounded."""

    ranges: tuple[Range, ...]
    units: tuple[Unit, ...] = ()
    unit_required: bool = False
