"""Aiken (docs.moodle.org/en/Aiken_format): a line of text, lines of choices, and the letter of the right one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.formats.question_files import making
from app.formats.question_files.gathering import Gathering
from app.formats.question_files.making import Draft
from app.formats.question_files.report import Format, Notes, Reading, Refused, Why, unsupported
from app.formats.question_files.texts import Texts
from app.questions.base import FULL, NOTHING, Content

_choice = re.compile(r"([A-Za-z])[.)](?:[ \t]+(.*)|)")
_answer = re.compile(r"ANSWER\s*[:：]\s*(.*)", re.IGNORECASE)
_letter = re.compile(r"[A-Za-z]")


def read(text: str) -> Reading:
    texts = Texts()
    gathering = Gathering(Format.AIKEN, texts)
    for lines in _blocks(text):
        draft = gathering.draft("multichoice")
        gathering.add(draft.read(lambda draft, notes, lines=lines: _read(lines, draft, texts, notes)))  # type: ignore[misc]
    return gathering.reading()


def looks_like(text: str) -> bool:
    """There are a choice and an answer, each on a line of its own."""
    lines = [line.strip() for line in text.split("\n")]
    return any(_answer.fullmatch(line) for line in lines) and any(_choice.fullmatch(line) for line in lines)


def _blocks(text: str) -> Iterator[list[str]]:
    """A question ends with its answer; blank lines mean nothing."""
    lines: list[str] = []
    for line in (line.strip() for line in text.split("\n")):
        if line:
            lines.append(line)
        if _answer.fullmatch(line):
            yield lines
            lines = []
    if lines:
        yield lines


def _read(lines: list[str], draft: Draft, texts: Texts, notes: Notes) -> tuple[str, Content]:
    draft.text = texts.plain(lines[0], notes)
    answer = _answer.fullmatch(lines[-1])
    if not answer:
        raise Refused(Why.NO_KEY)
    said = answer[1].strip().rstrip(".)").strip()
    if not _letter.fullmatch(said):
        raise unsupported(Why.KEY_UNCLEAR, answer[1])
    found = _choices(lines[1:-1])
    if said.upper() not in found:
        raise Refused(Why.KEY_UNCLEAR, said)
    choices = [
        making.choice(texts.plain(text, notes), FULL if letter == said.upper() else NOTHING)
        for letter, text in found.items()
    ]
    return "single", making.single(choices, notes)


def _choices(lines: list[str]) -> dict[str, str]:
    """The choices by letter, which go on from A. Raises Refused: a text has one line only."""
    found: dict[str, str] = {}
    for line in lines:
        choice = _choice.fullmatch(line)
        expected = chr(ord("A") + len(found))
        if not choice or choice[1].upper() != expected:
            raise Refused(Why.LINES, line)
        found[expected] = (choice[2] or "").strip()
    return found
