"""Points as exact fractions: thirds of a point add up to points."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Annotated

from sqlalchemy import Dialect, String
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator

DIGITS = 200
REMEMBERED = 4096


@lru_cache(REMEMBERED)
def _read(value: str) -> Fraction:
    """Few points and shares occur, and each very often."""
    return Fraction(value)


class ExactFraction(TypeDecorator[Fraction]):
    """A fraction, kept as `numerator/denominator`. The database does not add them up; Python does."""

    impl = String(DIGITS)
    cache_ok = True

    def process_bind_param(self, value: Fraction | int | None, dialect: Dialect) -> str | None:
        return None if value is None else str(Fraction(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Fraction | None:
        return None if value is None else _read(value)


Exact = Annotated[Fraction, mapped_column(ExactFraction)]


def hundredths(share: Fraction) -> int:
    """A share of one in hundredths of a percent, halves up: what is sorted, added up and shown with two decimals."""
    return int(share * 10_000 + Fraction(1, 2))


def percent_of(score: Fraction, points: Fraction) -> int:
    """`score` of `points` in hundredths of a percent; nothing of nothing is 0."""
    return hundredths(score / points) if points else 0


def decimal(value: Fraction) -> Decimal:
    """With two decimals, halves up: points as people read them."""
    whole = Decimal(value.numerator) / Decimal(value.denominator)
    return whole.quantize(Decimal("0.01"), ROUND_HALF_UP)
