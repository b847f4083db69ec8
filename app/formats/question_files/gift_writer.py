"""Questions as GIFT, in one line of text and one for each answer, so that nothing in them can end a question."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

from app.formats.question_files.figures import plain
from app.formats.question_files.gift_answers import ARROW
from app.formats.question_files.gift_marks import escaped, marked
from app.formats.question_files.report import Notes, Why
from app.formats.question_files.writing import (
    Part,
    Quiz,
    Report,
    Written,
    any_words,
    exact,
    lose,
    not_held,
    pictures_in,
    worths,
)
from app.questions.base import FULL, Question, Words, WordsFormat
from app.questions.essay import Essay
from app.questions.matching import Matching
from app.questions.multiple import Multiple
from app.questions.numeric import Numeric
from app.questions.plain import one_line
from app.questions.short import Short
from app.questions.single import Single
from app.questions.true_false import TrueFalse

_TOP = "$CATEGORY: $course$/top/"


def write(quiz: Quiz) -> Written:
    report = Report()
    blocks = [f"{_TOP}{_folder(quiz.title)}"] if quiz.title else []

    def add(part: Part, question: Question, notes: Notes) -> None:
        notes.add_if(part.draws, Why.POOL_LEFT_OUT, part.title)
        blocks.append(_block(question, notes))

    for part in quiz.parts:
        blocks.extend(_head(quiz, part))
        for question in part.questions:
            report.write(question, partial(add, part))
    text = "\n\n".join(blocks) + "\n"
    return Written(text.encode(), "text/plain; charset=utf-8", "gift.txt", tuple(report.questions))


def _head(quiz: Quiz, part: Part) -> list[str]:
    """The folder of a section, and its text."""
    found = []
    if len(quiz.parts) > 1 and quiz.title:
        found.append(f"{_TOP}{_folder(quiz.title)}{'/' + _folder(part.title) if part.title else ''}")
    if part.text:
        found.append(marked(part.text))
    return found


def _folder(title: str) -> str:
    return escaped(" ".join(title.split())).replace("/", "//")


def _block(question: Question, notes: Notes) -> str:
    lose(
        notes,
        points=question.points != FULL,
        pictures=any(pictures_in(words.source) for words in _all_words(question)),
        tags=any(set(tag) & set("[]\n") for tag in question.tags),
    )
    body = _KINDS[question.type](question.content, notes) if question.type in _KINDS else None
    if body is None:
        raise not_held(question.type)
    tags = "".join(f" [tag:{escaped(tag)}]" for tag in question.tags if not set(tag) & set("[]\n"))
    name = f"::{escaped(question.name)}::" if question.name else ""
    feedback = f"\n####{marked(question.feedback)}" if question.feedback else ""
    lines = [f"//{tags}"] if tags else []
    return "\n".join([*lines, f"{name}{marked(question.text)} {{{body}{feedback}}}"])


def _all_words(question: Question) -> list[Words]:
    return [question.text, question.feedback, *question.content.texts()]


def _said(words: Words) -> str:
    return f"#{marked(words)}" if words else ""


def _weighed(mark: str, worth: Fraction, text: str, feedback: Words) -> str:
    return f"\n{mark}%{exact(worth, 100)}%{text}{_said(feedback)}"


def _single(content: Single, notes: Notes) -> str:
    lose(notes, order=not content.shuffle)
    return "".join(
        f"\n={marked(each.text)}{_said(each.feedback)}"
        if each.worth == FULL
        else _weighed("~", each.worth, marked(each.text), each.feedback)
        for each in content.choices
    )


def _multiple(content: Multiple, notes: Notes) -> str:
    lose(notes, order=not content.shuffle)
    weights = zip(content.choices, worths(content, notes), strict=True)
    return "".join(_weighed("~", worth, marked(each.text), each.feedback) for each, worth in weights)


def _true_false(content: TrueFalse, _notes: Notes) -> str:
    of_right, of_wrong = content.feedback_true, content.feedback_false
    if not content.right:
        of_right, of_wrong = of_wrong, of_right
    feedback = f"#{marked(of_wrong)}" + _said(of_right) if any_words((of_right, of_wrong)) else ""
    return f"{'TRUE' if content.right else 'FALSE'}{feedback}"


def _short(content: Short, notes: Notes) -> str:
    lose(notes, case=content.case, accents=not content.accents)
    if any(ARROW in each.text for each in content.accepted):
        raise not_held(ARROW)
    return "".join(_weighed("=", each.worth, _typed(each.text), each.feedback) for each in content.accepted)


def _typed(text: str) -> str:
    """Text for an answer that is typed; the mark keeps brackets at its beginning from being read as a format."""
    return f"[plain]{escaped(text)}" if text.startswith("[") else escaped(text)


def _numeric(content: Numeric, notes: Notes) -> str:
    if content.unit_required:
        raise not_held("units")
    lose(notes, units=content.units)
    ranges = (
        _weighed("=", each.worth, f"{plain(each.low)}..{plain(each.high)}", each.feedback) for each in content.ranges
    )
    return "#" + "".join(ranges)


def _matching(content: Matching, notes: Notes) -> str:
    lose(notes, order=not content.shuffle)
    answers = [pair.answer for pair in content.pairs] + [each.answer for each in content.distractors]
    notes.add_if(any(words.format != WordsFormat.PLAIN for words in answers), Why.DETAIL_NOT_HELD, "text_format")
    if any(ARROW in pair.prompt.source for pair in content.pairs):
        raise not_held(ARROW)
    pairs = "".join(f"\n={marked(pair.prompt)} {ARROW} {_one_line(pair.answer)}" for pair in content.pairs)
    return pairs + "".join(f"\n= {ARROW} {_one_line(each.answer)}" for each in content.distractors)


def _one_line(words: Words) -> str:
    text = one_line(words) if words.format != WordsFormat.PLAIN else words.source
    if not text.strip():
        raise not_held("text_format")
    return escaped(text)


def _essay(content: Essay, notes: Notes) -> str:
    lose(
        notes,
        notes=content.notes,
        template=content.template,
        lines=content.lines != Essay().lines,
        words=content.words_at_least or content.words_at_most,
    )
    return ""


_KINDS: dict[str, Callable[[Any, Notes], str]] = {
    "single": _single,
    "multiple": _multiple,
    "true_false": _true_false,
    "short": _short,
    "numeric": _numeric,
    "matching": _matching,
    "essay": _essay,
}
