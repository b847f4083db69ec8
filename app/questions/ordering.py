"""Ordering: items into the right order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from app.questions import limits
from app.questions.base import FULL, NO_WORDS, NOTHING, Content, Grade, Json, Tally, What, Words, new_part_id
from app.questions.plain import one_line, same
from app.questions.reading import Fields
from app.questions.reviewing import Reviewed, frequent
from app.questions.shuffling import shuffled


class OrderScheme(StrEnum):
    """EXACT: all or nothing. POSITIONS: a share for each item in its place. NEIGHBOURS: for each right successor."""

    EXACT = "exact"
    POSITIONS = "positions"
    NEIGHBOURS = "neighbours"


@dataclass(frozen=True)
class Item:
    id: str
    text: Words


@dataclass(frozen=True)
class Ordering(Content):
    """`items` in the right order; of two that look the same, either may stand in either's place.

    JSON: {"items": [{"id", "text"}], "scheme"}.
    """

    items: tuple[Item, ...]
    scheme: OrderScheme = OrderScheme.POSITIONS

    def json(self) -> Json:
        return {
            "items": [{"id": each.id, "text": each.text.json()} for each in self.items],
            "scheme": self.scheme.value,
        }

    def texts(self) -> Iterable[Words]:
        return [each.text for each in self.items]

    def with_texts(self, change: Callable[[Words], Words]) -> Ordering:
        return replace(self, items=tuple(replace(each, text=change(each.text)) for each in self.items))

    def placed(self, answer: Json | None) -> list[Item | None]:
        """What was put into each place; None where nothing, or more than one thing was."""
        places: list[list[Item]] = [[] for _ in self.items]
        for item in self.items:
            place = answer["places"].get(item.id) if answer else None
            if place is not None and place <= len(places):
                places[place - 1].append(item)
        return [found[0] if len(found) == 1 else None for found in places]


class OrderingType(Reviewed[Ordering]):
    """An answer is {"places": {id: place from 1}}, as far as places were given, or for short {"order": [id, …]}."""

    name = "ordering"

    def parse(self, raw: object) -> Ordering:
        fields = Fields(raw, {"items", "scheme"})
        ids: set[str] = set()
        items = tuple(
            Item(part.part_id(ids), part.words("text", required=True))
            for part in fields.parts("items", {"id", "text"}, 2, limits.ITEMS)
        )
        if items and len({same(each.text) for each in items if each.text}) == 1:
            fields.note("items", What.TWICE)
        content = Ordering(items, fields.option("scheme", OrderScheme, OrderScheme.POSITIONS))
        fields.done()
        return content

    def present(self, content: Ordering, seed: int) -> Json:
        items = shuffled(content.items, seed, lambda each: each.id)
        if [same(each.text) for each in items] == [same(each.text) for each in content.items]:
            items = items[1:] + items[:1]
        return {"items": [{"id": each.id, "text": each.text.json()} for each in items]}

    def read(self, content: Ordering, raw: object) -> Json | None:
        if raw is None:
            return None
        fields = Fields(raw, {"places", "order"})
        ids = [each.id for each in content.items]
        if fields.values.get("order") is not None:
            places = self._numbered(fields, ids)
        else:
            given = Fields(fields.values.get("places") or {}, ids, "places", fields.problems)
            found = {id: given.whole(id, 1, len(ids)) for id in ids}
            places = {id: place for id, place in found.items() if place is not None}
        fields.done()
        return {"places": places} if places else None

    def _numbered(self, fields: Fields, ids: Sequence[str]) -> dict[str, int]:
        order = fields.values["order"]
        if not isinstance(order, list) or not all(isinstance(id, str) and id in ids for id in order):
            fields.note("order", What.UNKNOWN)
            return {}
        if len(set(order)) < len(order):
            fields.note("order", What.TWICE)
        return {id: order.index(id) + 1 for id in ids if id in order}

    def read_form(self, content: Ordering, fields: Callable[[str], Sequence[str]]) -> Json | None:
        places = {each.id: next(iter(fields(f"place-{each.id}")), "") or None for each in content.items}
        return self.read(content, {"places": places})

    def grade(self, content: Ordering, answer: Json | None) -> Grade:
        placed = content.placed(answer)
        hits = {
            item.id: FULL if same(item.text) == same(right.text) else NOTHING
            for item, right in zip(placed, content.items, strict=True)
            if item is not None
        }
        return Grade(self._share(content, placed, sum(hits.values(), NOTHING)), hits)

    def _share(self, content: Ordering, placed: Sequence[Item | None], hits: Fraction) -> Fraction:
        if content.scheme == OrderScheme.POSITIONS:
            return hits / len(content.items)
        if content.scheme == OrderScheme.EXACT:
            return FULL if hits == len(content.items) else NOTHING
        right = [(same(one.text), same(next.text)) for one, next in pairwise(content.items)]
        left = list(right)
        for one, next in pairwise(placed):
            step = (same(one.text), same(next.text)) if one and next else None
            if step in left:
                left.remove(step)
        return Fraction(len(right) - len(left), len(right))

    def key(self, content: Ordering) -> Json:
        return {"order": [each.id for each in content.items]}

    def tally(self, content: Ordering, answers: Iterable[Json | None]) -> list[Tally]:
        given = [answer for answer in answers if answer]
        shares = {self.in_words(content, answer): self.grade(content, answer).share for answer in given}
        return frequent((self.in_words(content, answer) for answer in given), str, shares.__getitem__)

    def in_words(self, content: Ordering, answer: Json | None) -> str:
        if not answer:
            return ""
        return " › ".join(one_line(item.text) if item else "?" for item in content.placed(answer))

    def key_in_words(self, content: Ordering) -> str:
        return " › ".join(one_line(each.text) for each in content.items)

    def blank(self) -> Ordering:
        return Ordering(tuple(Item(new_part_id(), NO_WORDS) for _ in range(2)))


ORDERING = OrderingType()
