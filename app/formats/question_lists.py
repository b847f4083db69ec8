"""A list of questions as people type it, into questions. Pure; what is right is never guessed.

    1. Which of these is a bird?
    a) Bat
    *b) Wren
    c) Newt

    2. What do bees make?
    = honey

A question begins with a number, or after a blank line. A star marks a right choice; several make it a question with
several answers. True and False are what they say. `=` stands before an answer to be typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from app.questions import TYPES, base, limits
from app.questions.base import BadQuestion, Json, Problem, Words
from app.questions.reading import tidy

LONGEST = 200_000
TRUTHS = {"true": True, "false": False, "t": True, "f": False}

_numbered = re.compile(r"(?:(?:question|q)\s*)?[0-9]{1,4}\s*[.):]\s*(?=\S)", re.IGNORECASE)
_choice = re.compile(
    r"(?P<before>\*?)\s*(?:\(?(?P<letter>[A-Za-z])\s*[.)]|[-•–]|\[(?P<box>[ xX✓]?)\])\s+(?P<text>\S.*)"
)
_starred = re.compile(r"\*\s*(?P<text>\S.*)")
_typed = re.compile(r"=\s*(?P<text>\S.*)")


class Why(StrEnum):
    """Why a question of a list was not made."""

    NO_ANSWERS = "no_answers"
    NO_RIGHT = "no_right"
    NO_TEXT = "no_text"
    MIXED = "mixed"
    INVALID = "invalid"


@dataclass(frozen=True)
class Listed:
    """One question of a list: what it became, or why it did not. `line` counts from 1, `source` is what was typed."""

    number: int
    line: int
    text: str
    source: str
    question: base.Question | None = None
    why: Why | None = None
    problems: tuple[Problem, ...] = ()


@dataclass
class _Block:
    line: int
    source: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    choices: list[tuple[str, bool]] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)

    @property
    def answered(self) -> bool:
        return bool(self.choices or self.typed)


def read(given: str) -> list[Listed]:
    """Every question in what was typed, in order."""
    return [_made(number, block) for number, block in enumerate(_blocks(tidy(given)[:LONGEST]), 1)]


def _blocks(given: str) -> Iterator[_Block]:
    block = _Block(1)
    blank = False
    for number, line in enumerate((line.strip() for line in given.split("\n")), 1):
        if not line:
            blank = True
            continue
        begins = _numbered.match(line)
        if (begins and not _choice.fullmatch(line)) or (blank and block.answered and not _is_answer(line)):
            if block.text or block.answered:
                yield block
            block = _Block(number, [line])
            block.text.append(line[begins.end() :] if begins else line)
        else:
            _take(block, line, number)
        blank = False
    if block.text or block.answered:
        yield block


def _is_answer(line: str) -> bool:
    return bool(_choice.fullmatch(line) or _starred.fullmatch(line) or _typed.fullmatch(line))


def _take(block: _Block, line: str, number: int) -> None:
    """A line inside a question: an answer, or more of its text, or of the answer before it."""
    if not block.text and not block.answered:
        block.line = number
    block.source.append(line)
    if found := _typed.fullmatch(line):
        block.typed.append(found["text"])
    elif found := _choice.fullmatch(line):
        marked = bool(found["before"]) or (found["box"] or " ") != " " or found["text"].startswith("*")
        text = found["text"].removeprefix("*").strip()
        block.choices.append((text.removesuffix("*").strip(), marked or text.endswith(" *")))
    elif (found := _starred.fullmatch(line)) and block.text:
        block.choices.append((found["text"], True))
    elif block.text and line.lower() in TRUTHS:
        block.choices.append((line, False))
    else:
        block.text.append(line)


def _made(number: int, block: _Block) -> Listed:
    text = "\n".join(block.text).strip()
    listed = partial(Listed, number, block.line, text[: limits.NAME], "\n".join(block.source))
    made = _content(block) if text else Why.NO_TEXT
    if isinstance(made, Why):
        return listed(why=made)
    type, raw = made
    try:
        content = TYPES[type].parse(raw)
    except BadQuestion as bad:
        return listed(why=Why.INVALID, problems=bad.problems)
    if len(text) > limits.TEXT:
        return listed(why=Why.INVALID, problems=(Problem("text", base.What.TOO_LONG, str(limits.TEXT)),))
    return listed(question=base.Question(type, Words(text), content))


def _content(block: _Block) -> tuple[str, Json] | Why:
    """The type and the JSON of its content, or why there is none."""
    if block.choices and block.typed:
        return Why.MIXED
    if block.typed:
        return "short", {"accepted": [{"text": text.replace("*", "\\*")} for text in block.typed]}
    if not block.choices:
        return Why.NO_ANSWERS
    right = [text for text, marked in block.choices if marked]
    if not right:
        return Why.NO_RIGHT
    if len(right) == 1 and all(text.lower() in TRUTHS for text, _marked in block.choices):
        return "true_false", {"right": TRUTHS[right[0].lower()]}
    if len(right) == 1:
        return "single", {"choices": [{"text": text, "worth": str(int(marked))} for text, marked in block.choices]}
    choices = [{"text": text, "worth": str(int(marked))} for text, marked in block.choices]
    return "multiple", {"choices": choices, "scheme": "right_minus_wrong"}
