"""The codes of Moodle's cloze questions (docs.moodle.org/en/Embedded_Answers_(Cloze)_question_type)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from html import unescape

from app.formats.question_files import making
from app.formats.question_files.figures import decimal, share
from app.formats.question_files.report import Notes, Refused, Why, unsupported
from app.formats.question_files.texts import Texts
from app.questions.base import FULL, NOTHING, Words
from app.questions.choices import Choice
from app.questions.cloze import GAP, Cloze, Gap, GapContent
from app.questions.multiple import Multiple, Scheme
from app.questions.numeric import Numeric
from app.questions.short import Short

_start = re.compile(r"\{([0-9]{0,4}):([A-Za-z]{2,20}(?:_[A-Za-z]{1,10})?):")
_fraction = re.compile(r"\s*(?:(=)|%(-?[0-9]{1,3}(?:[.,][0-9]{0,10})?)%)")
_escaped = re.compile(r"\\([}#~])")
_tag = re.compile(r"</?[a-zA-Z]")
_SHORT = {"SHORTANSWER", "SA", "MW"}
_SHORT_CASE = {"SHORTANSWER_C", "SAC", "MWC"}
_NUMERIC = {"NUMERICAL", "NM"}
# The name in full or short, then how it looks and whether it is shuffled.
_choices = re.compile(r"(MULTICHOICE|MULTIRESPONSE)(?:_([VH]?)(S?))?|M([CR])([VH]?)(S?)")
_ENTITY = ("&", "&amp;")


@dataclass(frozen=True)
class Answer:
    """One alternative; `given` says that its worth stood there in percent."""

    text: str
    feedback: str
    worth: Fraction
    given: bool


class Codes:
    """Takes the codes out of a text and makes gaps of them."""

    def __init__(self, texts: Texts, notes: Notes) -> None:
        self.texts, self.notes = texts, notes

    def read(self, text: Words) -> tuple[Words, Cloze, Fraction]:
        """The text with gaps, the gaps, and the sum of their weights. Raises Refused for a code that is none."""
        if GAP.search(text.source):
            raise Refused(Why.GAPS)
        pieces: list[str] = []
        gaps: list[Gap] = []
        place = 0
        while found := _start.search(text.source, place):
            end, body = _body(text.source, found.end())
            gaps.append(self._gap(str(len(gaps) + 1), found[1], found[2].upper(), body))
            pieces += [text.source[place : found.start()], f"[[{gaps[-1].id}]]"]
            place = end
        if not gaps:
            raise Refused(Why.NO_KEY)
        pieces.append(text.source[place:])
        weights = sum(gap.weight for gap in gaps)
        return Words("".join(pieces), text.format), Cloze(tuple(gaps)), Fraction(weights)

    def _gap(self, id: str, weight: str, kind: str, body: str) -> Gap:
        if weight and not int(weight):
            raise unsupported(Why.WRONG_WEIGHT, weight)
        return Gap(id, self._content(kind, list(_answers(body))), int(weight or 1))

    def _content(self, kind: str, answers: list[Answer]) -> GapContent:
        if kind in _SHORT or kind in _SHORT_CASE:
            return self._short(answers, kind in _SHORT_CASE)
        if kind in _NUMERIC:
            return self._numeric(answers)
        found = _choices.fullmatch(kind)
        if not found:
            raise unsupported(Why.TYPE, kind)
        several = found[1] == "MULTIRESPONSE" or found[4] == "R"
        shuffle = bool(found[3] or found[6])
        if several:
            return self._multiple(answers, shuffle)
        self.notes.add_if(found[2] or found[5], Why.MENU_INSTEAD)
        return making.single([self._choice(each, each.worth) for each in answers], self.notes, shuffle)

    def _choice(self, answer: Answer, worth: Fraction) -> Choice:
        text = self.texts.line(answer.text, self.notes)
        return making.choice(text, worth, self._feedback(answer))

    def _feedback(self, answer: Answer) -> Words:
        return self.texts.line(answer.feedback, self.notes)

    def _short(self, answers: list[Answer], case: bool) -> Short:
        found = [
            making.accepted(unescape(each.text), each.worth, self._feedback(each), wildcards=True) for each in answers
        ]
        made = making.short(found, case)
        if all(_tag.search(each.text) for each in made.accepted if each.worth == FULL):
            raise Refused(Why.KEY_UNCLEAR, found[0].text)
        return made

    def _numeric(self, answers: list[Answer]) -> Numeric:
        found = []
        for each in answers:
            if each.text.strip() == "*" and not each.worth:
                self.notes.add_if(each.feedback, Why.FEEDBACK_LEFT_OUT)
                continue
            value, _, tolerance = unescape(each.text).replace(",", ".").partition(":")
            found.append(
                making.number_around(decimal(value), decimal(tolerance or "0"), each.worth, self._feedback(each))
            )
        making.some_full(each.worth for each in found)
        return Numeric(tuple(found))

    def _multiple(self, answers: list[Answer], shuffle: bool) -> Multiple:
        """Moodle lets right shares add up to all, and wrong ones cancel one right one unless it is told otherwise."""
        total = sum((each.worth for each in answers if each.worth > NOTHING), NOTHING)
        if not total:
            raise Refused(Why.NO_KEY)
        cancel = NOTHING if any(each.given for each in answers) else -1 / total
        choices = [
            self._choice(each, each.worth / total if each.worth > NOTHING else each.worth or cancel) for each in answers
        ]
        return making.multiple(choices, self.notes, Scheme.WORTHS, shuffle)


def _body(text: str, start: int) -> tuple[int, str]:
    """Where the code ends, and what stands in it. Raises Refused where it does not end."""
    place = start
    while (place := text.find("}", place)) >= 0:
        if text[place - 1] != "\\":
            return place + 1, text[start:place]
        place += 1
    raise Refused(Why.BRACES, text[start : start + 40])


def _answers(body: str) -> Iterator[Answer]:
    """The alternatives, parted by tildes. Raises Refused for one that says nothing."""
    for alternative in _parted(body, "~"):
        found = _fraction.match(alternative)
        rest = alternative[found.end() :] if found else alternative
        text, *feedback = _parted(rest, "#")
        if not text.strip():
            if found or feedback:
                raise Refused(Why.NO_TEXT)
            continue
        worth = FULL if found and found[1] else share(found[2].replace(",", ".")) if found else NOTHING
        given = bool(found and found[2])
        yield Answer(_plain(text), _plain("#".join(feedback)), worth, given)


def _parted(text: str, sign: str) -> list[str]:
    """Split at `sign`, but for an escaped one and that of an entity such as &#39;."""
    first, *rest = text.split(sign)
    pieces = [first]
    for piece in rest:
        if pieces[-1].endswith("\\") or (sign == "#" and pieces[-1].endswith(_ENTITY)):
            pieces[-1] += sign + piece
        else:
            pieces.append(piece)
    return pieces


def _plain(text: str) -> str:
    return _escaped.sub(r"\1", text).strip()
