"""Essay: a text that a person grades."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from app.questions import limits
from app.questions.base import NO_WORDS, NOTHING, Content, Grade, Json, Tally, What, Words
from app.questions.reading import Fields
from app.questions.reviewing import Reviewed

USUAL_LINES = 10


@dataclass(frozen=True)
class Essay(Content):
    """JSON: {"lines": 10, "words_at_least": null, "words_at_most": null, "notes": words, "template": "…"}.

    `notes` are for whoever grades (a key, never shown before release); `template` stands in the field at first.
    """

    lines: int = USUAL_LINES
    words_at_least: int | None = None
    words_at_most: int | None = None
    notes: Words = NO_WORDS
    template: str = ""

    def json(self) -> Json:
        return self.shown() | {"notes": self.notes.json()}

    def shown(self) -> Json:
        """All but the key."""
        bounds = {"words_at_least": self.words_at_least, "words_at_most": self.words_at_most}
        return {"lines": self.lines, "template": self.template} | bounds

    def texts(self) -> Iterable[Words]:
        return [self.notes]

    def with_texts(self, change: Callable[[Words], Words]) -> Essay:
        return replace(self, notes=change(self.notes))


class EssayType(Reviewed[Essay]):
    """An answer is {"text": as it was written}; the template alone is no answer."""

    name = "essay"
    by_hand = True

    def parse(self, raw: object) -> Essay:
        fields = Fields(raw, {"lines", "words_at_least", "words_at_most", "notes", "template"})
        least = fields.whole("words_at_least", 0, limits.ESSAY_WORDS)
        most = fields.whole("words_at_most", 1, limits.ESSAY_WORDS)
        if least is not None and most is not None and least > most:
            fields.note("words_at_most", What.TOO_FEW, least)
        content = Essay(
            fields.whole("lines", 1, limits.ESSAY_LINES) or USUAL_LINES,
            least,
            most,
            fields.words("notes"),
            fields.text("template", limits.TEXT),
        )
        fields.done()
        return content

    def present(self, content: Essay, seed: int) -> Json:
        return content.shown()

    def read(self, content: Essay, raw: object) -> Json | None:
        if raw is None:
            return None
        fields = Fields(raw, {"text"})
        text = fields.text("text", limits.ESSAY_ANSWER)
        fields.done()
        return {"text": text} if text.strip() not in ("", content.template.strip()) else None

    def read_form(self, content: Essay, fields: Callable[[str], Sequence[str]]) -> Json | None:
        return self.read(content, {"text": next(iter(fields("text")), None)})

    def grade(self, content: Essay, answer: Json | None) -> Grade:
        return Grade(None if answer else NOTHING)

    def key(self, content: Essay) -> Json:
        return {"notes": content.notes.json()}

    def tally(self, content: Essay, answers: Iterable[Json | None]) -> list[Tally]:
        """Nothing: no two texts are the same."""
        return []

    def in_words(self, content: Essay, answer: Json | None) -> str:
        return " ".join(answer["text"].split()) if answer else ""

    def key_in_words(self, content: Essay) -> str:
        return ""

    def blank(self) -> Essay:
        return Essay()


ESSAY = EssayType()
