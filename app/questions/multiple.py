"""Multiple answers: any number of several, with partial credit by a scheme."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from app.questions import choices
from app.questions.base import FULL, NOTHING, Content, Grade, Json, Tally, What, Words
from app.questions.choices import Choice
from app.questions.reading import Fields
from app.questions.reviewing import Reviewed


class Scheme(StrEnum):
    """How chosen answers add up; never below nought nor above one.

    ALL_OR_NOTHING: exactly the right ones. RIGHT_MINUS_WRONG: each right one adds its equal share, each wrong one
    takes as much away (as in Canvas). WORTHS: the choices' own worths are added (as in Moodle).
    """

    ALL_OR_NOTHING = "all_or_nothing"
    RIGHT_MINUS_WRONG = "right_minus_wrong"
    WORTHS = "worths"


@dataclass(frozen=True)
class Multiple(Content):
    """A choice is right when its worth is above nought. JSON as for a single choice, and "scheme"."""

    choices: tuple[Choice, ...]
    scheme: Scheme = Scheme.RIGHT_MINUS_WRONG
    shuffle: bool = True

    def json(self) -> Json:
        return {"choices": choices.json(self.choices), "scheme": self.scheme.value, "shuffle": self.shuffle}

    def texts(self) -> Iterable[Words]:
        return choices.texts(self.choices)

    def with_texts(self, change: Callable[[Words], Words]) -> Multiple:
        return replace(self, choices=choices.with_texts(self.choices, change))

    @property
    def right(self) -> set[str]:
        return {each.id for each in self.choices if each.worth > NOTHING}

    def chosen(self, answer: Json | None) -> list[Choice]:
        return [each for each in self.choices if answer and each.id in answer["choices"]]


class MultipleType(Reviewed[Multiple]):
    """An answer is {"choices": [id, …]}, each once, in the order of the content."""

    name = "multiple"

    def parse(self, raw: object) -> Multiple:
        fields = Fields(raw, {"choices", "scheme", "shuffle"})
        found = choices.parse(fields)
        content = Multiple(
            found, fields.option("scheme", Scheme, Scheme.RIGHT_MINUS_WRONG), fields.flag("shuffle", True)
        )
        if found and not self._can_be_full(content):
            fields.note("choices", What.NO_RIGHT_ANSWER)
        fields.done()
        return content

    def _can_be_full(self, content: Multiple) -> bool:
        if content.scheme == Scheme.WORTHS:
            return sum(each.worth for each in content.choices if each.worth > NOTHING) >= FULL
        return bool(content.right)

    def present(self, content: Multiple, seed: int) -> Json:
        return choices.present(content.choices, content.shuffle, seed)

    def read(self, content: Multiple, raw: object) -> Json | None:
        if raw is None:
            return None
        fields = Fields(raw, {"choices"})
        given = fields.values.get("choices") or []
        known = [each.id for each in content.choices]
        if not isinstance(given, list):
            fields.note("choices", What.NOT_ALLOWED)
        elif any(not isinstance(each, str) or each not in known for each in given):
            fields.note("choices", What.UNKNOWN)
        fields.done()
        chosen = [each for each in known if each in given]
        return {"choices": chosen} if chosen else None

    def read_form(self, content: Multiple, fields: Callable[[str], Sequence[str]]) -> Json | None:
        return self.read(content, {"choices": [each for each in fields("choice") if each]})

    def grade(self, content: Multiple, answer: Json | None) -> Grade:
        chosen = {each.id: each.worth for each in content.chosen(answer)}
        parts = {part: FULL if worth > NOTHING else NOTHING for part, worth in chosen.items()}
        earned = self._earned(content, chosen) if chosen else NOTHING
        return Grade(min(FULL, max(NOTHING, earned)), parts)

    def _earned(self, content: Multiple, chosen: Mapping[str, Fraction]) -> Fraction:
        if content.scheme == Scheme.WORTHS:
            return sum(chosen.values(), NOTHING)
        if content.scheme == Scheme.ALL_OR_NOTHING:
            return FULL if set(chosen) == content.right else NOTHING
        hits = len(content.right & set(chosen))
        return Fraction(hits - (len(chosen) - hits), len(content.right))

    def told(self, content: Multiple, answer: Json | None) -> Mapping[str, Words]:
        return {each.id: each.feedback for each in content.chosen(answer)}

    def key(self, content: Multiple) -> Json:
        return choices.key(content.choices)

    def tally(self, content: Multiple, answers: Iterable[Json | None]) -> list[Tally]:
        return choices.tally(content.choices, (each for answer in answers if answer for each in answer["choices"]))

    def in_words(self, content: Multiple, answer: Json | None) -> str:
        return choices.in_words(content.chosen(answer))

    def key_in_words(self, content: Multiple) -> str:
        return choices.in_words(each for each in content.choices if each.id in content.right)

    def blank(self) -> Multiple:
        return Multiple(choices.blank())


MULTIPLE = MultipleType()
