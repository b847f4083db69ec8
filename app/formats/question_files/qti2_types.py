"""Contents of questions out of items of QTI 2."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from xml.etree.ElementTree import Element

from app.formats.question_files import making
from app.formats.question_files.figures import share
from app.formats.question_files.markup import words_of
from app.formats.question_files.qti2_items import Declared, Item
from app.formats.question_files.qti2_scoring import Scoring, Way
from app.formats.question_files.report import Refused, Why, unsupported
from app.questions import limits
from app.questions.base import FULL, NOTHING, Content, Words
from app.questions.choices import Choice
from app.questions.essay import Essay
from app.questions.multiple import Scheme
from app.questions.ordering import Ordering, OrderScheme
from app.questions.single import Single
from app.questions.true_false import TrueFalse

# Type, content and points.
Made = tuple[str, Content, Fraction]


def declared(item: Item, interaction: Element) -> Declared:
    ident = interaction.get("responseIdentifier", "").strip()
    if ident not in item.declared:
        raise Refused(Why.NO_KEY, ident)
    return item.declared[ident]


def shuffled(interaction: Element) -> bool:
    return interaction.get("shuffle", "false").lower() in ("true", "1")


def choice(item: Item, scoring: Scoring) -> Made:
    interaction = item.interactions[0]
    response = declared(item, interaction)
    choices = {each.get("identifier", ""): each for each in interaction.iter("simpleChoice")}
    way = scoring.of(response.ident)
    if response.cardinality == "single":
        return _single(item, interaction, response, choices, way)
    scheme, worths, points = _multiple_worths(item, response, list(choices), way)
    made = [_choice(item, each, worths[ident]) for ident, each in choices.items()]
    return "multiple", making.multiple(made, item.notes, scheme, shuffled(interaction)), points


def _choice(item: Item, element: Element, worth: Fraction) -> Choice:
    return making.choice(item.inside(element), worth, item.said(element))


def _single(item: Item, interaction: Element, response: Declared, choices: dict[str, Element], way: Way) -> Made:
    worths, points = single_worths(response, list(choices), way)
    if set(choices) == {"true", "false"} and sorted(worths.values()) == [NOTHING, FULL]:
        told = {ident: item.said(each) for ident, each in choices.items()}
        return "true_false", TrueFalse(worths["true"] == FULL, told["true"], told["false"]), points
    made = [_choice(item, each, worths[ident]) for ident, each in choices.items()]
    return "single", making.single(made, item.notes, shuffled(interaction)), points


def single_worths(response: Declared, known: list[str], way: Way) -> tuple[dict[str, Fraction], Fraction]:
    """What each of several choices is worth where one is chosen, and how many points that is at most."""
    if way.matched:
        if len(response.right) != 1 or response.right[0] not in known:
            raise Refused(Why.KEY_UNCLEAR if response.right else Why.NO_KEY, response.ident)
        return {ident: FULL if ident == response.right[0] else NOTHING for ident in known}, way.points
    gained = _gained(response, known, way)
    most = max(gained.values())
    if most <= NOTHING:
        raise Refused(Why.NO_KEY, response.ident)
    return {ident: value / most for ident, value in gained.items()}, most


def _gained(response: Declared, known: list[str], way: Way) -> dict[str, Fraction]:
    """What each choice gives, in points."""
    if way.mapped:
        if response.mapped is None:
            raise Refused(Why.NO_KEY, response.ident)
        given, otherwise = response.mapped.worths, response.mapped.otherwise
    else:
        given, otherwise = way.values, NOTHING
    strange = [ident for ident in given if ident not in known]
    if strange or not known or not given:
        raise Refused(Why.KEY_UNCLEAR, strange[0] if strange else response.ident)
    return {ident: given.get(ident, otherwise) for ident in known}


def _multiple_worths(
    item: Item, response: Declared, known: list[str], way: Way
) -> tuple[Scheme, dict[str, Fraction], Fraction]:
    if way.matched:
        if not response.right or not set(response.right) <= set(known):
            raise Refused(Why.KEY_UNCLEAR if response.right else Why.NO_KEY, response.ident)
        worths = {ident: FULL if ident in response.right else NOTHING for ident in known}
        return Scheme.ALL_OR_NOTHING, worths, way.points
    if not way.mapped or response.mapped is None:
        raise unsupported(Why.UNKNOWN_SCORING, response.ident)
    gained = _gained(response, known, way)
    most = sum((value for value in gained.values() if value > NOTHING), NOTHING)
    points = min(most, response.mapped.most) if response.mapped.most else most
    if not points:
        raise Refused(Why.NO_KEY, response.ident)
    floored = response.mapped.least is not None and response.mapped.least == NOTHING
    item.notes.add_if(not floored and min(gained.values()) < NOTHING, Why.NO_LESS_THAN_NOTHING)
    return Scheme.WORTHS, {ident: value / points for ident, value in gained.items()}, points


def order(item: Item, scoring: Scoring) -> Made:
    interaction = item.interactions[0]
    response = declared(item, interaction)
    choices = {each.get("identifier", ""): each for each in interaction.iter("simpleChoice")}
    way = scoring.of(response.ident)
    right = response.right
    if way.places:
        right = tuple(way.places.get(place, "") for place in range(1, len(choices) + 1))
        if len(set(way.values.values())) != 1 or (response.right and response.right != right):
            raise unsupported(Why.UNKNOWN_SCORING, response.ident)
        scheme, points = OrderScheme.POSITIONS, sum(way.values.values(), NOTHING)
    elif way.matched:
        scheme, points = OrderScheme.EXACT, way.points
    else:
        raise unsupported(Why.UNKNOWN_SCORING, response.ident)
    if sorted(right) != sorted(choices):
        raise Refused(Why.KEY_UNCLEAR, response.ident)
    return "ordering", Ordering(making.items(item.inside(choices[ident]) for ident in right), scheme), points


def match(item: Item, scoring: Scoring) -> Made:
    interaction = item.interactions[0]
    response, sets = declared(item, interaction), interaction.findall("simpleMatchSet")
    if len(sets) != 2:
        raise Refused(Why.UNREADABLE)
    asked, given = ({each.get("identifier", ""): each for each in found} for found in sets)
    pairs, points = _pairs(item, response, scoring.of(response.ident))
    if sorted(pairs) != sorted(asked) or not set(pairs.values()) <= set(given):
        raise unsupported(Why.KEY_UNCLEAR, response.ident)
    made = [(item.inside(asked[ident]), item.inside(given[pairs[ident]])) for ident in asked]
    spare = [item.inside(each) for ident, each in given.items() if ident not in pairs.values()]
    return "matching", making.matching(made, spare, shuffled(interaction)), points


def _pairs(item: Item, response: Declared, way: Way, key: int = 0) -> tuple[dict[str, str], Fraction]:
    """Which goes with which, by the first or second of each pair; each counts the same here, whether or not it did."""
    if way.mapped and response.mapped is not None:
        worths = {pair: value for pair, value in response.mapped.worths.items() if value > NOTHING}
        wrong = len(worths) != len(response.mapped.worths) or response.mapped.otherwise
        item.notes.add_if(wrong or len(set(worths.values())) > 1, Why.SCORING_SIMPLER)
        return _parted(list(worths), key), sum(worths.values(), NOTHING)
    if not way.matched or not response.right:
        raise Refused(Why.NO_KEY, response.ident)
    item.notes.add(Why.SCORING_SIMPLER)
    return _parted(list(response.right), key), way.points


def _parted(pairs: list[str], key: int) -> dict[str, str]:
    """Raises Refused where something goes with several, or with nothing."""
    found: dict[str, str] = {}
    for pair in pairs:
        parts = pair.split()
        if len(parts) != 2 or parts[key] in found:
            raise unsupported(Why.KEY_UNCLEAR, pair)
        found[parts[key]] = parts[1 - key]
    return found


def essay(item: Item) -> Made:
    interaction = item.interactions[0]
    lines = interaction.get("expectedLines", "")
    rubrics = [each for each in item.body.iter("rubricBlock") if "scorer" in each.get("view", "").split()]
    notes = item.inside(rubrics[0]) if rubrics else Words()
    found = int(lines[:4]) if lines.isdecimal() else 10
    score = item.outcomes.get("SCORE")
    points = share(score.get("normalMaximum") or "1", 1) if score is not None else FULL
    return "essay", Essay(min(max(found, 1), limits.ESSAY_LINES), notes=notes), points


def menu(item: Item, interaction: Element, scoring: Scoring) -> tuple[Single, Fraction]:
    """A menu in a text, and its points."""
    response = declared(item, interaction)
    choices = {each.get("identifier", ""): each for each in interaction.findall("inlineChoice")}
    worths, points = single_worths(response, list(choices), scoring.of(response.ident))
    made = [making.choice(item.inside(each), worths[ident], item.said(each)) for ident, each in choices.items()]
    return making.single(made, item.notes, shuffled(interaction)), points


def words_in_gaps(item: Item, interaction: Element, scoring: Scoring) -> tuple[dict[str, Single], Fraction]:
    """Of each gap a menu of all the words; a word may be taken more than once here."""
    response = declared(item, interaction)
    boxes = {each.get("identifier", ""): each for each in interaction if each.tag in ("gapText", "gapImg")}
    right, points = _pairs(item, response, scoring.of(response.ident), key=1)
    gaps = [each.get("identifier", "") for each in interaction.iter("gap")]
    if sorted(right) != sorted(gaps) or not set(right.values()) <= set(boxes):
        raise unsupported(Why.KEY_UNCLEAR, response.ident)
    item.notes.add_if(any(each.get("matchMax", "1") != "0" for each in boxes.values()), Why.REUSE_ALLOWED)
    shuffle = shuffled(interaction)
    return {gap: _menu(item, boxes, right[gap], shuffle) for gap in gaps}, points


def _menu(item: Item, boxes: dict[str, Element], right: str, shuffle: bool) -> Single:
    choices = [
        making.choice(item.inside(box) if words_of(box) else Words(), FULL if ident == right else NOTHING)
        for ident, box in boxes.items()
    ]
    return making.single(choices, item.notes, shuffle)


KINDS: dict[str, Callable[[Item, Scoring], Made]] = {
    "choiceInteraction": choice,
    "orderInteraction": order,
    "matchInteraction": match,
}
