"""How an item of QTI 2 is marked: the standard templates and what means exactly the same, or not understood."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any
from xml.etree.ElementTree import Element

from app.formats.question_files.figures import decimal, share
from app.formats.question_files.markup import words_of
from app.formats.question_files.qti2_items import Item
from app.formats.question_files.report import Refused, Why, unsupported
from app.questions.base import FULL, NOTHING

SCORE = "SCORE"
# An expression as nested tuples: its name, what it is about, and what stands in it.
Tree = tuple[Any, ...]


@dataclass
class Way:
    """How one response is marked: right or wrong for `points`, as mapped, by ranges, or place by place."""

    points: Fraction = FULL
    matched: bool = False
    mapped: bool = False
    case: bool = True
    values: dict[str, Fraction] = field(default_factory=dict)
    ranges: list[tuple[str, str, Fraction]] = field(default_factory=list)
    places: dict[int, str] = field(default_factory=dict)
    near: tuple[str, str] | None = None


@dataclass
class Scoring:
    """Each response by its name; `together`: nothing unless all are right."""

    ways: dict[str, Way]
    together: bool = False

    def of(self, ident: str) -> Way:
        if ident not in self.ways:
            raise Refused(Why.NO_KEY, ident)
        return self.ways[ident]


def scoring(item: Item) -> Scoring:
    """Raises Refused for whatever is not understood exactly."""
    processing = item.element.find("responseProcessing")
    if processing is None or (not len(processing) and not processing.get("template")):
        return _unsaid(item)
    if processing.get("template") and not len(processing):
        return _template(item, posixpath.basename(processing.get("template", "")).removesuffix(".xml"))
    found = Scoring({})
    for each in processing:
        if _touches_score(each):
            _Reader(found).read(each)
    if not found.ways:
        return _unsaid(item)
    return found


def _unsaid(item: Item) -> Scoring:
    """Nothing says how it is marked; what is declared says what is right."""
    ways = {
        ident: Way(mapped=True) if declared.mapped else Way(matched=True)
        for ident, declared in item.declared.items()
        if declared.mapped or declared.right
    }
    if ways:
        item.notes.add(Why.SCORING_NOT_SAID)
    return Scoring(ways)


def _template(item: Item, name: str) -> Scoring:
    """The templates are about RESPONSE; where there is one response of another name, it is meant."""
    idents = [ident for ident in item.declared if ident == "RESPONSE"] or list(item.declared)
    if len(idents) != 1 or name not in ("match_correct", "map_response", "CC2_match", "CC2_map_response"):
        raise unsupported(Why.UNKNOWN_SCORING, name)
    is_map = "map" in name
    return Scoring({idents[0]: Way(matched=not is_map, mapped=is_map)})


def _touches_score(element: Element) -> bool:
    """It changes the score, or might."""
    if element.tag in ("responseProcessingFragment", "include", "exitResponse", "lookupOutcomeValue"):
        return element.get("identifier", SCORE) == SCORE
    return any(each.get("identifier") == SCORE for each in element.iter("setOutcomeValue")) or any(
        each.tag in ("include", "lookupOutcomeValue") for each in element.iter()
    )


def tree(element: Element) -> Tree:
    """An expression, comparable."""
    if element.tag in ("variable", "correct", "mapResponse", "mapResponsePoint"):
        return (element.tag, element.get("identifier"))
    if element.tag == "baseValue":
        return ("value", words_of(element))
    if element.tag == "equal":
        bounds = (element.get("includeLowerBound", "true"), element.get("includeUpperBound", "true"))
        return (
            "equal",
            element.get("toleranceMode", "exact"),
            element.get("tolerance", ""),
            bounds,
            *map(tree, element),
        )
    if element.tag == "stringMatch":
        how = (element.get("caseSensitive", "true"), element.get("substring", "false"))
        return ("stringMatch", how, *map(tree, element))
    if element.tag == "index":
        return ("index", element.get("n"), *map(tree, element))
    return (element.tag, *map(tree, element))


class _Reader:
    """Reads the rules that change the score, one by one."""

    def __init__(self, found: Scoring) -> None:
        self.found = found

    def read(self, rule: Element) -> None:
        if rule.tag == "setOutcomeValue":
            self._set(tree(rule[0]) if len(rule) else ())
        elif rule.tag == "responseCondition":
            self._condition(rule)
        else:
            raise unsupported(Why.UNKNOWN_SCORING, rule.tag)

    def _set(self, value: Tree) -> None:
        """SCORE becomes what a response is mapped to, or a sum of such."""
        parts = value[1:] if value[:1] == ("sum",) else (value,)
        for part in parts:
            if part[:1] == ("mapResponse",):
                self._way(part[1]).mapped = True
            elif part not in (("variable", SCORE), ("value", "0"), ("value", "0.0")):
                raise unsupported(Why.UNKNOWN_SCORING, part[0] if part else "")

    def _way(self, ident: str) -> Way:
        return self.found.ways.setdefault(ident, Way())

    def _condition(self, rule: Element) -> None:
        branches = list(_branches(rule))
        (test, gained, _), *rest = branches
        if self.found.ways and not all(adds or not _number(value) for _, value, adds in branches):
            raise unsupported(Why.UNKNOWN_SCORING, "setOutcomeValue")
        if test[:1] == ("isNull",) and gained == ("value", "0") and len(rest) == 1 and rest[0][0] == ():
            self._set(rest[0][1])
            return
        fallback = rest[-1] if rest and rest[-1][0] == () else None
        if fallback and _number(fallback[1]) != NOTHING:
            raise unsupported(Why.UNKNOWN_SCORING, "responseElse")
        for each in branches[:-1] if fallback else branches:
            self._branch(each[0], each[1], len(branches) - bool(fallback) > 1)

    def _branch(self, test: Tree, gained: Tree, chained: bool) -> None:
        points = _number(gained)
        if points is None:
            raise unsupported(Why.UNKNOWN_SCORING, gained[0] if gained else "")
        kind = test[0] if test else ""
        if kind == "match" and len(test) == 3:
            self._match(test[1], test[2], points, chained)
        elif kind in ("equal", "stringMatch"):
            self._alike(test, points, chained)
        elif found := _range_of(test):
            self._way(found[0]).ranges.append((found[1], found[2], points))
        elif kind == "and" and not chained and all(part[0] == "match" for part in test[1:]):
            for part in test[1:]:
                self._match(part[1], part[2], points / len(test[1:]), False)
            self.found.together = len(test) > 2
        else:
            raise unsupported(Why.UNKNOWN_SCORING, kind)

    def _alike(self, test: Tree, points: Fraction, chained: bool) -> None:
        """A number within a tolerance of the right one, or a text that is the right one but for its case."""
        *how, what, right = test[1:]
        if chained or what[0] != "variable" or right != ("correct", what[1]):
            raise unsupported(Why.UNKNOWN_SCORING, test[0])
        way = self._way(what[1])
        way.points = points
        if test[0] == "stringMatch":
            if how[0][1] != "false":
                raise unsupported(Why.UNKNOWN_SCORING, "substring")
            way.matched, way.case = True, how[0][0] != "false"
            return
        mode, tolerance, edges = how
        if mode not in ("exact", "absolute") or edges != ("true", "true") or len(tolerance.split()) > 2:
            raise unsupported(Why.UNKNOWN_SCORING, mode)
        below, *above = tolerance.split() or ["0"]
        way.near = (below, (above or [below])[0]) if mode == "absolute" else ("0", "0")

    def _match(self, what: Tree, right: Tree, points: Fraction, chained: bool) -> None:
        if what[:1] == ("index",) and right[0] == "value" and what[1] and what[1].isdecimal():
            way = self._way(what[2][1])
            way.places[int(what[1])] = right[1]
            way.values[what[1]] = points
        elif what[0] == "variable" and right == ("correct", what[1]) and not chained:
            way = self._way(what[1])
            way.matched, way.points = True, points
        elif what[0] == "variable" and right[0] == "value":
            self._way(what[1]).values[right[1]] = points
        else:
            raise unsupported(Why.UNKNOWN_SCORING, "match")


def _branches(rule: Element) -> Iterator[tuple[Tree, Tree, bool]]:
    """Of each branch its test, what the score becomes or is raised by, and whether it is raised."""
    for branch in rule:
        expressions = [each for each in branch if each.tag not in ("setOutcomeValue", "responseCondition")]
        if branch.find("responseCondition") is not None or len(expressions) > 1:
            raise unsupported(Why.UNKNOWN_SCORING, branch.tag)
        sets = [each for each in branch.findall("setOutcomeValue") if each.get("identifier") == SCORE]
        if len(sets) > 1:
            raise unsupported(Why.UNKNOWN_SCORING, branch.tag)
        value = tree(sets[0][0]) if sets and len(sets[0]) else ("value", "0")
        adds = value[:1] == ("sum",) and len(value) == 3 and ("variable", SCORE) in value[1:]
        if adds:
            value = next(part for part in value[1:] if part != ("variable", SCORE))
        yield (tree(expressions[0]) if expressions else (), value, adds)


def _number(value: Tree) -> Fraction | None:
    """What a value gives: a number, or all where it is MAXSCORE."""
    if value[:1] == ("value",):
        return share(value[1], 1)
    return None


def _range_of(test: Tree) -> tuple[str, str, str] | None:
    """`low <= response <= high`."""
    parts = test[1:] if test[:1] == ("and",) else ()
    if len(parts) != 2 or parts[0][0] != "gte" or parts[1][0] != "lte":
        return None
    (_, what, low), (_, same, high) = parts
    if what != same or what[0] != "variable" or low[0] != "value" or high[0] != "value":
        return None
    decimal(low[1]), decimal(high[1])
    return what[1], low[1], high[1]
