"""Answers that are typed or chosen in a text of QTI 2: a short answer or a number alone, else a cloze."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm
from xml.etree.ElementTree import Element

from app.formats.question_files import making
from app.formats.question_files.figures import decimal
from app.formats.question_files.markup import words_of
from app.formats.question_files.qti2_items import MARKED, Declared, Item
from app.formats.question_files.qti2_scoring import Scoring, Way
from app.formats.question_files.qti2_types import Made, declared, menu, words_in_gaps
from app.formats.question_files.report import Refused, Why, unsupported
from app.questions import limits
from app.questions.base import NOTHING, Words
from app.questions.cloze import GAP, Cloze, Gap, GapContent
from app.questions.numeric import Numeric
from app.questions.short import Short

INLINE = {"textEntryInteraction", "inlineChoiceInteraction"}
_NUMBERS = {"float", "integer"}


def read(item: Item, scoring: Scoring) -> tuple[Words, Made]:
    """The text and what is made of it."""
    interactions = item.interactions
    if len(interactions) == 1 and interactions[0].tag == "textEntryInteraction" and _is_apart(item):
        content, points = _typed(item, interactions[0], scoring)
        return item.text(), ("numeric" if isinstance(content, Numeric) else "short", content, points)
    if GAP.search("".join(item.body.itertext())):
        raise Refused(Why.GAPS)
    if len(interactions) == 1 and interactions[0].tag == "gapMatchInteraction":
        return _words(item, interactions[0], scoring)
    item.notes.add_if(scoring.together, Why.SCORING_SIMPLER)
    found = [_gap(item, each, scoring) for each in interactions]
    marks = {place: f"[[{place + 1}]]" for place in range(len(found))}
    weights = _weights([points for _, points in found])
    gaps = tuple(Gap(str(place + 1), content, weights[place]) for place, (content, _) in enumerate(found))
    return item.text(marks), ("cloze", Cloze(gaps), sum((points for _, points in found), NOTHING))


def _is_apart(item: Item) -> bool:
    """The answer stands in a block of its own, so that the text has no gap; what we wrote as a text has one."""
    if any(item.interactions[0] in block.iter() for block in item.body if block.get("class") in MARKED):
        return False
    for parent in item.body.iter():
        if item.interactions[0] in list(parent):
            return parent is not item.body and len(parent) == 1 and not words_of(parent)
    return False


def _gap(item: Item, interaction: Element, scoring: Scoring) -> tuple[GapContent, Fraction]:
    return (menu if interaction.tag == "inlineChoiceInteraction" else _typed)(item, interaction, scoring)


def _weights(points: list[Fraction]) -> list[int]:
    """Whole numbers in the ratio of the points."""
    if any(each <= NOTHING for each in points):
        raise unsupported(Why.WRONG_WEIGHT)
    whole = lcm(*(each.denominator for each in points))
    scaled = [int(each * whole) for each in points]
    common = gcd(*scaled)
    scaled = [each // common for each in scaled]
    if max(scaled) > limits.GAP_WEIGHT:
        raise unsupported(Why.WRONG_WEIGHT)
    return scaled


def _typed(item: Item, interaction: Element, scoring: Scoring) -> tuple[Short | Numeric, Fraction]:
    response = declared(item, interaction)
    if interaction.get("patternMask"):
        raise unsupported(Why.UNKNOWN_SCORING, "patternMask")
    way = scoring.of(response.ident)
    if way.ranges or way.near or response.base in _NUMBERS:
        return _numeric(response, way)
    if response.base != "string":
        raise unsupported(Why.UNKNOWN_SCORING, response.base)
    return _short(response, way)


def _short(response: Declared, way: Way) -> tuple[Short, Fraction]:
    if way.matched:
        if not response.right or not all(response.right):
            raise Refused(Why.NO_KEY, response.ident)
        return making.short([making.accepted(each) for each in response.right], way.case), way.points
    mapped = response.mapped
    if not way.mapped or mapped is None:
        raise unsupported(Why.UNKNOWN_SCORING, response.ident)
    if mapped.otherwise or len(mapped.case) > 1:
        raise unsupported(Why.UNKNOWN_SCORING, "mapping")
    most = max(mapped.worths.values(), default=NOTHING)
    if most <= NOTHING or min(mapped.worths.values()) < NOTHING:
        raise Refused(Why.NO_KEY, response.ident)
    found = [making.accepted(text, worth / most) for text, worth in mapped.worths.items()]
    return making.short(found, mapped.case == {True}), most


def _numeric(response: Declared, way: Way) -> tuple[Numeric, Fraction]:
    if way.ranges:
        most = max(points for _, _, points in way.ranges)
        if most <= NOTHING:
            raise Refused(Why.NO_KEY, response.ident)
        ranges = [making.number(decimal(low), decimal(high), points / most) for low, high, points in way.ranges]
        return Numeric(tuple(ranges)), most
    if way.mapped and response.mapped is not None and not response.mapped.otherwise:
        worths = {decimal(text): worth for text, worth in response.mapped.worths.items()}
        most = max(worths.values(), default=NOTHING)
        if most <= NOTHING:
            raise Refused(Why.NO_KEY, response.ident)
        return Numeric(tuple(making.number(each, each, worth / most) for each, worth in worths.items())), most
    if len(response.right) != 1 or not (way.matched or way.near):
        raise Refused(Why.NO_KEY, response.ident)
    value = decimal(response.right[0])
    below, above = (decimal(each) for each in way.near or ("0", "0"))
    return Numeric((making.number(value - below, value + above),)), way.points


def _words(item: Item, interaction: Element, scoring: Scoring) -> tuple[Words, Made]:
    menus, points = words_in_gaps(item, interaction, scoring)
    places = {gap: str(place) for place, gap in enumerate(menus, 1)}
    for gap in interaction.iter("gap"):
        # The gap becomes its mark, which nothing in the text looks like.
        gap.text = f"[[{places[gap.get('identifier', '')]}]]"
        gap.tag = "span"
    return item.text(), ("cloze", Cloze(tuple(Gap(places[gap], content) for gap, content in menus.items())), points)
