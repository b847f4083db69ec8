"""Numbers as people type them: with decimal commas or points, thousands signs, powers of ten, fractions and units.

Exact, and bounded: nothing typed makes a number of more than a few hundred digits.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from app.questions import limits

_signs = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d", "-")
    | {"\uff0b": "+", "\u066b": ".", "\u066c": "'", "\uff0c": ",", "\uff0e": "."}
    | dict.fromkeys("\u2019\u02bc", "'")
    | dict.fromkeys("\u200e\u200f\u200b\u2060\ufeff", "")
)
_raised = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_figure = r"[0-9]+(?:[ .,'][0-9]+)*(?:[.,](?![0-9]))?|[.,][0-9]+"
_number = re.compile(
    rf"(?P<sign>[+-]?)\s*(?P<figure>{_figure})"
    r"(?:/(?P<below>[0-9]+)"
    r"|[eE](?P<e>[+-]?[0-9]+)"
    r"|(?P<times>\s*[x×·*⋅]\s*10)?(?:\^(?P<power>[+-]?[0-9]+)|(?P<raised>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)))?"
)
# A group of three behind a comma alone may be a decimal part or thousands.
_either = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")


@dataclass(frozen=True)
class Typed:
    """A number with what stands beside it. More than one value where what was typed can be read in two ways."""

    values: tuple[Fraction, ...]
    unit: str


def read_number(text: str) -> Typed | None:
    """What was typed, or None where it is no number. A unit may stand before it, too: $ 5."""
    if len(text) > limits.TYPED_NUMBER:
        return None
    line = " ".join(_with_plain_digits(text).split())
    found = _number.search(line)
    if not found or (found.start() and found.end() < len(line)):
        return None  # something on both sides
    before, after = line[: found.start()].strip(), line[found.end() :].strip()
    values = _values(found)
    if before.startswith("-") and not found["sign"]:  # -$5
        before, values = before[1:], tuple(-value for value in values)
    return Typed(values, unit_name(before or after)) if values else None


def unit_name(text: str) -> str:
    """A unit as it is compared: m² is m2 and m^2, blanks do not count."""
    return "".join(unicodedata.normalize("NFKC", text).replace("^", "").split())


def _with_plain_digits(text: str) -> str:
    """Digits of every script as 0 to 9, but for raised ones."""
    values = ((sign, unicodedata.decimal(sign, -1)) for sign in text)
    return "".join(sign if value < 0 else str(value) for sign, value in values).translate(_signs)


def _values(found: re.Match[str]) -> tuple[Fraction, ...]:
    figure, power = found["figure"], found["e"] or found["power"] or (found["raised"] or "0").translate(_raised)
    if len(power) > len(str(limits.EXPONENT)) + 1 or abs(int(power)) > limits.EXPONENT:
        return ()
    scale = Fraction(10) ** int(power) * (-1 if found["sign"] == "-" else 1)
    if found["below"]:
        below = int(found["below"]) if figure.isdigit() else 0
        return (Fraction(int(figure), below) * scale,) if below else ()
    if (found["power"] or found["raised"]) and not found["times"]:
        return (scale,) if figure == "10" else ()
    return tuple(value * scale for value in _readings(figure))


def _readings(figure: str) -> list[Fraction]:
    """A row of digits and signs between them, in every way in which it can be meant."""
    point = max(figure.rfind("."), figure.rfind(","))
    if point < 0:
        return _grouped(figure, "0")
    sign, whole, decimals = figure[point], figure[:point], figure[point + 1 :]
    if sign in whole:  # more than one of the same: it parts thousands
        return _grouped(figure, "0")
    readings = _grouped(whole, decimals or "0") if decimals.isdigit() or not decimals else []
    return readings + _grouped(figure, "0") if _either.fullmatch(figure) else readings


def _grouped(whole: str, decimals: str) -> list[Fraction]:
    """A whole part in which at most one kind of sign parts thousands, or lakhs by commas."""
    signs = {sign for sign in whole if not sign.isdigit()}
    if not signs:
        return [Fraction(int((whole or "0") + decimals), 10 ** len(decimals))]
    sign = signs.pop()
    groups = whole.split(sign)
    behind = {len(group) for group in groups[1:-1]}
    well = not signs and not whole.startswith("0") and len(groups[0]) <= 3 and len(groups[-1]) == 3
    if well and (behind <= {3} or (sign == "," and behind <= {2} and len(groups[0]) <= 2)):
        return [Fraction(int("".join(groups) + decimals), 10 ** len(decimals))]
    return []
