"""What all question types share: words, what may be shown, what a grade is, and what a type has to answer."""

from __future__ import annotations

import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any, Generic, TypeVar

Json = dict[str, Any]
FULL, NOTHING = Fraction(1), Fraction(0)


class WordsFormat(StrEnum):
    """How a text is written. Plain: literally, but for $formulas$ and pictures of ours; the others as in lessons."""

    PLAIN = "plain"
    MARKDOWN = "markdown"
    HTML = "html"

    @classmethod
    def named(cls, name: str | None) -> WordsFormat:
        """The one of this name; Markdown where there is none."""
        return cls(name) if name in set(cls) else cls.MARKDOWN


@dataclass(frozen=True)
class Words:
    """A text of a question as its author wrote it. It is sanitised where it is shown, not here."""

    source: str = ""
    format: WordsFormat = WordsFormat.PLAIN

    def __bool__(self) -> bool:
        return bool(self.source.strip())

    def json(self) -> Json:
        return {"source": self.source, "format": self.format.value}


NO_WORDS = Words()


class What(StrEnum):
    """What can be wrong with a question or an answer."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    TOO_FEW = "too_few"
    NOT_ALLOWED = "not_allowed"
    NOT_A_NUMBER = "not_a_number"
    NO_RIGHT_ANSWER = "no_right_answer"
    TWICE = "twice"
    UNKNOWN = "unknown"
    NO_SUCH_GAP = "no_such_gap"


@dataclass(frozen=True)
class Problem:
    """`where` is a path such as `choices.2.text`, counted from nought; `fact` a number or word that helps."""

    where: str
    what: What
    fact: str = ""


class BadQuestion(ValueError):
    """A question that cannot be kept as it is, or an answer that is none: every problem of it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(", ".join(f"{problem.where}: {problem.what}" for problem in self.problems))


@dataclass(frozen=True)
class Shows:
    """What of a result may be seen. Nothing is the beginning: own answers alone are always shown."""

    marks: bool = False
    feedback: bool = False
    key: bool = False


@dataclass(frozen=True)
class Grade:
    """`share` of the points, 0 to 1, exact; None where a person has to say. `parts` names the share of each part."""

    share: Fraction | None
    parts: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True)
class Tally:
    """How often something was answered. `label` is for people; `share` is what it earned; None where nobody said."""

    key: str
    label: str
    count: int
    share: Fraction | None = None


class Content(ABC):
    """What one question asks and what is right: a frozen dataclass for each type."""

    @abstractmethod
    def json(self) -> Json:
        """As it is stored; `QuestionType.parse` reads it back to an equal content."""

    @abstractmethod
    def texts(self) -> Iterable[Words]:
        """Every text in it but the question's own: choices, feedback, notes for graders."""

    @abstractmethod
    def with_texts(self, change: Callable[[Words], Words]) -> Content:
        """The same with every text changed: for copies, whose pictures are others."""


@dataclass(frozen=True)
class Question:
    """A question apart from where it stands: what banks keep and file formats carry.

    `type` is the name of its QuestionType, `name` what its teacher calls it ("" for the beginning of the text), and
    `feedback` what everybody is told once feedback is shown.
    """

    type: str
    text: Words
    content: Content
    points: Fraction = FULL
    name: str = ""
    feedback: Words = NO_WORDS
    tags: tuple[str, ...] = ()


C = TypeVar("C", bound=Content)


class TypeOf(ABC, Generic[C]):
    """One type of question. `content` is always what its own `parse` made, `answer` what its own `read` made.

    An answer may name parts that its content has not: it was given to another version, and such parts earn nothing.
    """

    name: str
    by_hand: bool = False

    @abstractmethod
    def parse(self, raw: object) -> C:
        """The content in JSON of a form, an API call, an import or the database. Raises BadQuestion with all problems.

        Parts without an `id` are given a random one, so that no id tells which is right.
        """

    def check_text(self, text: Words, content: C) -> tuple[Problem, ...]:
        """What is wrong between the question's own text and its content: only a cloze's text belongs to it."""
        return ()

    @abstractmethod
    def present(self, content: C, seed: int) -> Json:
        """What a student may see before any result: never a key, an order that gives one away, or feedback.

        The same seed gives the same order.
        """

    @abstractmethod
    def read(self, content: C, raw: object) -> Json | None:
        """The answer in JSON as it is kept; None where nothing was answered. Raises BadQuestion for rubbish."""

    @abstractmethod
    def read_form(self, content: C, fields: Callable[[str], Sequence[str]]) -> Json | None:
        """The answer in the fields of a form: `fields("choice")` gives all values sent under that name."""

    @abstractmethod
    def grade(self, content: C, answer: Json | None) -> Grade:
        """What the answer is worth. None and an empty answer are worth nothing, also where a person grades."""

    @abstractmethod
    def review(self, content: C, seed: int, answer: Json | None, shows: Shows) -> Json:
        """`present`, and of answer, marks, feedback and key what `shows` allows: nothing else is in it.

        `answer`; by `marks` the `share` and the `parts` of the grade; by `feedback` the words for what was answered,
        by part; by `key` what is right, as the type has it.
        """

    @abstractmethod
    def tally(self, content: C, answers: Iterable[Json | None]) -> list[Tally]:
        """How often each choice, or each typed answer (the most frequent 20), was given."""

    @abstractmethod
    def in_words(self, content: C, answer: Json | None) -> str:
        """The answer in one line of plain text: for tables and exports. Right and wrong are "true" and "false"."""

    @abstractmethod
    def key_in_words(self, content: C) -> str:
        """What is right in one line of plain text: for the teacher's tables."""

    @abstractmethod
    def blank(self) -> C:
        """What a new question of this type opens with (QUI3: two empty choices); `parse` would refuse it."""


QuestionType = TypeOf[Any]


def new_part_id() -> str:
    """A short random name for a part of a question: it says nothing about where the part stands or what it is worth."""
    return secrets.token_hex(4)
