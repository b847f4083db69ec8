"""Questions as a table (CSV), under the columns that `table` reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.formats import csv_text
from app.formats.csv_text import FORMULA
from app.formats.question_files.figures import plain
from app.formats.question_files.report import Notes, Why
from app.formats.question_files.table import ARROW
from app.formats.question_files.writing import (
    Part,
    Quiz,
    Report,
    Written,
    exact,
    lose,
    not_held,
    pictures_in,
    whole_or_nothing,
)
from app.questions.base import FULL, NOTHING, Question, Words
from app.questions.choices import Choice
from app.questions.essay import Essay
from app.questions.matching import Matching
from app.questions.multiple import Multiple, Scheme
from app.questions.numeric import Numeric
from app.questions.ordering import Ordering, OrderScheme
from app.questions.short import Short
from app.questions.single import Single
from app.questions.true_false import TrueFalse

_ABOUT = ("type", "name", "question", "format", "points", "right", "feedback", "tags")


@dataclass
class Cells:
    """What the type of a question puts into its row."""

    choices: list[str]
    right: str = ""


def write(quiz: Quiz) -> Written:
    report, rows = Report(), list[list[str]]()
    for part in quiz.parts:
        for question in part.questions:
            report.write(question, partial(_add, rows, part))
    most = max((len(row) - len(_ABOUT) for row in rows), default=0)
    header = (*_ABOUT, *(f"choice {number}" for number in range(1, most + 1)))
    text = "".join(csv_text.write(header, rows))
    return Written(text.encode(), "text/csv; charset=utf-8", "csv", tuple(report.questions))


def _add(rows: list[list[str]], part: Part, question: Question, notes: Notes) -> None:
    rows.append(_row(question, part, notes))


def _row(question: Question, part: Part, notes: Notes) -> list[str]:
    every = [words for words in (question.text, question.feedback, *question.content.texts()) if words]
    if question.type not in _KINDS:
        raise not_held(question.type)
    lose(notes, section=part.title or part.text, pictures=any(pictures_in(words.source) for words in every))
    notes.add_if(part.draws, Why.POOL_LEFT_OUT, part.title)
    told = any(set(tag) & set(",;") for tag in question.tags)
    lose(notes, tags=told)
    cells = _KINDS[question.type](question.content, notes)
    if len({words.format for words in (question.text, question.feedback, *_kept(question)) if words}) > 1:
        raise not_held("text_format")
    row = [
        question.type,
        question.name,
        question.text.source.strip(),
        question.text.format.value,
        exact(question.points),
        cells.right,
        question.feedback.source.strip(),
        "" if told else ", ".join(question.tags),
        *cells.choices,
    ]
    if any(cell[:1] == "'" and cell[1:].lstrip()[:1] in FORMULA for cell in row if cell[1:].strip()):
        raise not_held("'")
    return row


def _kept(question: Question) -> list[Words]:
    """The texts of its content that stand in the row."""
    content = question.content
    if isinstance(content, Single | Multiple):
        return [each.text for each in content.choices]
    return list(content.texts()) if isinstance(content, Matching | Ordering) else []


def _text(words: Words) -> str:
    if not words:
        raise not_held("text_format")
    return words.source.strip()


def _letters(choices: tuple[Choice, ...]) -> str:
    return ", ".join(str(place) for place, each in enumerate(choices, 1) if each.worth > NOTHING)


def _single(content: Single, notes: Notes) -> Cells:
    lose(notes, order=not content.shuffle, feedback=any(each.feedback for each in content.choices))
    worths = [each.worth for each in content.choices]
    if not whole_or_nothing(worths) or worths.count(FULL) != 1:
        raise not_held("share")
    return Cells([_text(each.text) for each in content.choices], _letters(content.choices))


def _multiple(content: Multiple, notes: Notes) -> Cells:
    lose(notes, order=not content.shuffle, feedback=any(each.feedback for each in content.choices))
    if content.scheme != Scheme.RIGHT_MINUS_WRONG or not whole_or_nothing(each.worth for each in content.choices):
        raise not_held("share")
    return Cells([_text(each.text) for each in content.choices], _letters(content.choices))


def _true_false(content: TrueFalse, notes: Notes) -> Cells:
    lose(notes, feedback=content.feedback_true or content.feedback_false)
    return Cells([], "true" if content.right else "false")


def _short(content: Short, notes: Notes) -> Cells:
    told = any(each.feedback for each in content.accepted)
    lose(notes, case=content.case, accents=not content.accents, feedback=told)
    if any(each.worth != FULL for each in content.accepted):
        raise not_held("share")
    return Cells([each.text.strip() for each in content.accepted])


def _numeric(content: Numeric, notes: Notes) -> Cells:
    if content.unit_required or len(content.ranges) > 1:
        raise not_held("units" if content.unit_required else "share")
    (only,) = content.ranges
    lose(notes, units=content.units, feedback=only.feedback)
    return Cells([], f"{plain(only.low)}..{plain(only.high)}")


def _matching(content: Matching, notes: Notes) -> Cells:
    lose(notes, order=not content.shuffle)
    if any(ARROW in words.source for words in content.texts()):
        raise not_held(ARROW)
    pairs = [f"{_text(pair.prompt)} {ARROW} {_text(pair.answer)}" for pair in content.pairs]
    return Cells(pairs + [f"{ARROW} {_text(each.answer)}" for each in content.distractors])


def _ordering(content: Ordering, notes: Notes) -> Cells:
    notes.add_if(content.scheme != OrderScheme.POSITIONS, Why.SCHEME_NOT_HELD)
    return Cells([_text(item.text) for item in content.items])


def _essay(content: Essay, notes: Notes) -> Cells:
    words, usual = content.words_at_least or content.words_at_most, content.lines == Essay().lines
    lose(notes, notes=content.notes, template=content.template, lines=not usual, words=words)
    return Cells([])


_KINDS: dict[str, Callable[[Any, Notes], Cells]] = {
    "single": _single,
    "multiple": _multiple,
    "true_false": _true_false,
    "short": _short,
    "numeric": _numeric,
    "matching": _matching,
    "ordering": _ordering,
    "essay": _essay,
}
