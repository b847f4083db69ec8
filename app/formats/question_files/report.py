"""What became of a question file: each question with what was taken over, changed or refused, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from app.formats.question_files.bounds import FACT_CHARS
from app.questions.base import NO_WORDS, Question, Words


class Format(StrEnum):
    GIFT = "gift"
    AIKEN = "aiken"
    MOODLE_XML = "moodle_xml"
    QTI12 = "qti12"
    QTI2 = "qti22"
    CSV = "csv"


class Status(StrEnum):
    """IMPORTED: as it was. CHANGED: with what the reasons say. UNSUPPORTED and ERROR: not at all."""

    IMPORTED = "imported"
    CHANGED = "changed"
    UNSUPPORTED = "unsupported"
    ERROR = "error"


class Why(StrEnum):
    """Why a question is not what it was in the file; the fact beside it says where or how much."""

    # What was changed.
    SECTION_TEXT = "section_text"
    FEEDBACK_LEFT_OUT = "feedback_left_out"
    HINTS_LEFT_OUT = "hints_left_out"
    PENALTY_LEFT_OUT = "penalty_left_out"
    SCORING_SIMPLER = "scoring_simpler"
    SCORING_NOT_SAID = "scoring_not_said"
    EDGE_COUNTS = "edge_counts"
    NO_LESS_THAN_NOTHING = "no_less_than_nothing"
    ALL_ITEMS_ASKED = "all_items_asked"
    POOL_LEFT_OUT = "pool_left_out"
    EMPTY_LEFT_OUT = "empty_left_out"
    MENU_INSTEAD = "menu_instead"
    REUSE_ALLOWED = "reuse_allowed"
    UNIT_PENALTY_LEFT_OUT = "unit_penalty_left_out"
    ATTACHMENT_LEFT_OUT = "attachment_left_out"
    MEDIA_LEFT_OUT = "media_left_out"
    FORMULA_LEFT_OUT = "formula_left_out"
    PICTURE_MISSING = "picture_missing"
    PICTURE_ELSEWHERE = "picture_elsewhere"
    PICTURE_REFUSED = "picture_refused"
    PICTURE_IN_SECTION = "picture_in_section"
    NO_POINTS = "no_points"
    SHORTENED = "shortened"
    # Why it was not taken over.
    TYPE = "type"
    SURVEY = "survey"
    CALCULATED = "calculated"
    TEMPLATE = "template"
    UNKNOWN_SCORING = "unknown_scoring"
    SEVERAL_PARTS = "several_parts"
    NO_KEY = "no_key"
    KEY_UNCLEAR = "key_unclear"
    WRONG_WEIGHT = "wrong_weight"
    NOT_A_NUMBER = "not_a_number"
    NO_TEXT = "no_text"
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    UNREADABLE = "unreadable"
    LINES = "lines"
    BRACES = "braces"
    GAPS = "gaps"
    NOT_KEPT = "not_kept"
    # Why a format cannot hold it (only when a file is written).
    NOT_HELD = "not_held"
    SCHEME_NOT_HELD = "scheme_not_held"
    DETAIL_NOT_HELD = "detail_not_held"
    ROUNDED = "rounded"


@dataclass(frozen=True)
class Reason:
    why: Why
    fact: str = ""


@dataclass(frozen=True)
class ReadQuestion:
    """`type` is the file's own word for it; `section` counts in the reading's sections."""

    number: int
    status: Status
    type: str
    name: str = ""
    reasons: tuple[Reason, ...] = ()
    question: Question | None = None
    section: int = 0


@dataclass(frozen=True)
class ReadSection:
    """Questions that follow each other; with `draws` so many of them, each worth `points`, are asked."""

    title: str = ""
    text: Words = NO_WORDS
    draws: int | None = None
    points: Fraction | None = None


@dataclass(frozen=True)
class Reading:
    """`files` are pictures by the address that stands for them in the texts."""

    format: Format
    title: str
    questions: tuple[ReadQuestion, ...]
    sections: tuple[ReadSection, ...] = (ReadSection(),)
    files: Mapping[str, bytes] = field(default_factory=dict)


class Bad(StrEnum):
    """Why a file was not read at all."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    UNKNOWN = "unknown"
    OTHER_FORMAT = "other_format"
    NOT_XML = "not_xml"
    DANGEROUS = "dangerous"
    NOT_AN_ARCHIVE = "not_an_archive"
    NO_QUESTIONS = "no_questions"
    TOO_MANY = "too_many"


class BadFile(ValueError):
    """A file that is not read: the one exception of this package."""

    def __init__(self, bad: Bad, fact: str = "") -> None:
        self.bad, self.fact = bad, fact[:FACT_CHARS]
        super().__init__(f"{bad}: {self.fact}" if fact else bad.value)


class Refused(Exception):
    """One question is not taken over; the others are. It never leaves this package."""

    def __init__(self, why: Why, fact: object = "", status: Status = Status.ERROR) -> None:
        self.status, self.reason = status, Reason(why, str(fact)[:FACT_CHARS])
        super().__init__(why)


def unsupported(why: Why, fact: object = "") -> Refused:
    """It is understood, and there is nothing like it here."""
    return Refused(why, fact, Status.UNSUPPORTED)


class Notes:
    """What was changed while one question was read, each once."""

    def __init__(self) -> None:
        self._reasons: dict[Reason, None] = {}

    def add(self, why: Why, fact: object = "") -> None:
        self._reasons[Reason(why, str(fact)[:FACT_CHARS])] = None

    def add_if(self, condition: object, why: Why, fact: object = "") -> None:
        if condition:
            self.add(why, fact)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return tuple(self._reasons)
