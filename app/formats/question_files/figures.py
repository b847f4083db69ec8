"""Numbers in question files: exact, never a float."""

from __future__ import annotations

import re
from decimal import Context, Decimal
from fractions import Fraction

from app.formats.question_files.report import Refused, Why

LONGEST = 40
EXPONENT = 60
# Programs write a third as 33.33333: a number with so many digits that is a short fraction rounded was meant as it.
FINEST_STEP = Fraction(1, 10_000)
LARGEST_DENOMINATOR = 20

_number = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE]([+-]?[0-9]{1,3}))?")
_exact = Context(prec=200)


def decimal(text: str) -> Decimal:
    """Raises Refused for what is not a plain number, a decimal comma included: it could part thousands."""
    tidy = text.strip().replace("\N{MINUS SIGN}", "-")
    found = _number.fullmatch(tidy) if len(tidy) <= LONGEST else None
    if not found or abs(int(found[1] or 0)) > EXPONENT:
        raise Refused(Why.NOT_A_NUMBER, text)
    return Decimal(tidy)


def fraction(text: str) -> Fraction:
    """Exactly what stands there. Raises Refused."""
    return Fraction(decimal(text))


def share(text: str, whole: int = 100) -> Fraction:
    """A share of `whole`, a rounded third as a third. Raises Refused."""
    value = fraction(text)
    digits = len(text.strip().partition(".")[2])
    return snapped(value / whole, Fraction(1, 10**digits) / whole)


def snapped(value: Fraction, step: Fraction) -> Fraction:
    """The short fraction of which `value` is the rounding to `step`, or `value`."""
    if step > FINEST_STEP or value.denominator <= LARGEST_DENOMINATOR:
        return value
    near = value.limit_denominator(LARGEST_DENOMINATOR)
    return near if near and abs(near - value) < step and _endless(near) else value


def _endless(value: Fraction) -> bool:
    """It has no end as a decimal, so that nobody could have written it."""
    rest = value.denominator
    for factor in (2, 5):
        while rest % factor == 0:
            rest //= factor
    return rest != 1


def plain(value: Decimal) -> str:
    """As people write it: no exponent, no needless noughts."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") or "0" if "." in text else text


def written(value: Fraction, digits: int = 5) -> str:
    """A decimal of at most `digits` places."""
    scaled = round(value * 10**digits)
    return plain(Decimal(scaled).scaleb(-digits, _exact))


def middle(low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    """The middle of a range and the way from there to its ends, both exact."""
    half = Decimal("0.5")
    return _exact.multiply(_exact.add(low, high), half), _exact.multiply(_exact.subtract(high, low), half)


def around(value: Decimal, tolerance: Decimal) -> tuple[Decimal, Decimal]:
    """The ends of a range."""
    return _exact.subtract(value, abs(tolerance)), _exact.add(value, abs(tolerance))
