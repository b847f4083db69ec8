"""What is written into a file, and what became of each question there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from app.formats.question_files.figures import share, written
from app.formats.question_files.report import Notes, Reason, Refused, Status, Why, unsupported
from app.formats.question_files.texts import EMBEDDED
from app.questions.base import FULL, NOTHING, Question, Words, WordsFormat
from app.questions.multiple import Multiple, Scheme

_address = re.compile(r"(?:/files/[0-9a-f]{32}|embedded:[0-9a-f]{32})")
_ENDINGS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif", b"RIFF": "webp"}


@dataclass(frozen=True)
class Part:
    """A section with its questions, as it is to be written."""

    questions: tuple[Question, ...]
    title: str = ""
    text: Words = field(default_factory=Words)
    draws: int | None = None


@dataclass(frozen=True)
class Quiz:
    """`files` are the pictures by their addresses in the texts."""

    title: str
    parts: tuple[Part, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class WrittenQuestion:
    """IMPORTED: as it is here. CHANGED: with what the reasons say. UNSUPPORTED: it is not in the file."""

    number: int
    status: Status
    type: str
    name: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Written:
    data: bytes
    media_type: str
    ending: str
    questions: tuple[WrittenQuestion, ...]


class Report:
    """Numbers questions while they are written."""

    def __init__(self) -> None:
        self.questions: list[WrittenQuestion] = []

    def write(self, question: Question, make: Callable[[Question, Notes], object]) -> bool:
        """Whether `make` wrote it; it raises Refused for what its format cannot hold."""
        notes, status = Notes(), Status.IMPORTED
        reasons: tuple[Reason, ...] = ()
        try:
            make(question, notes)
            reasons = notes.reasons
            status = Status.CHANGED if reasons else status
        except Refused as refused:
            status, reasons = Status.UNSUPPORTED, (refused.reason,)
        name = question.name or " ".join(question.text.source.split())[:80]
        self.questions.append(WrittenQuestion(len(self.questions) + 1, status, question.type, name, reasons))
        return status is not Status.UNSUPPORTED


def not_held(what: str) -> Refused:
    """The format has no way to say it."""
    return unsupported(Why.NOT_HELD, what)


def lose(notes: Notes, /, **details: object) -> None:
    """Tell of each detail that is there and cannot be held."""
    for name, given in details.items():
        notes.add_if(given, Why.DETAIL_NOT_HELD, name)


def exact(value: Fraction, whole: int = 1, digits: int = 5) -> str:
    """A decimal that is read back as the same number. Raises Refused where there is none."""
    text = written(value * whole, digits)
    if share(text, whole) != value:
        raise not_held("share")
    return text


def worths(content: Multiple, notes: Notes) -> list[Fraction]:
    """What each choice adds, where a format adds up."""
    if content.scheme == Scheme.WORTHS:
        return [each.worth for each in content.choices]
    notes.add_if(content.scheme == Scheme.ALL_OR_NOTHING, Why.SCHEME_NOT_HELD)
    each_share = Fraction(1, len(content.right) or 1)
    return [each_share if each.id in content.right else -each_share for each in content.choices]


def pictures_in(source: str) -> list[str]:
    """The addresses of pictures in a text, each once."""
    return list(dict.fromkeys(_address.findall(source)))


def name_of(address: str, data: bytes) -> str:
    """The name of a picture in a file."""
    ending = next((ending for head, ending in _ENDINGS.items() if data.startswith(head)), "bin")
    return f"{address.removeprefix(EMBEDDED).rpartition('/')[2]}.{ending}"


def has_plain_picture(words: Words) -> bool:
    """A picture in a plain text, which other programs would show as letters."""
    return words.format == WordsFormat.PLAIN and bool(pictures_in(words.source))


def any_words(texts: Iterable[Words]) -> bool:
    return any(texts)


def whole_or_nothing(values: Iterable[Fraction]) -> bool:
    """Right or wrong, nothing between."""
    return set(values) <= {FULL, NOTHING}
