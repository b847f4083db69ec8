"""A question of each type for the styleguide: asked, answered, and as its teacher writes it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.questions import TYPES
from app.questions.base import BadQuestion, Content, Json, Shows, Words, WordsFormat
from app.questions.choices import Choice
from app.questions.cloze import Cloze, Gap
from app.questions.essay import Essay
from app.questions.matching import Distractor, Matching, Pair
from app.questions.multiple import Multiple
from app.questions.numeric import Numeric, Range, Unit
from app.questions.ordering import Item, Ordering
from app.questions.short import Accepted, Short
from app.questions.single import Single
from app.questions.true_false import TrueFalse
from app.web.question_words import TYPE_NAMES, by_place

HALF = Fraction(1, 2)
MARKDOWN = WordsFormat.MARKDOWN


@dataclass(frozen=True)
class Sample:
    """`answer` is partly right where its type knows such a thing."""

    type: str
    text: Words
    content: Content
    answer: Json

    @property
    def name(self) -> str:
        return str(TYPE_NAMES[self.type])

    @property
    def shown(self) -> Json:
        return TYPES[self.type].present(self.content, 1)

    def review(self, marks: bool, key: bool, answered: bool = True) -> Json:
        answer = self.answer if answered else None
        return TYPES[self.type].review(self.content, 1, answer, Shows(marks=marks, feedback=marks, key=key))


@dataclass(frozen=True)
class Refused:
    """What a teacher sent that cannot be kept."""

    raw: Json

    @property
    def problems(self) -> dict[str, str]:
        try:
            TYPES["single"].parse(self.raw)
        except BadQuestion as bad:
            return by_place(bad.problems)
        return {}


def refused() -> Refused:
    texts = ({"source": text, "format": "plain"} for text in ("Green light", "Green light", ""))
    told = {"source": "Nearly.", "format": "plain"}
    return Refused({"choices": [{"text": text, "worth": "3/2", "feedback": told} for text in texts], "shuffle": True})


def samples() -> list[Sample]:
    return [_single(), _multiple(), _true_false(), _short(), _numeric(), _matching(), _ordering(), _cloze(), _essay()]


def _words(*texts: str) -> list[Words]:
    return [Words(text, MARKDOWN) for text in texts]


def _single() -> Sample:
    leaf, chalk = Words("They take in green light.\n\nThat is why we see it.", MARKDOWN), Words("Chalk")
    choices = (
        Choice("a1", Words("They throw green light back, and take in the rest."), Fraction(1), Words("Just so.")),
        Choice("a2", leaf, HALF, Words("The other way round: what is taken in, we do not see.")),
        Choice("a3", Words("$E = h \\cdot f$, and [more of it](https://example.org/light)", MARKDOWN)),
        Choice("a4", chalk),
    )
    return Sample("single", Words("Why are leaves green?"), Single(choices), {"choice": "a2"})


def _multiple() -> Sample:
    names = [("b1", "2", 1), ("b2", "9", 0), ("b3", "11", 1), ("b4", "17", 1), ("b5", "21", 0)]
    told = Words("$21 = 3 \\cdot 7$")
    choices = tuple(
        Choice(id, Words(name), Fraction(worth), told if id == "b5" else Words()) for id, name, worth in names
    )
    return Sample(
        "multiple", Words("Which of these are *prime*?", MARKDOWN), Multiple(choices), {"choices": ["b1", "b3", "b5"]}
    )


def _true_false() -> Sample:
    content = TrueFalse(
        False, Words("It is the other way round."), Words("Yes, the sea breathes more than all forests.")
    )
    return Sample("true_false", Words("Most of the oxygen in the air comes from forests."), content, {"value": True})


def _short() -> Sample:
    content = Short(
        (
            Accepted("Canberra", feedback=Words("Well known!")),
            Accepted("Sydney", HALF, Words("The largest, not the capital.")),
        )
    )
    return Sample("short", Words("What is the capital of Australia?"), content, {"text": "sydney"})


def _numeric() -> Sample:
    units = (Unit("m/s", Decimal("1")), Unit("km/h", Decimal("0.2777777778")))
    ranges = (
        Range.around(Decimal("340"), Decimal("5")),
        Range(Decimal("300"), Decimal("380"), HALF, Words("Not far off.")),
    )
    return Sample(
        "numeric", Words("How fast is sound in air, at 20 °C?"), Numeric(ranges, units, True), {"text": "360 m/s"}
    )


def _matching() -> Sample:
    pairs = (
        Pair("d1", Words("A number that only 1 and itself divide"), "e1", Words("Prime")),
        Pair("d2", Words("$a^2 + b^2 = c^2$"), "e2", Words("Theorem of Pythagoras")),
        Pair("d3", Words("The number of ways to order $n$ things"), "e3", Words("$n!$")),
    )
    answer = {"pairs": {"d1": "e1", "d2": "e3"}}
    return Sample(
        "matching", Words("What is it called?"), Matching(pairs, (Distractor("e4", Words("Square root")),)), answer
    )


def _ordering() -> Sample:
    words = _words("The **Big Bang**", "The Sun", "The Moon", "Life on land, *long after life in the sea had begun*")
    items = tuple(Item(f"f{place}", text) for place, text in enumerate(words))
    return Sample(
        "ordering",
        Words("From the oldest to the youngest:"),
        Ordering(items),
        {"places": {"f0": 1, "f1": 3, "f2": 2, "f3": 4}},
    )


def _cloze() -> Sample:
    text = Words("Water boils at [[1]] °C. Its molecule has one atom of [[2]] and two of [[3]]; it is [[4]].")
    sign = tuple(
        Choice(f"g{name}", Words(name), Fraction(name == "oxygen")) for name in ("oxygen", "hydrogen", "carbon")
    )
    kinds = tuple(Choice(f"h{name}", Words(name), Fraction(name != "flat")) for name in ("bent", "polar", "flat"))
    gaps = (
        Gap("1", Numeric((Range.around(Decimal("100")),))),
        Gap("2", Single(sign)),
        Gap("3", Short((Accepted("hydrogen", feedback=Words("That is the H in H₂O.")),))),
        Gap("4", Multiple(kinds)),
    )
    answer = {
        "gaps": {
            "1": {"text": "90"},
            "2": {"choice": "goxygen"},
            "3": {"text": "Hydrogen"},
            "4": {"choices": ["hbent"]},
        }
    }
    return Sample("cloze", text, Cloze(gaps), answer)


def _essay() -> Sample:
    content = Essay(6, 50, 200, Words("Names both causes, and says which weighed more."), "I think that ")
    answer = {"text": "I think that hunger weighed more.\n\nBread had never cost as much, and nobody could wait."}
    return Sample("essay", Words("Why did it come to the revolution?"), content, answer)
