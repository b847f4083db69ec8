"""Cloze: a text with gaps, each a small question."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import Any

from app.questions import limits
from app.questions.base import NOTHING, BadQuestion, Content, Grade, Json, Problem, Shows, Tally, TypeOf, What, Words
from app.questions.multiple import MULTIPLE, Multiple
from app.questions.numeric import NUMERIC, Numeric
from app.questions.reading import Fields
from app.questions.reviewing import marks
from app.questions.short import SHORT, Short
from app.questions.single import SINGLE, Single

GapContent = Short | Numeric | Single | Multiple
GAP_TYPES: dict[str, TypeOf[Any]] = {each.name: each for each in (SHORT, NUMERIC, SINGLE, MULTIPLE)}
_types: dict[type[Content], TypeOf[Any]] = {Short: SHORT, Numeric: NUMERIC, Single: SINGLE, Multiple: MULTIPLE}

GAP = re.compile(rf"\[\[([A-Za-z0-9]{{1,{limits.PART_ID}}})\]\]")


def gaps_in(text: str) -> list[str]:
    """The ids of the gaps that stand in a text, in their order, as often as they do."""
    return GAP.findall(text)


@dataclass(frozen=True)
class Gap:
    """`weight` is how many times an equal share it counts (as in Moodle)."""

    id: str
    content: GapContent
    weight: int = 1

    @property
    def type(self) -> TypeOf[Any]:
        return _types[type(self.content)]

    def earned(self, answer: Json | None) -> Fraction:
        """The share of this gap: all types of gaps are graded at once."""
        return self.type.grade(self.content, answer).share or NOTHING


@dataclass(frozen=True)
class Cloze(Content):
    """The question's own text holds `[[id]]` where each gap stands, each exactly once; ids are letters and digits.

    JSON: {"gaps": [{"id", "type": "short", "weight": 1, "content": as that type has it}]}. A single choice in a gap
    is a menu.
    """

    gaps: tuple[Gap, ...]

    def json(self) -> Json:
        return {
            "gaps": [
                {"id": gap.id, "type": gap.type.name, "weight": gap.weight, "content": gap.content.json()}
                for gap in self.gaps
            ]
        }

    def texts(self) -> Iterable[Words]:
        return [words for gap in self.gaps for words in gap.content.texts()]

    def with_texts(self, change: Callable[[Words], Words]) -> Cloze:
        return Cloze(tuple(replace(gap, content=gap.content.with_texts(change)) for gap in self.gaps))


class ClozeType(TypeOf[Cloze]):
    """An answer is {"gaps": {id: the answer of that gap's type}}, with those alone that were filled."""

    name = "cloze"

    def parse(self, raw: object) -> Cloze:
        fields = Fields(raw, {"gaps"})
        ids: set[str] = set()
        gaps = []
        for part in fields.parts("gaps", {"id", "type", "weight", "content"}, 1, limits.GAPS):
            weight = part.whole("weight", 1, limits.GAP_WEIGHT)
            id, content = part.part_id(ids), self._content(part)
            if content is not None:
                gaps.append(Gap(id, content, weight or 1))
        fields.done()
        return Cloze(tuple(gaps))

    def _content(self, part: Fields) -> GapContent | None:
        name = part.values.get("type")
        if not isinstance(name, str) or name not in GAP_TYPES:
            part.note("type", What.MISSING if name is None else What.NOT_ALLOWED)
            return None
        return _within(part, "content", lambda: GAP_TYPES[name].parse(part.values.get("content")))

    def check_text(self, text: Words, content: Cloze) -> tuple[Problem, ...]:
        found, known = gaps_in(text.source), [gap.id for gap in content.gaps]
        strange = [Problem("text", What.NO_SUCH_GAP, id) for id in dict.fromkeys(found) if id not in known]
        twice = [Problem("text", What.TWICE, id) for id in known if found.count(id) > 1]
        missing = [Problem(f"gaps.{place}", What.MISSING, id) for place, id in enumerate(known) if id not in found]
        return (*strange, *twice, *missing)

    def present(self, content: Cloze, seed: int) -> Json:
        return {"gaps": [self._head(gap) | gap.type.present(gap.content, seed) for gap in content.gaps]}

    def _head(self, gap: Gap) -> Json:
        return {"id": gap.id, "type": gap.type.name}

    def read(self, content: Cloze, raw: object) -> Json | None:
        if raw is None:
            return None
        fields = Fields(raw, {"gaps"})
        given = Fields(fields.values.get("gaps") or {}, {gap.id for gap in content.gaps}, "gaps", fields.problems)
        answers = {
            gap.id: _within(given, gap.id, partial(gap.type.read, gap.content, given.values.get(gap.id)))
            for gap in content.gaps
        }
        fields.done()
        return self._filled(answers)

    def read_form(self, content: Cloze, fields: Callable[[str], Sequence[str]]) -> Json | None:
        form = Fields({}, (), "gaps")
        answers = {
            gap.id: _within(form, gap.id, partial(gap.type.read_form, gap.content, self._of_gap(fields, gap)))
            for gap in content.gaps
        }
        form.done()
        return self._filled(answers)

    def _of_gap(self, fields: Callable[[str], Sequence[str]], gap: Gap) -> Callable[[str], Sequence[str]]:
        return lambda name: fields(f"{gap.id}-{name}")

    def _filled(self, answers: Mapping[str, Json | None]) -> Json | None:
        filled = {id: answer for id, answer in answers.items() if answer is not None}
        return {"gaps": filled} if filled else None

    def _answers(self, content: Cloze, answer: Json | None) -> list[tuple[Gap, Json | None]]:
        given = answer["gaps"] if answer else {}
        return [(gap, given.get(gap.id)) for gap in content.gaps]

    def grade(self, content: Cloze, answer: Json | None) -> Grade:
        parts = {gap.id: gap.earned(given) for gap, given in self._answers(content, answer)}
        earned = sum((parts[gap.id] * gap.weight for gap in content.gaps), NOTHING)
        return Grade(earned / sum(gap.weight for gap in content.gaps), parts)

    def review(self, content: Cloze, seed: int, answer: Json | None, shows: Shows) -> Json:
        gaps = [
            self._head(gap) | gap.type.review(gap.content, seed, given, shows)
            for gap, given in self._answers(content, answer)
        ]
        shown = {"gaps": gaps, "answer": answer}
        return shown | (marks(self.grade(content, answer)) if shows.marks else {})

    def tally(self, content: Cloze, answers: Iterable[Json | None]) -> list[Tally]:
        given = [answer["gaps"] for answer in answers if answer]
        return [
            replace(tally, key=f"{gap.id}:{tally.key}", label=f"{number}: {tally.label}")
            for number, gap in enumerate(content.gaps, 1)
            for tally in gap.type.tally(gap.content, [filled.get(gap.id) for filled in given])
        ]

    def in_words(self, content: Cloze, answer: Json | None) -> str:
        if not answer:
            return ""
        return "; ".join(
            f"{number}: {gap.type.in_words(gap.content, given)}"
            for number, (gap, given) in enumerate(self._answers(content, answer), 1)
            if given
        )

    def key_in_words(self, content: Cloze) -> str:
        return "; ".join(
            f"{number}: {gap.type.key_in_words(gap.content)}" for number, gap in enumerate(content.gaps, 1)
        )

    def blank(self) -> Cloze:
        return Cloze((Gap("1", SHORT.blank()),))


def _within(fields: Fields, name: str, read: Callable[[], Any]) -> Any:
    """What `read` gives, with its problems noted under `name`."""
    try:
        return read()
    except BadQuestion as bad:
        for problem in bad.problems:
            fields.note(f"{name}.{problem.where}" if problem.where else name, problem.what, problem.fact)
    return None


CLOZE = ClozeType()
