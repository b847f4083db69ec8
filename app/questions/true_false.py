"""True or false."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.questions.base import FULL, NO_WORDS, NOTHING, Content, Grade, Json, Tally, What, Words
from app.questions.reading import Fields
from app.questions.reviewing import Reviewed


@dataclass(frozen=True)
class TrueFalse(Content):
    """JSON: {"right": true, "feedback_true": words, "feedback_false": words}; the feedback to who chose that."""

    right: bool
    feedback_true: Words = NO_WORDS
    feedback_false: Words = NO_WORDS

    def json(self) -> Json:
        told = {"feedback_true": self.feedback_true.json(), "feedback_false": self.feedback_false.json()}
        return {"right": self.right} | told

    def texts(self) -> Iterable[Words]:
        return self.feedback_true, self.feedback_false

    def with_texts(self, change: Callable[[Words], Words]) -> TrueFalse:
        return replace(self, feedback_true=change(self.feedback_true), feedback_false=change(self.feedback_false))


class TrueFalseType(Reviewed[TrueFalse]):
    """An answer is {"value": true} or {"value": false}."""

    name = "true_false"

    def parse(self, raw: object) -> TrueFalse:
        fields = Fields(raw, {"right", "feedback_true", "feedback_false"})
        if fields.values.get("right") is None:
            fields.note("right", What.MISSING)
        content = TrueFalse(fields.flag("right", True), fields.words("feedback_true"), fields.words("feedback_false"))
        fields.done()
        return content

    def present(self, content: TrueFalse, seed: int) -> Json:
        return {}

    def read(self, content: TrueFalse, raw: object) -> Json | None:
        if raw is None:
            return None
        fields = Fields(raw, {"value"})
        value = fields.flag("value", False)
        fields.done()
        return None if fields.values.get("value") is None else {"value": value}

    def read_form(self, content: TrueFalse, fields: Callable[[str], Sequence[str]]) -> Json | None:
        given = next(iter(fields("value")), "")
        return self.read(content, {"value": {"": None, "true": True, "false": False}.get(given, given)})

    def grade(self, content: TrueFalse, answer: Json | None) -> Grade:
        return Grade(FULL if answer and answer["value"] is content.right else NOTHING)

    def told(self, content: TrueFalse, answer: Json | None) -> Mapping[str, Words]:
        if not answer:
            return {}
        return {self._word(answer["value"]): content.feedback_true if answer["value"] else content.feedback_false}

    def key(self, content: TrueFalse) -> Json:
        return {"value": content.right}

    def tally(self, content: TrueFalse, answers: Iterable[Json | None]) -> list[Tally]:
        counts = Counter(answer["value"] for answer in answers if answer)
        return [
            Tally(self._word(value), self._word(value), counts[value], FULL if value is content.right else NOTHING)
            for value in (True, False)
        ]

    def in_words(self, content: TrueFalse, answer: Json | None) -> str:
        return self._word(answer["value"]) if answer else ""

    def key_in_words(self, content: TrueFalse) -> str:
        return self._word(content.right)

    def blank(self) -> TrueFalse:
        return TrueFalse(True)

    def _word(self, value: bool) -> str:
        return "true" if value else "false"


TRUE_FALSE = TrueFalseType()
