"""Questions in a table (CSV): one a row, under the names of the columns.

`type` is one of our types; `question` its text; `choice 1`, `choice 2` … what the type needs: choices, accepted
answers, "prompt -> answer" of a matching question, or items in the right order; `right` the letters or numbers of the
right choices, true or false, or the number that is right ("3.1..3.2" from there to there); `tolerance` how far off it
may be. `name`, `points`, `feedback`, `tags` and `format` (plain, markdown, html) may be left out.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass

from app.formats.csv_text import FORMULA
from app.formats.question_files import bounds, making
from app.formats.question_files.figures import decimal, fraction
from app.formats.question_files.gathering import Gathering
from app.formats.question_files.making import Draft
from app.formats.question_files.report import Bad, BadFile, Format, Notes, Reading, Refused, Why, unsupported
from app.formats.question_files.texts import Texts
from app.questions.base import FULL, NOTHING, Content, Words
from app.questions.choices import Choice
from app.questions.essay import Essay
from app.questions.multiple import Scheme
from app.questions.numeric import Numeric
from app.questions.ordering import Ordering
from app.questions.true_false import TrueFalse

DELIMITERS = ",;\t|"
COLUMNS = ("type", "question", "right")
ARROW = "->"
_choice_column = re.compile(r"(?:choice|answer|option|item)[ _]?([0-9]{1,3})")
_part = re.compile(r"[A-Za-z]|[0-9]{1,3}")
_TRUTH = {"true": True, "false": False, "t": True, "f": False}


@dataclass(frozen=True)
class Row:
    cells: dict[str, str]
    choices: tuple[str, ...]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


def looks_like(text: str) -> bool:
    return _delimiter(text) is not None


def read(text: str) -> Reading:
    delimiter = _delimiter(text)
    if delimiter is None:
        raise BadFile(Bad.UNKNOWN)
    texts = Texts()
    gathering = Gathering(Format.CSV, texts)
    lines = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        names = [" ".join(name.lower().split()) for name in next(lines)]
        for cells in lines:
            row = _row(names, cells)
            if any(row.cells.values()):
                draft = gathering.draft(row["type"].lower())
                gathering.add(draft.read(lambda draft, notes, row=row: _read(row, draft, texts, notes)))  # type: ignore[misc]
    except csv.Error as problem:
        raise BadFile(Bad.UNKNOWN, str(problem)) from problem
    return gathering.reading()


def _delimiter(text: str) -> str | None:
    """What parts the cells of the first line, if that names our columns."""
    first = text.lstrip("\n").partition("\n")[0]
    if max(map(len, text.split("\n"))) > bounds.LINE_CHARS:
        return None
    for delimiter in DELIMITERS:
        names = {name.strip().strip('"').strip().lower() for name in first.split(delimiter)}
        if names.issuperset(COLUMNS):
            return delimiter
    return None


def _row(names: list[str], cells: list[str]) -> Row:
    named = dict(zip(names, (_unguarded(cell.strip()) for cell in cells), strict=False))
    numbered = {int(found[1]): cell for name, cell in named.items() if (found := _choice_column.fullmatch(name))}
    choices = [numbered[number] for number in sorted(numbered)]
    while choices and not choices[-1]:
        choices.pop()
    return Row(named, tuple(choices))


def _unguarded(cell: str) -> str:
    """Without the apostrophe that our own tables put before what a spreadsheet would compute."""
    return cell[1:] if cell[:1] == "'" and cell[1:].lstrip()[:1] in FORMULA and cell[1:] else cell


@dataclass(frozen=True)
class Source:
    row: Row
    words: Callable[[str], Words]
    notes: Notes


def _read(row: Row, draft: Draft, texts: Texts, notes: Notes) -> tuple[str, Content]:
    kinds = {"": texts.plain, "plain": texts.plain, "markdown": texts.markdown, "html": texts.html}
    if row["format"].lower() not in kinds:
        raise Refused(Why.UNREADABLE, row["format"])
    make = kinds[row["format"].lower()]
    source = Source(row, lambda text: make(text, notes), notes)
    draft.text, draft.feedback = source.words(row["question"]), source.words(row["feedback"])
    draft.name, draft.tags = row["name"], tuple(row["tags"].replace(";", ",").split(","))
    draft.points = fraction(row["points"]) if row["points"] else FULL
    kind = row["type"].lower().replace(" ", "_").replace("-", "_").replace("/", "_")
    if kind not in _KINDS:
        raise unsupported(Why.TYPE, row["type"])
    return _KINDS[kind](source)


def _right(row: Row) -> set[int]:
    """The places of the right choices. Raises Refused where one is not there."""
    found = set()
    for part in re.split(r"[\s,;]+", row["right"].strip()):
        if not _part.fullmatch(part):
            raise Refused(Why.KEY_UNCLEAR if part else Why.NO_KEY, part)
        place = int(part) - 1 if part.isdecimal() else ord(part.upper()) - ord("A")
        if not 0 <= place < len(row.choices):
            raise Refused(Why.KEY_UNCLEAR, part)
        found.add(place)
    return found


def _single(source: Source) -> tuple[str, Content]:
    right = _right(source.row)
    if len(right) > 1:
        raise Refused(Why.KEY_UNCLEAR, source.row["right"])
    return "single", making.single(_choices(source, right), source.notes)


def _multiple(source: Source) -> tuple[str, Content]:
    choices = _choices(source, _right(source.row))
    return "multiple", making.multiple(choices, source.notes, Scheme.RIGHT_MINUS_WRONG)


def _choices(source: Source, right: set[int]) -> list[Choice]:
    texts = enumerate(source.row.choices)
    return [making.choice(source.words(text), FULL if place in right else NOTHING) for place, text in texts]


def _true_false(source: Source) -> tuple[str, Content]:
    said = source.row["right"].lower()
    if said not in _TRUTH:
        raise Refused(Why.KEY_UNCLEAR if said else Why.NO_KEY, said)
    return "true_false", TrueFalse(_TRUTH[said])


def _short(source: Source) -> tuple[str, Content]:
    texts = source.row.choices or ((source.row["right"],) if source.row["right"] else ())
    if not texts or not all(texts):
        raise Refused(Why.NO_KEY)
    return "short", making.short([making.accepted(text, wildcards=True) for text in texts])


def _numeric(source: Source) -> tuple[str, Content]:
    low, dots, high = source.row["right"].partition("..")
    if not low:
        raise Refused(Why.NO_KEY)
    if dots:
        return "numeric", Numeric((making.number(decimal(low), decimal(high)),))
    return "numeric", Numeric((making.number_around(decimal(low), decimal(source.row["tolerance"] or "0")),))


def _matching(source: Source) -> tuple[str, Content]:
    pairs, spare = [], []
    for text in source.row.choices:
        prompt, arrow, answer = (part.strip() for part in text.partition(ARROW))
        if not arrow or ARROW in answer:
            raise Refused(Why.KEY_UNCLEAR, text)
        if prompt:
            pairs.append((source.words(prompt), source.words(answer)))
        else:
            spare.append(source.words(answer))
    return "matching", making.matching(pairs, spare)


def _ordering(source: Source) -> tuple[str, Content]:
    return "ordering", Ordering(making.items(source.words(text) for text in source.row.choices))


def _essay(_source: Source) -> tuple[str, Content]:
    return "essay", Essay()


_KINDS: dict[str, Callable[[Source], tuple[str, Content]]] = {
    "single": _single,
    "single_choice": _single,
    "multiple_choice": _single,
    "multiple": _multiple,
    "multiple_answers": _multiple,
    "true_false": _true_false,
    "short": _short,
    "short_answer": _short,
    "numeric": _numeric,
    "matching": _matching,
    "ordering": _ordering,
    "essay": _essay,
}
