"""Numeric: a number within a tolerance, with units."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from fractions import Fraction

from app.questions import limits
from app.questions.base import FULL, NO_WORDS, NOTHING, Content, Grade, Json, Tally, What, Words
from app.questions.reading import Fields
from app.questions.reviewing import Reviewed, frequent
from app.questions.typed_numbers import read_number, unit_name

# Wide enough for any two numbers within the limits to be added without rounding.
_exact = Context(prec=2 * limits.EXPONENT + 2 * limits.NUMBER)


@dataclass(frozen=True)
class Range:
    """Accepted from `low` to `high`, both included, in the first unit."""

    low: Decimal
    high: Decimal
    worth: Fraction = FULL
    feedback: Words = NO_WORDS

    @classmethod
    def around(cls, value: Decimal, tolerance: Decimal = Decimal(0), worth: Fraction = FULL) -> Range:
        """`value` and what is at most `tolerance` away from it."""
        return cls(_exact.subtract(value, abs(tolerance)), _exact.add(value, abs(tolerance)), worth)

    def middle(self) -> tuple[Decimal, Decimal]:
        """The value in the middle and the tolerance around it."""
        half = Decimal("0.5")
        middle = _exact.multiply(half, _exact.add(self.low, self.high))
        return middle, _exact.multiply(half, _exact.subtract(self.high, self.low))

    def holds(self, value: Fraction) -> bool:
        return Fraction(self.low) <= value <= Fraction(self.high)

    def json(self) -> Json:
        told = {"worth": str(self.worth), "feedback": self.feedback.json()}
        return {"low": str(self.low), "high": str(self.high)} | told


@dataclass(frozen=True)
class Unit:
    """A value in this unit times `factor` is the value in the first one: with m first, cm has 0.01."""

    name: str
    factor: Decimal


@dataclass(frozen=True)
class Numeric(Content):
    """JSON: {"ranges": [{"low": "3.1", "high": "3.2", "worth", "feedback"}], "units": [{"name", "factor"}],
    "unit_required": false}. The first range that fits counts; numbers are strings, so that none is rounded."""

    ranges: tuple[Range, ...]
    units: tuple[Unit, ...] = ()
    unit_required: bool = False

    def json(self) -> Json:
        units = [{"name": unit.name, "factor": str(unit.factor)} for unit in self.units]
        return {"ranges": [each.json() for each in self.ranges], "units": units, "unit_required": self.unit_required}

    def texts(self) -> Iterable[Words]:
        return [each.feedback for each in self.ranges]

    def with_texts(self, change: Callable[[Words], Words]) -> Numeric:
        return replace(self, ranges=tuple(replace(each, feedback=change(each.feedback)) for each in self.ranges))

    def found(self, answer: Json | None) -> Range | None:
        """The first range that holds what was typed, in its unit."""
        typed = read_number(answer["text"]) if answer else None
        factor = self.factor(typed.unit) if typed else None
        if typed is None or factor is None:
            return None
        values = [value * factor for value in typed.values]
        return next((each for each in self.ranges if any(map(each.holds, values))), None)

    def factor(self, unit: str) -> Fraction | None:
        """What a value in `unit` is to be multiplied by; None where it may not be used."""
        if not unit:
            return None if self.unit_required else FULL
        return next((Fraction(each.factor) for each in self.units if unit_name(each.name) == unit), None)


class NumericType(Reviewed[Numeric]):
    """An answer is {"text": as it was typed, with its unit}: what is no number is kept, too, and earns nothing."""

    name = "numeric"

    def parse(self, raw: object) -> Numeric:
        fields = Fields(raw, {"ranges", "units", "unit_required"})
        ranges = tuple(
            self._range(part) for part in fields.parts("ranges", {"low", "high", "worth", "feedback"}, 1, limits.RANGES)
        )
        if ranges and not any(each.worth == FULL for each in ranges):
            fields.note("ranges", What.NO_RIGHT_ANSWER)
        content = Numeric(ranges, self._units(fields), fields.flag("unit_required", False))
        if content.unit_required and not content.units:
            fields.note("units", What.MISSING)
        fields.done()
        return content

    def _range(self, part: Fields) -> Range:
        low, high = part.number("low"), part.number("high")
        if low > high:
            part.note("high", What.TOO_FEW, low)
        return Range(low, high, part.share("worth", FULL), part.words("feedback"))

    def _units(self, fields: Fields) -> tuple[Unit, ...]:
        units: list[Unit] = []
        for place, part in enumerate(fields.parts("units", {"name", "factor"}, 0, limits.UNITS)):
            name = part.text("name", limits.UNIT_NAME, required=True).strip()
            factor = part.number("factor") if place or "factor" in part.values else Decimal(1)
            if name and unit_name(name) in {unit_name(each.name) for each in units}:
                part.note("name", What.TWICE)
            if factor <= 0 or (not place and factor != 1):
                part.note("factor", What.NOT_ALLOWED, "" if place else 1)
            units.append(Unit(name, factor))
        return tuple(units)

    def present(self, content: Numeric, seed: int) -> Json:
        return {"unit_required": content.unit_required}

    def read(self, content: Numeric, raw: object) -> Json | None:
        if raw is None:
            return None
        fields = Fields(raw, {"text"})
        text = fields.text("text", limits.TYPED_NUMBER).strip()
        fields.done()
        return {"text": text} if text else None

    def read_form(self, content: Numeric, fields: Callable[[str], Sequence[str]]) -> Json | None:
        return self.read(content, {"text": next(iter(fields("text")), None)})

    def grade(self, content: Numeric, answer: Json | None) -> Grade:
        found = content.found(answer)
        return Grade(found.worth if found else NOTHING)

    def told(self, content: Numeric, answer: Json | None) -> Mapping[str, Words]:
        found = content.found(answer)
        return {"": found.feedback} if found else {}

    def key(self, content: Numeric) -> Json:
        right = [
            {"low": str(each.low), "high": str(each.high), "share": str(each.worth)}
            for each in content.ranges
            if each.worth
        ]
        return {"ranges": right, "unit": content.units[0].name if content.units else ""}

    def tally(self, content: Numeric, answers: Iterable[Json | None]) -> list[Tally]:
        return frequent(
            (answer["text"] for answer in answers if answer),
            self._same,
            lambda text: self.grade(content, {"text": text}).share,
        )

    def _same(self, text: str) -> str:
        typed = read_number(text)
        return f"{' or '.join(map(str, typed.values))} {typed.unit}".strip() if typed else text.strip()

    def in_words(self, content: Numeric, answer: Json | None) -> str:
        return " ".join(answer["text"].split()) if answer else ""

    def key_in_words(self, content: Numeric) -> str:
        unit = f" {content.units[0].name}" if content.units else ""
        right = [each for each in content.ranges if each.worth == FULL]
        return "; ".join(
            f"{each.low}{unit}" if each.low == each.high else f"{each.low} – {each.high}{unit}" for each in right
        )

    def blank(self) -> Numeric:
        return Numeric(())


NUMERIC = NumericType()
