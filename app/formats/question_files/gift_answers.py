"""What stands between the braces of GIFT, by type of question."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.formats.question_files import bounds, making
from app.formats.question_files.figures import decimal
from app.formats.question_files.gift_marks import parted, shown, weighed, words
from app.formats.question_files.report import Notes, Refused, Why
from app.formats.question_files.texts import Texts
from app.questions.base import FULL, NO_WORDS, NOTHING, Content, Words
from app.questions.essay import Essay
from app.questions.multiple import Scheme
from app.questions.numeric import Numeric, Range
from app.questions.true_false import TrueFalse

_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}
ARROW = "->"
ANYTHING = "*"


@dataclass
class Source:
    """What stands between the braces, and how texts in it are written."""

    text: str
    format: str
    texts: Texts
    notes: Notes

    def words(self, text: str) -> Words:
        return words(text, self.format, self.texts, self.notes)[0]

    def plain(self, text: str) -> str:
        """An answer that people type: without the mark of a format."""
        return words(text, "plain", self.texts, self.notes)[0].source


def kind(answers: str) -> str:
    """The type, found as Moodle finds it."""
    if not answers:
        return "essay"
    if answers.startswith("#"):
        return "numerical"
    if "~" in answers:
        return "multichoice"
    if "=" in answers and ARROW in answers:
        return "matching"
    return "truefalse" if answers.partition("#")[0].strip().upper() in _TRUTH else "shortanswer"


def _essay(_source: Source) -> tuple[str, Content]:
    return "essay", Essay()


def _true_false(source: Source) -> tuple[str, Content]:
    said, *feedback = source.text.split("#", 2)
    right = _TRUTH[said.strip().upper()]
    of_wrong, of_right = ([source.words(each) for each in feedback] + [NO_WORDS, NO_WORDS])[:2]
    true, false = (of_right, of_wrong) if right else (of_wrong, of_right)
    return "true_false", TrueFalse(right, true, false)


def _choices(source: Source) -> tuple[str, Content]:
    choices = []
    for mark, answer in _answers(source.text, "=~"):
        worth, rest = (None, answer) if mark == "=" else weighed(answer)
        if mark == "=" and answer.startswith("%"):
            raise Refused(Why.WRONG_WEIGHT, shown(answer))
        text, feedback = parted(rest)
        full = FULL if mark == "=" else worth or NOTHING
        choices.append(making.choice(source.words(text), full, source.words(feedback)))
    if any(mark == "=" for mark, _ in _answers(source.text, "=~")):
        return "single", making.single(choices, source.notes)
    return "multiple", making.multiple(choices, source.notes, Scheme.WORTHS)


def _answers(text: str, marks: str) -> Iterator[tuple[str, str]]:
    """Each answer with the mark before it; text before the first mark is none. Raises Refused."""
    if sum(map(text.count, marks)) > bounds.PARTS:
        raise Refused(Why.TOO_MANY, bounds.PARTS)
    before, *rest = re.split(f"([{marks}])", text)
    if before.strip():
        raise Refused(Why.KEY_UNCLEAR, shown(before))
    for mark, answer in zip(rest[::2], rest[1::2], strict=True):
        yield mark, answer.strip()


def _short(source: Source) -> tuple[str, Content]:
    text = source.text if source.text.startswith("=") else f"={source.text}"
    found = []
    for _, answer in _answers(text, "="):
        worth, rest = weighed(answer)
        said, feedback = parted(rest)
        full = FULL if worth is None else worth
        found.append(making.accepted(source.plain(said), full, source.words(feedback), wildcards=True))
    return "short", making.short(found)


def _matching(source: Source) -> tuple[str, Content]:
    pairs, spare = [], []
    for _, answer in _answers(source.text, "="):
        prompt, arrow, match = answer.partition(ARROW)
        if not arrow:
            raise Refused(Why.KEY_UNCLEAR, shown(answer))
        if "#" in answer:
            raise Refused(Why.KEY_UNCLEAR, shown(answer))
        asked, said = source.words(prompt), source.texts.plain(shown(match), source.notes)
        if asked:
            pairs.append((asked, said))
        else:
            spare.append(said)
    return "matching", making.matching(pairs, spare)


def _numeric(source: Source) -> tuple[str, Content]:
    text, wrong, _ = source.text[1:].strip().partition("~")
    source.notes.add_if(wrong, Why.FEEDBACK_LEFT_OUT)
    text = text if text.startswith("=") else f"={text}"
    found = [each for _, answer in _answers(text, "=") for each in _ranges(answer, source)]
    making.some_full(each.worth for each in found)
    return "numeric", Numeric(tuple(found))


def _ranges(answer: str, source: Source) -> Iterator[Range]:
    """The range of an answer; none for every other number, which must be wrong."""
    worth, rest = weighed(answer)
    said, feedback = parted(rest)
    full = FULL if worth is None else worth
    if said == ANYTHING:
        if full:
            raise Refused(Why.KEY_UNCLEAR, ANYTHING)
        source.notes.add(Why.FEEDBACK_LEFT_OUT)
        return
    of_it = source.words(feedback)
    low, dots, high = said.partition("..")
    value, _, tolerance = said.partition(":")
    if dots:
        yield making.number(decimal(low), decimal(high), full, of_it)
    else:
        yield making.number_around(decimal(value), decimal(tolerance or "0"), full, of_it)


KINDS: dict[str, Callable[[Source], tuple[str, Content]]] = {
    "essay": _essay,
    "truefalse": _true_false,
    "multichoice": _choices,
    "shortanswer": _short,
    "matching": _matching,
    "numerical": _numeric,
}
