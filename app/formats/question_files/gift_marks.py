"""The marks of GIFT: what is escaped in a text, which format it says, and how worths stand before answers."""

from __future__ import annotations

import re
from fractions import Fraction

from app.formats.question_files.figures import share, written
from app.formats.question_files.report import Notes, Refused, Why
from app.formats.question_files.texts import Texts
from app.questions.base import NO_WORDS, Words, WordsFormat

# Escaped signs stand in the text as private characters until it is taken apart; no file has a meaning for these.
_SIGNS = ":#={}~\n"
_HIDDEN = {sign: chr(0x10FE00 + place) for place, sign in enumerate(_SIGNS)}
_hidden = re.compile("[\U0010fe00-\U0010fe0f]")
_escape = re.compile(r"\\([\\:#={}~n])")
_shown = str.maketrans({hidden: sign for sign, hidden in _HIDDEN.items()})
_format = re.compile(r"\[(html|moodle|plain|markdown)\]")
_weight = re.compile(r"%(-?[0-9]{1,3}(?:\.[0-9]{0,10})?)%")
_special = re.compile(r"[\\:#={}~]")


def hidden(text: str) -> str:
    """The text with what is escaped out of the way."""
    return _escape.sub(_hide, _hidden.sub("", text))


def _hide(found: re.Match[str]) -> str:
    sign = {"n": "\n", "\\": "\\"}.get(found[1], found[1])
    return _HIDDEN.get(sign, sign)


def shown(text: str) -> str:
    return text.translate(_shown).strip()


def words(text: str, usual: str, texts: Texts, notes: Notes) -> tuple[Words, str]:
    """A text with the format that it says or that is `usual`, and the name of that format."""
    tidy = text.strip()
    found = _format.match(tidy)
    format = found[1] if found else usual
    source = shown(tidy[found.end() :] if found else tidy)
    if not source:
        return NO_WORDS, format
    if format == "html":
        return texts.html(source, notes), format
    if format == "markdown":
        return texts.markdown(source, notes), format
    return (texts.plain if format == "plain" else texts.loose)(source, notes), format


def weighed(answer: str) -> tuple[Fraction | None, str]:
    """The worth that stands before an answer, if any, and the answer."""
    found = _weight.match(answer)
    if not found:
        if answer.startswith("%") and answer.find("%", 1) in range(1, 15):
            raise Refused(Why.WRONG_WEIGHT, answer[: answer.find("%", 1) + 1])
        return None, answer
    return share(found[1]), answer[found.end() :]


def parted(answer: str) -> tuple[str, str]:
    """An answer and what is said of it."""
    said, _, feedback = answer.partition("#")
    return said.strip(), feedback.strip()


def escaped(text: str) -> str:
    return _special.sub(r"\\\g<0>", text).replace("\n", "\\n")


def marked(source: Words, usual: WordsFormat | None = None) -> str:
    """Words for a file; without the name of their format where it is `usual`."""
    text = escaped(source.source.strip())
    if not text:
        return ""
    return text if source.format == usual and text[0] not in "[%" else f"[{source.format.value}]{text}"


def weight(worth: Fraction) -> str:
    return f"%{written(worth * 100)}%"
