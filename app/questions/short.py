"""Short answer: a word or a line, compared with those that are accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from app.questions import limits
from app.questions.base import FULL, NO_WORDS, NOTHING, Content, Grade, Json, Tally, What, Words
from app.questions.reading import Fields
from app.questions.reviewing import Reviewed, frequent
from app.questions.spelling import matches, spelled


@dataclass(frozen=True)
class Accepted:
    """One accepted text. `*` stands for anything and `\\*` for a star; the first that fits counts."""

    text: str
    worth: Fraction = FULL
    feedback: Words = NO_WORDS


@dataclass(frozen=True)
class Short(Content):
    """JSON: {"accepted": [{"text", "worth", "feedback"}], "case": false, "accents": true}.

    `case` and `accents` say whether they count. How much white space there is never counts.
    """

    accepted: tuple[Accepted, ...]
    case: bool = False
    accents: bool = True

    def json(self) -> Json:
        listed = [
            {"text": each.text, "worth": str(each.worth), "feedback": each.feedback.json()} for each in self.accepted
        ]
        return {"accepted": listed, "case": self.case, "accents": self.accents}

    def texts(self) -> Iterable[Words]:
        return [each.feedback for each in self.accepted]

    def with_texts(self, change: Callable[[Words], Words]) -> Short:
        return replace(self, accepted=tuple(replace(each, feedback=change(each.feedback)) for each in self.accepted))

    def found(self, answer: Json | None) -> Accepted | None:
        """The first accepted text that fits."""
        if not answer:
            return None
        typed = answer["text"]
        return next((each for each in self.accepted if matches(each.text, typed, self.case, self.accents)), None)


class ShortType(Reviewed[Short]):
    """An answer is {"text": as it was typed}."""

    name = "short"

    def parse(self, raw: object) -> Short:
        fields = Fields(raw, {"accepted", "case", "accents"})
        case, accents = fields.flag("case", False), fields.flag("accents", True)
        accepted = []
        seen: set[str] = set()
        for part in fields.parts("accepted", {"text", "worth", "feedback"}, 1, limits.ACCEPTED):
            text = part.text("text", limits.SHORT_TEXT, required=True).strip()
            if text and spelled(text, case, accents) in seen:
                part.note("text", What.TWICE)
            seen.add(spelled(text, case, accents))
            accepted.append(Accepted(text, part.share("worth", FULL), part.words("feedback")))
        if accepted and not any(each.worth == FULL for each in accepted):
            fields.note("accepted", What.NO_RIGHT_ANSWER)
        fields.done()
        return Short(tuple(accepted), case, accents)

    def present(self, content: Short, seed: int) -> Json:
        return {}

    def read(self, content: Short, raw: object) -> Json | None:
        if raw is None:
            return None
        fields = Fields(raw, {"text"})
        text = fields.text("text", limits.SHORT_TEXT).strip()
        fields.done()
        return {"text": text} if text else None

    def read_form(self, content: Short, fields: Callable[[str], Sequence[str]]) -> Json | None:
        return self.read(content, {"text": next(iter(fields("text")), None)})

    def grade(self, content: Short, answer: Json | None) -> Grade:
        found = content.found(answer)
        return Grade(found.worth if found else NOTHING)

    def told(self, content: Short, answer: Json | None) -> Mapping[str, Words]:
        found = content.found(answer)
        return {"": found.feedback} if found else {}

    def key(self, content: Short) -> Json:
        return {"accepted": [{"text": each.text, "share": str(each.worth)} for each in content.accepted if each.worth]}

    def tally(self, content: Short, answers: Iterable[Json | None]) -> list[Tally]:
        return frequent(
            (answer["text"] for answer in answers if answer),
            lambda text: spelled(text.strip(), content.case, content.accents),
            lambda text: self.grade(content, {"text": text}).share,
        )

    def in_words(self, content: Short, answer: Json | None) -> str:
        return " ".join(answer["text"].split()) if answer else ""

    def key_in_words(self, content: Short) -> str:
        return "; ".join(each.text for each in content.accepted if each.worth == FULL)

    def blank(self) -> Short:
        return Short((Accepted(""),))


SHORT = ShortType()
