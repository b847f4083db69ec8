"""Reading JSON that nobody vouches for: it goes on after a mistake, so that all of them are told at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from app.questions import limits
from app.questions.base import (
    FULL,
    NO_WORDS,
    NOTHING,
    BadQuestion,
    Problem,
    What,
    Words,
    WordsFormat,
    new_part_id,
)

E = TypeVar("E", bound=StrEnum)
MOST_STRANGERS = 10  # of the names that are not known, so many are told

_unkept = re.compile("[\x00\ud800-\udfff]")
_part_id = re.compile(rf"[A-Za-z0-9]{{1,{limits.PART_ID}}}")
_share = re.compile(rf"-?[0-9]{{1,9}}(?:/[1-9][0-9]{{0,5}}|\.[0-9]{{1,{limits.DECIMALS}}})?")
_decimal = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE]([+-]?[0-9]{1,4}))?")


def tidy(given: str) -> str:
    """Without what no database keeps, and with one kind of line break."""
    return _unkept.sub("", given).replace("\r\n", "\n").replace("\r", "\n")


class Fields:
    """A JSON object at `where`, read name by name; None counts as not there. `done` raises what was found."""

    def __init__(
        self, raw: object, known: Collection[str], where: str = "", problems: list[Problem] | None = None
    ) -> None:
        self.where = where
        self.problems: list[Problem] = [] if problems is None else problems
        self.values = raw if isinstance(raw, dict) else {}
        if not isinstance(raw, dict):
            self._note(where, What.MISSING if raw is None else What.NOT_ALLOWED)
        strangers = [name for name in self.values if name not in known]
        for name in strangers[:MOST_STRANGERS]:
            self._note(where, What.UNKNOWN, tidy(str(name))[: limits.TAG])

    def at(self, name: str | int) -> str:
        return f"{self.where}.{name}" if self.where else str(name)

    def note(self, name: str | int, what: What, fact: object = "") -> None:
        self._note(self.at(name), what, str(fact))

    def _note(self, where: str, what: What, fact: str = "") -> None:
        self.problems.append(Problem(where, what, fact))

    def done(self) -> None:
        if self.problems:
            raise BadQuestion(self.problems)

    def text(self, name: str, longest: int, required: bool = False) -> str:
        """A text as it was given, but for what cannot be kept."""
        given = self.values.get(name)
        if given is not None and not isinstance(given, str):
            self.note(name, What.NOT_ALLOWED)
            return ""
        text = tidy(given or "")
        if len(text) > longest:
            self.note(name, What.TOO_LONG, longest)
        elif required and not text.strip():
            self.note(name, What.MISSING)
        return text

    def words(self, name: str, required: bool = False) -> Words:
        """A text with its format, or a string, which is plain."""
        given = self.values.get(name)
        if given is None or isinstance(given, str):
            return Words(self.text(name, limits.TEXT, required)) or NO_WORDS
        inside = Fields(given, {"source", "format"}, self.at(name), self.problems)
        format = inside.option("format", WordsFormat, WordsFormat.PLAIN)
        words = Words(inside.text("source", limits.TEXT), format)
        if required and not words and isinstance(given, dict):
            self.note(name, What.MISSING)
        return words or NO_WORDS

    def flag(self, name: str, otherwise: bool) -> bool:
        given = self.values.get(name)
        if given is not None and not isinstance(given, bool):
            self.note(name, What.NOT_ALLOWED)
        return given if isinstance(given, bool) else otherwise

    def option(self, name: str, options: type[E], otherwise: E) -> E:
        given = self.values.get(name)
        if given is None:
            return otherwise
        if isinstance(given, str) and given in {option.value for option in options}:
            return options(given)
        self.note(name, What.NOT_ALLOWED)
        return otherwise

    def whole(self, name: str, low: int, high: int) -> int | None:
        given = self.values.get(name)
        if given is None:
            return None
        if isinstance(given, str) and re.fullmatch("[0-9]{1,9}", given):
            given = int(given)
        if not isinstance(given, int) or isinstance(given, bool):
            self.note(name, What.NOT_A_NUMBER)
        elif given < low:
            self.note(name, What.TOO_FEW, low)
        elif given > high:
            self.note(name, What.TOO_MANY, high)
        else:
            return given
        return None

    def share(
        self, name: str, otherwise: Fraction, low: Fraction | int = NOTHING, high: Fraction | int = FULL
    ) -> Fraction:
        """A fraction as "1/3", "0.25" or a number of JSON, whose denominator is small enough to be kept exactly."""
        given = self.values.get(name)
        if given is None:
            return otherwise
        words = _number_in_words(given)
        share = Fraction(words) if _share.fullmatch(words) else None
        if share is None or (share.denominator > limits.DENOMINATOR and 10**limits.DECIMALS % share.denominator):
            self.note(name, What.NOT_A_NUMBER)
            return otherwise
        if not low <= share <= high:
            self.note(name, What.NOT_ALLOWED, f"{low}–{high}")
        return share

    def number(self, name: str) -> Decimal:
        """A decimal of bounded length and exponent."""
        given = self.values.get(name)
        words = _number_in_words(given)
        found = _decimal.fullmatch(words) if len(words) <= limits.NUMBER else None
        if found and abs(int(found[1] or 0)) <= limits.EXPONENT:
            return Decimal(words)
        self.note(name, What.MISSING if given is None or given == "" else What.NOT_A_NUMBER)
        return Decimal(0)

    def parts(self, name: str, known: Collection[str], least: int, most: int) -> list[Fields]:
        """The objects in a list."""
        given = self.values.get(name)
        if given is not None and not isinstance(given, list):
            self.note(name, What.NOT_ALLOWED)
            return []
        listed = given or []
        if len(listed) < least:
            self.note(name, What.TOO_FEW, least)
        if len(listed) > most:
            self.note(name, What.TOO_MANY, most)
        return [
            Fields(raw, known, self.at(f"{name}.{place}"), self.problems) for place, raw in enumerate(listed[:most])
        ]

    def part_id(self, taken: set[str], name: str = "id") -> str:
        """The name of a part, a random one where there is none; each only once among `taken`."""
        given = self.values.get(name)
        if given is None or given == "":
            given = new_part_id()
        elif not isinstance(given, str) or not _part_id.fullmatch(given):
            self.note(name, What.NOT_ALLOWED)
            return ""
        elif given in taken:
            self.note(name, What.TWICE)
        taken.add(given)
        return given

    def chosen(self, name: str, among: Iterable[str]) -> str:
        """One of `among`, or "" where none was chosen."""
        given = self.values.get(name)
        if given is None or given == "":
            return ""
        if not isinstance(given, str) or given not in among:
            self.note(name, What.UNKNOWN)
            return ""
        return given


def _number_in_words(given: object) -> str:
    """As JSON writes it; "" for what is neither a number nor a text, or far too large a number."""
    if isinstance(given, str):
        return given.strip()
    if isinstance(given, bool) or not isinstance(given, int | float) or abs(given) >= 10**limits.NUMBER:
        return ""
    return repr(given)
