"""Single choice: one of several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.questions import choices
from app.questions.base import FULL, NOTHING, Content, Grade, Json, Tally, What, Words
from app.questions.choices import Choice
from app.questions.reading import Fields
from app.questions.reviewing import Reviewed


@dataclass(frozen=True)
class Single(Content):
    """At least one choice has the worth 1.

    JSON: {"choices": [{"id", "text": words, "worth": "1/2", "feedback": words}], "shuffle": true}
    """

    choices: tuple[Choice, ...]
    shuffle: bool = True

    def json(self) -> Json:
        return {"choices": choices.json(self.choices), "shuffle": self.shuffle}

    def texts(self) -> Iterable[Words]:
        return choices.texts(self.choices)

    def with_texts(self, change: Callable[[Words], Words]) -> Single:
        return replace(self, choices=choices.with_texts(self.choices, change))

    def chosen(self, answer: Json | None) -> Choice | None:
        return next((each for each in self.choices if answer and each.id == answer["choice"]), None)


class SingleType(Reviewed[Single]):
    """An answer is {"choice": id}."""

    name = "single"

    def parse(self, raw: object) -> Single:
        fields = Fields(raw, {"choices", "shuffle"})
        content = Single(choices.parse(fields), fields.flag("shuffle", True))
        if content.choices and not any(each.worth == FULL for each in content.choices):
            fields.note("choices", What.NO_RIGHT_ANSWER)
        fields.done()
        return content

    def present(self, content: Single, seed: int) -> Json:
        return choices.present(content.choices, content.shuffle, seed)

    def read(self, content: Single, raw: object) -> Json | None:
        if raw is None:
            return None
        fields = Fields(raw, {"choice"})
        chosen = fields.chosen("choice", [each.id for each in content.choices])
        fields.done()
        return {"choice": chosen} if chosen else None

    def read_form(self, content: Single, fields: Callable[[str], Sequence[str]]) -> Json | None:
        return self.read(content, {"choice": next(iter(fields("choice")), None)})

    def grade(self, content: Single, answer: Json | None) -> Grade:
        chosen = content.chosen(answer)
        return Grade(max(NOTHING, chosen.worth) if chosen else NOTHING)

    def told(self, content: Single, answer: Json | None) -> Mapping[str, Words]:
        chosen = content.chosen(answer)
        return {chosen.id: chosen.feedback} if chosen else {}

    def key(self, content: Single) -> Json:
        return choices.key(content.choices)

    def tally(self, content: Single, answers: Iterable[Json | None]) -> list[Tally]:
        return choices.tally(content.choices, (answer["choice"] for answer in answers if answer))

    def in_words(self, content: Single, answer: Json | None) -> str:
        chosen = content.chosen(answer)
        return choices.in_words([chosen] if chosen else [])

    def key_in_words(self, content: Single) -> str:
        return choices.in_words(each for each in content.choices if each.worth == FULL)

    def blank(self) -> Single:
        return Single(choices.blank())


SINGLE = SingleType()
