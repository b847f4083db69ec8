"""Choices, as single choice, multiple answers and gaps of a cloze have them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from app.questions import limits
from app.questions.base import NO_WORDS, NOTHING, Json, Tally, What, Words, new_part_id
from app.questions.plain import one_line, same
from app.questions.reading import Fields
from app.questions.shuffling import shuffled


@dataclass(frozen=True)
class Choice:
    """`worth` is its share of the points, -1 to 1; what is right alone has 1."""

    id: str
    text: Words
    worth: Fraction = NOTHING
    feedback: Words = NO_WORDS


Choices = tuple[Choice, ...]


def parse(fields: Fields) -> Choices:
    """The choices in JSON, noting what is wrong with them."""
    ids: set[str] = set()
    texts: set[tuple[str, str]] = set()
    choices = []
    for part in fields.parts("choices", {"id", "text", "worth", "feedback"}, 2, limits.CHOICES):
        text = part.words("text", required=True)
        if text and same(text) in texts:
            part.note("text", What.TWICE)
        texts.add(same(text))
        choices.append(Choice(part.part_id(ids), text, part.share("worth", NOTHING, -1), part.words("feedback")))
    return tuple(choices)


def blank() -> Choices:
    """Two empty ones, the first of which is right."""
    return Choice(new_part_id(), NO_WORDS, Fraction(1)), Choice(new_part_id(), NO_WORDS)


def json(choices: Choices) -> list[Json]:
    return [
        {"id": each.id, "text": each.text.json(), "worth": str(each.worth), "feedback": each.feedback.json()}
        for each in choices
    ]


def texts(choices: Choices) -> Iterable[Words]:
    for each in choices:
        yield each.text
        yield each.feedback


def with_texts(choices: Choices, change: Callable[[Words], Words]) -> Choices:
    return tuple(replace(each, text=change(each.text), feedback=change(each.feedback)) for each in choices)


def present(choices: Choices, shuffle: bool, seed: int) -> Json:
    """What can be chosen, and nothing of what it is worth."""
    order: Sequence[Choice] = shuffled(choices, seed, lambda each: each.id) if shuffle else choices
    return {"choices": [{"id": each.id, "text": each.text.json()} for each in order]}


def key(choices: Choices) -> Json:
    """The choices that are worth something, with how much."""
    return {"choices": {each.id: str(each.worth) for each in choices if each.worth > NOTHING}}


def tally(choices: Choices, chosen: Iterable[str]) -> list[Tally]:
    counts = Counter(chosen)
    return [Tally(each.id, one_line(each.text), counts[each.id], each.worth) for each in choices]


def in_words(choices: Iterable[Choice]) -> str:
    return "; ".join(one_line(each.text) for each in choices)
