"""Cloze questions as Moodle writes them: codes in the text."""

from __future__ import annotations

import re
from fractions import Fraction
from html import escape

from app.formats.question_files.figures import middle, plain
from app.formats.question_files.report import Notes, Why
from app.formats.question_files.texts import html_of
from app.formats.question_files.writing import exact, lose, not_held, pictures_in
from app.questions.base import FULL, NOTHING, Question, Words, WordsFormat
from app.questions.choices import Choice
from app.questions.cloze import GAP, Cloze, Gap
from app.questions.multiple import Multiple, Scheme
from app.questions.numeric import Numeric
from app.questions.short import Short

_special = re.compile(r"[}#~]")


def text(question: Question, notes: Notes) -> Words:
    """The text with a code in the place of each gap. Raises Refused."""
    content = question.content
    if not isinstance(content, Cloze):
        raise not_held(question.type)
    gaps = {gap.id: gap for gap in content.gaps}
    lose(notes, points=question.points != sum(gap.weight for gap in content.gaps))
    if re.search(r"\{[0-9]*:[A-Za-z_]+:", question.text.source):
        raise not_held("{")
    source = GAP.sub(lambda found: _code(gaps[found[1]], notes) if found[1] in gaps else found[0], question.text.source)
    return Words(source, question.text.format)


def _code(gap: Gap, notes: Notes) -> str:
    content = gap.content
    if isinstance(content, Short):
        return _joined(gap, "SHORTANSWER_C" if content.case else "SHORTANSWER", _short(content, notes))
    if isinstance(content, Numeric):
        return _joined(gap, "NUMERICAL", _numeric(content, notes))
    kind = "MULTIRESPONSE" if isinstance(content, Multiple) else "MULTICHOICE"
    worths = _of_several(content, notes) if isinstance(content, Multiple) else [each.worth for each in content.choices]
    answers = [_choice(each, worth, notes) for each, worth in zip(content.choices, worths, strict=True)]
    return _joined(gap, f"{kind}_S" if content.shuffle else kind, answers)


def _joined(gap: Gap, kind: str, answers: list[str]) -> str:
    return f"{{{gap.weight}:{kind}:{'~'.join(answers)}}}"


def _short(content: Short, notes: Notes) -> list[str]:
    lose(notes, accents=not content.accents)
    return [_answer(each.worth, escape(each.text, quote=False), each.feedback, notes) for each in content.accepted]


def _numeric(content: Numeric, notes: Notes) -> list[str]:
    if content.units:
        raise not_held("units")
    found = []
    for each in content.ranges:
        value, tolerance = middle(each.low, each.high)
        found.append(_answer(each.worth, f"{plain(value)}:{plain(tolerance)}", each.feedback, notes))
    return found


def _of_several(content: Multiple, notes: Notes) -> list[Fraction]:
    """Moodle makes right shares add up to all."""
    if content.scheme == Scheme.WORTHS:
        if sum(each.worth for each in content.choices if each.worth > NOTHING) != FULL:
            raise not_held("share")
        return [each.worth for each in content.choices]
    notes.add_if(content.scheme == Scheme.ALL_OR_NOTHING, Why.SCHEME_NOT_HELD)
    share = Fraction(1, len(content.right))
    return [share if each.id in content.right else -share for each in content.choices]


def _choice(choice: Choice, worth: Fraction, notes: Notes) -> str:
    return _answer(worth, _html(choice.text, notes), choice.feedback, notes)


def _answer(worth: Fraction, text: str, feedback: Words, notes: Notes) -> str:
    mark = "=" if worth == FULL else f"%{exact(worth, 100)}%"
    said = f"#{_escaped(_html(feedback, notes))}" if feedback else ""
    # An ampersand before the mark of feedback would be read as the beginning of a character's number.
    plain_end = re.sub("&(?:amp;)?\\Z", "&#38;", _escaped(text)) if said else _escaped(text)
    return f"{mark}{plain_end}{said}"


def _html(words: Words, notes: Notes) -> str:
    if pictures_in(words.source):
        raise not_held("pictures")
    lose(notes, text_format=words.format == WordsFormat.MARKDOWN or "\n" in words.source)
    return html_of(words)


def _escaped(text: str) -> str:
    """Raises Refused for a backslash that would escape what follows."""
    if re.search(r"\\[}#~]", text) or text.endswith("\\"):
        raise not_held("\\")
    return _special.sub(r"\\\g<0>", text)
