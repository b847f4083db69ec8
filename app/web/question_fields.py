"""The fields in which teachers write questions: from what a form sends to JSON that `QuestionType.parse` reads.

Names are places in that JSON with dashes, after a prefix: `choices-0-text`. The order of rows is that in which they are
sent, and rows in which nothing stands are left out. Without scripts, buttons that add, take away and move rows send
the form too, under `row`: then the JSON is as they want it, with an empty row where one was added, for the same page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction

from werkzeug.datastructures import MultiDict

from app.questions import limits
from app.questions.base import FULL, NOTHING, Json, WordsFormat
from app.questions.cloze import GAP_TYPES
from app.questions.numeric import Range
from app.questions.typed_numbers import read_number

Form = MultiDict[str, str]
FORMATS = {format.value for format in WordsFormat}
MOST_ROWS = 2 * limits.CHOICES
TOO_LARGE = 10**limits.NUMBER

_number = re.compile(r"([0-9]{1,6})-")
_percent = re.compile(r"(-?[0-9]{1,4}(?:[.,][0-9]{1,3})?) ?%")


class Posted:
    """What was sent under `prefix`. `wish` is what a button wants of the rows, as `add:choices` or `up:items-2`."""

    def __init__(self, form: Form, prefix: str, wish: str = "", at: str = "") -> None:
        self.form, self.prefix, self.wish, self.at = form, prefix, wish, at

    def text(self, name: str) -> str:
        return self.form.get(self.prefix + name, "").strip()

    def flag(self, name: str) -> bool:
        return bool(self.text(name))

    def words(self, name: str) -> Json:
        format = self.text(f"{name}-format")
        return {"source": self.text(name), "format": format if format in FORMATS else WordsFormat.PLAIN.value}

    def share(self, name: str) -> str:
        """As JSON has it: a percentage as a fraction, and whatever else as it was typed."""
        typed = self.text(name)
        found = _percent.fullmatch(typed)
        return str(Fraction(found[1].replace(",", ".")) / 100) if found else typed.replace(",", ".")

    def inside(self, name: str) -> Posted:
        return Posted(self.form, f"{self.prefix}{name}-", self.wish, f"{self.at}{name}-")

    def rows(self, name: str) -> list[tuple[str, Posted]]:
        """The number and fields of each row, in their order, as the wish wants them."""
        numbers = list(dict.fromkeys(self._numbers(name)))[:MOST_ROWS]
        deed, _colon, what = self.wish.partition(":")
        row = what.removeprefix(f"{self.at}{name}-")
        if row in numbers and row != what:
            place = numbers.index(row)
            numbers.pop(place)
            if deed in ("up", "down"):
                numbers.insert(max(0, place + (1 if deed == "down" else -1)), row)
        if deed == "add" and what.partition(":")[0] == f"{self.at}{name}":
            numbers.append(str(self._next(name, numbers)))
        return [(number, self.inside(f"{name}-{number}")) for number in numbers]

    def _numbers(self, name: str) -> Iterator[str]:
        begin = f"{self.prefix}{name}-"
        for field in self.form:
            if field.startswith(begin) and (found := _number.match(field, len(begin))):
                yield found[1]

    def _next(self, name: str, numbers: list[str]) -> int:
        """A number that no row has, nor a gap as its name."""
        ids = [self.text(f"{name}-{number}-id") for number in numbers]
        return max([0, *(int(each) for each in [*numbers, *ids] if re.fullmatch("[0-9]{1,6}", each))]) + 1

    def added(self, name: str) -> bool:
        """Whether this very row was just added, so that it is kept though it is empty."""
        return self.wish.startswith("add:") and not any(field.startswith(self.prefix) for field in self.form)


def wants_rows(form: Form, prefix: str = "") -> bool:
    """Whether a button for rows sent the form: show it again with `form_to_raw`, and keep nothing."""
    return f"{prefix}row" in form


def form_to_raw(type: str, form: Form, prefix: str = "") -> Json:
    """JSON for `TYPES[type].parse`, whatever was sent."""
    return READERS[type](Posted(form, prefix, form.get(f"{prefix}row", "")))


def _kept(posted: Posted, name: str, read: Callable[[str, Posted], Json], *needed: str) -> list[Json]:
    """The rows in which something stands in one of the `needed` fields, or that were just added."""
    return [
        read(number, row)
        for number, row in posted.rows(name)
        if any(row.text(field) for field in needed) or row.added(name)
    ]


def _with_id(row: Posted, raw: Json, *names: str) -> Json:
    return raw | {name: row.text(name) for name in ("id", *names) if row.text(name)}


def _choices(posted: Posted, worth: Callable[[str, Posted], str]) -> Json:
    def read(number: str, row: Posted) -> Json:
        raw = {"text": row.words("text"), "worth": worth(number, row), "feedback": row.words("feedback")}
        return _with_id(row, raw)

    return {"choices": _kept(posted, "choices", read, "text", "feedback"), "shuffle": posted.flag("shuffle")}


def _single(posted: Posted) -> Json:
    right = posted.text("right")
    return _choices(posted, lambda number, row: str(FULL) if number == right else row.share("worth") or str(NOTHING))


def _multiple(posted: Posted) -> Json:
    def worth(_number: str, row: Posted) -> str:
        share = row.share("worth")
        if row.flag("right"):
            return share if share and not share.startswith("-") and share != str(NOTHING) else str(FULL)
        return share if share.startswith("-") else str(NOTHING)

    return _choices(posted, worth) | {"scheme": posted.text("scheme") or None}


def _true_false(posted: Posted) -> Json:
    told = {name: posted.words(name) for name in ("feedback_true", "feedback_false")}
    return {"right": {"true": True, "false": False}.get(posted.text("right"))} | told


def _short(posted: Posted) -> Json:
    def read(_number: str, row: Posted) -> Json:
        share = row.share("worth") or str(FULL)
        return {"text": row.text("text"), "worth": share, "feedback": row.words("feedback")}

    accepted = _kept(posted, "accepted", read, "text", "feedback")
    return {"accepted": accepted, "case": posted.flag("case"), "accents": posted.flag("accents")}


def _numeric(posted: Posted) -> Json:
    def read(_number: str, row: Posted) -> Json:
        told = {"worth": row.share("worth") or str(FULL), "feedback": row.words("feedback")}
        return _bounds(row.text("value"), row.text("tolerance")) | told

    def unit(_number: str, row: Posted) -> Json:
        factor = exact_decimal(row.text("factor"))
        return {"name": row.text("name"), "factor": row.text("factor") if factor is None else str(factor)}

    ranges = _kept(posted, "ranges", read, "value", "tolerance", "feedback")
    units = _kept(posted, "units", unit, "name", "factor")
    if units and not units[0]["factor"]:
        units[0]["factor"] = "1"
    return {"ranges": ranges, "units": units, "unit_required": posted.flag("unit_required")}


def _bounds(value: str, tolerance: str) -> Json:
    """Both ends; where one of the two is no number, what was typed, so that it is told and shown again."""
    middle, around = exact_decimal(value), exact_decimal(tolerance or "0")
    if middle is None:
        return {"low": value, "high": value}
    if around is None:
        return {"low": str(middle), "high": f"±{tolerance}"}
    found = Range.around(middle, around)
    return {"low": str(found.low), "high": str(found.high)}


def exact_decimal(typed: str) -> Decimal | None:
    """A number that can be read in one way only, and written with a decimal point."""
    found = read_number(typed)
    if found is None or found.unit or len(found.values) > 1:
        return None
    value = found.values[0]
    for places in range(limits.EXPONENT + limits.NUMBER):
        scaled = value * 10**places
        if scaled.denominator == 1:
            return Decimal(f"{scaled.numerator}e-{places}") if abs(scaled) < TOO_LARGE else None
    return None


def _matching(posted: Posted) -> Json:
    def pair(_number: str, row: Posted) -> Json:
        return _with_id(row, {"prompt": row.words("prompt"), "answer": row.words("answer")}, "answer_id")

    def distractor(_number: str, row: Posted) -> Json:
        return _with_id(row, {"answer": row.words("answer")})

    pairs = _kept(posted, "pairs", pair, "prompt", "answer")
    distractors = _kept(posted, "distractors", distractor, "answer")
    return {"pairs": pairs, "distractors": distractors, "shuffle": posted.flag("shuffle")}


def _ordering(posted: Posted) -> Json:
    def read(_number: str, row: Posted) -> Json:
        return _with_id(row, {"text": row.words("text")})

    return {"items": _kept(posted, "items", read, "text"), "scheme": posted.text("scheme") or None}


def _cloze(posted: Posted) -> Json:
    added = posted.wish.removeprefix("add:gaps:")

    def read(number: str, row: Posted) -> Json:
        if row.added("gaps"):
            content = GAP_TYPES[added].blank().json() if added in GAP_TYPES else {}
            return {"id": number, "type": added, "weight": 1, "content": content}
        type = row.text("type")
        content = READERS[type](row.inside("content")) if type in GAP_TYPES else {}
        return {"id": row.text("id") or number, "type": type, "weight": row.text("weight") or 1, "content": content}

    return {"gaps": _kept(posted, "gaps", read, "type")}


def _essay(posted: Posted) -> Json:
    numbers = {name: posted.text(name) or None for name in ("lines", "words_at_least", "words_at_most")}
    return numbers | {"notes": posted.words("notes"), "template": posted.text("template")}


READERS: dict[str, Callable[[Posted], Json]] = {
    "single": _single,
    "multiple": _multiple,
    "true_false": _true_false,
    "short": _short,
    "numeric": _numeric,
    "matching": _matching,
    "ordering": _ordering,
    "cloze": _cloze,
    "essay": _essay,
}
