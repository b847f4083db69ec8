"""Each type of question as an item of QTI 2.2: what is declared, asked, and how it is marked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from app.formats.question_files import qti2_bodies as bodies
from app.formats.question_files.figures import plain
from app.formats.question_files.report import Notes, Why
from app.formats.question_files.text_bytes import kept
from app.formats.question_files.writing import lose, not_held, whole_or_nothing, worths
from app.questions.base import FULL, NOTHING, Words
from app.questions.cloze import Cloze, Gap
from app.questions.essay import Essay
from app.questions.matching import Matching
from app.questions.multiple import Multiple, Scheme
from app.questions.numeric import Numeric
from app.questions.ordering import Ordering, OrderScheme
from app.questions.plain import one_line, same
from app.questions.short import Short
from app.questions.single import Single
from app.questions.true_false import TrueFalse

R = "RESPONSE"


@dataclass
class Page:
    """An item while it is written: declarations go into `item`, what is asked into `body`, marking into `rules`."""

    item: Element
    body: Element
    texts: bodies.Texts
    notes: Notes
    points: Fraction
    rules: list[Element] = field(default_factory=list)
    feedback: bool = False

    def choice(self, parent: Element, ident: str, words: Words, feedback: Words, name: str = "simpleChoice") -> None:
        element = SubElement(parent, name, identifier=ident)
        self.texts.into(element, words)
        if feedback:
            self.feedback = True
            told = SubElement(
                element, "feedbackInline", outcomeIdentifier="FEEDBACK", identifier=ident, showHide="show"
            )
            self.texts.into(told, feedback)


def single(content: Single, page: Page) -> None:
    idents = {each.id: f"C{place}" for place, each in enumerate(content.choices, 1)}
    _one_of(page, R, content, idents)
    asked = SubElement(
        page.body, "choiceInteraction", responseIdentifier=R, shuffle=_flag(content.shuffle), maxChoices="1"
    )
    for each in content.choices:
        page.choice(asked, idents[each.id], each.text, each.feedback)


def _one_of(page: Page, ident: str, content: Single, idents: dict[str, str]) -> None:
    """Declares one right choice, or what each is worth."""
    right = [each for each in content.choices if each.worth == FULL]
    declared = bodies.declare(page.item, ident, "identifier", right=[idents[right[0].id]])
    if len(right) == 1 and whole_or_nothing(each.worth for each in content.choices):
        page.rules.append(bodies.when_right(ident, page.points))
        return
    worths = {idents[each.id]: each.worth * page.points for each in content.choices}
    bodies.map_to(declared, worths, _positive(page.points))
    page.rules.append(bodies.gain_mapped(ident))


def _positive(points: Fraction) -> Fraction:
    if points <= NOTHING:
        raise not_held("points")
    return points


def multiple(content: Multiple, page: Page) -> None:
    idents = {each.id: f"C{place}" for place, each in enumerate(content.choices, 1)}
    right = [idents[each.id] for each in content.choices if each.id in content.right]
    declared = bodies.declare(page.item, R, "identifier", "multiple", right)
    if content.scheme == Scheme.ALL_OR_NOTHING:
        page.rules.append(bodies.when_right(R, page.points))
    else:
        gained = zip(content.choices, worths(content, page.notes), strict=True)
        mapped = {idents[each.id]: worth * page.points for each, worth in gained}
        bodies.map_to(declared, mapped, _positive(page.points))
        page.rules.append(bodies.gain_mapped(R))
    asked = SubElement(
        page.body, "choiceInteraction", responseIdentifier=R, shuffle=_flag(content.shuffle), maxChoices="0"
    )
    for each in content.choices:
        page.choice(asked, idents[each.id], each.text, each.feedback)


def true_false(content: TrueFalse, page: Page) -> None:
    bodies.declare(page.item, R, "identifier", right=["true" if content.right else "false"])
    page.rules.append(bodies.when_right(R, page.points))
    asked = SubElement(page.body, "choiceInteraction", responseIdentifier=R, shuffle="false", maxChoices="1")
    page.choice(asked, "true", Words("True"), content.feedback_true)
    page.choice(asked, "false", Words("False"), content.feedback_false)


def short(content: Short, page: Page) -> None:
    _typed(page, R, content)
    SubElement(SubElement(page.body, "div"), "textEntryInteraction", responseIdentifier=R)


def _typed(page: Page, ident: str, content: Short) -> None:
    lose(page.notes, accents=not content.accents, feedback=any(each.feedback for each in content.accepted))
    texts = [_literal(each.text) for each in content.accepted]
    right = [text for text, each in zip(texts, content.accepted, strict=True) if each.worth == FULL]
    declared = bodies.declare(page.item, ident, "string", right=right[:1])
    gained = {text: each.worth * page.points for text, each in zip(texts, content.accepted, strict=True)}
    _positive(page.points)
    bodies.map_to(declared, gained, page.points, content.case)
    page.rules.append(bodies.gain_mapped(ident))


def _literal(text: str) -> str:
    """The text without stars that stand for anything. Raises Refused where it has some."""
    bare = text.replace("\\*", "")
    if "*" in bare or kept(text) != text or "\n" in text:
        raise not_held("*")
    return " ".join(text.replace("\\*", "*").split())


def numeric(content: Numeric, page: Page) -> None:
    _number(page, R, content)
    SubElement(SubElement(page.body, "div"), "textEntryInteraction", responseIdentifier=R)


def _number(page: Page, ident: str, content: Numeric) -> None:
    if content.unit_required:
        raise not_held("units")
    lose(page.notes, units=content.units, feedback=any(each.feedback for each in content.ranges))
    right = next(each for each in content.ranges if each.worth == FULL)
    bodies.declare(page.item, ident, "float", right=[plain(right.low)] if right.low == right.high else [])
    branches = [
        (bodies.between(ident, plain(each.low), plain(each.high)), each.worth * _positive(page.points))
        for each in content.ranges
    ]
    page.rules.append(bodies.when(*branches))


def matching(content: Matching, page: Page) -> None:
    answers: dict[tuple[str, str], Words] = {}
    for words in (*(pair.answer for pair in content.pairs), *(each.answer for each in content.distractors)):
        answers.setdefault(same(words), words)
    names = {key: f"A{place}" for place, key in enumerate(sorted(answers), 1)}
    pairs = {f"P{place} {names[same(each.answer)]}": each for place, each in enumerate(content.pairs, 1)}
    declared = bodies.declare(page.item, R, "directedPair", "multiple", list(pairs))
    each_worth = _positive(page.points) / len(pairs)
    bodies.map_to(declared, dict.fromkeys(pairs, each_worth), page.points)
    page.rules.append(bodies.gain_mapped(R))
    asked = SubElement(
        page.body, "matchInteraction", responseIdentifier=R, shuffle=_flag(content.shuffle), maxAssociations="0"
    )
    sources, targets = SubElement(asked, "simpleMatchSet"), SubElement(asked, "simpleMatchSet")
    for place, pair in enumerate(content.pairs, 1):
        element = SubElement(sources, "simpleAssociableChoice", identifier=f"P{place}", matchMax="1")
        page.texts.into(element, pair.prompt)
    for key in sorted(answers):
        element = SubElement(targets, "simpleAssociableChoice", identifier=names[key], matchMax="0")
        page.texts.into(element, answers[key])


def ordering(content: Ordering, page: Page) -> None:
    """Choices stand by their words, so that their order in the file tells nothing."""
    listed = sorted(content.items, key=lambda item: (one_line(item.text), item.id))
    names = {item.id: f"C{place}" for place, item in enumerate(listed, 1)}
    right = [names[item.id] for item in content.items]
    bodies.declare(page.item, R, "identifier", "ordered", right)
    page.notes.add_if(content.scheme == OrderScheme.NEIGHBOURS, Why.SCHEME_NOT_HELD)
    if content.scheme == OrderScheme.EXACT:
        page.rules.append(bodies.when_right(R, page.points))
    else:
        each_worth = _positive(page.points) / len(right)
        for place, name in enumerate(right, 1):
            at = bodies.of("index", bodies.variable(R), n=str(place))
            page.rules.append(bodies.when((bodies.of("match", at, bodies.value(name, "identifier")), each_worth)))
    asked = SubElement(page.body, "orderInteraction", responseIdentifier=R, shuffle="true")
    for item in listed:
        page.choice(asked, names[item.id], item.text, Words())


def essay(content: Essay, page: Page) -> None:
    lose(page.notes, template=content.template, words=content.words_at_least or content.words_at_most)
    bodies.declare(page.item, R, "string")
    if content.notes:
        page.body.append(page.texts.block(content.notes, "rubricBlock", view="scorer"))
    SubElement(page.body, "extendedTextInteraction", responseIdentifier=R, expectedLines=str(content.lines))


def cloze(content: Cloze, page: Page) -> None:
    """Each gap in the place of its mark, with its part of the points."""
    whole, all_points = sum(gap.weight for gap in content.gaps), _positive(page.points)
    places = {each.get("id", ""): each for each in page.body.iter("x-gap")}
    for number, gap in enumerate(content.gaps, 1):
        page.points = all_points * gap.weight / whole
        _fill(places[gap.id], gap, f"R{number}", page)
    page.points = all_points


def _fill(place: Element, gap: Gap, ident: str, page: Page) -> None:
    place.attrib.clear()
    place.set("responseIdentifier", ident)
    place.tag = "textEntryInteraction"
    if isinstance(gap.content, Short):
        _typed(page, ident, gap.content)
    elif isinstance(gap.content, Numeric):
        _number(page, ident, gap.content)
    elif isinstance(gap.content, Single):
        place.tag = "inlineChoiceInteraction"
        place.set("shuffle", _flag(gap.content.shuffle))
        _menu(place, gap.content, ident, page)
    else:
        raise not_held("multiple")


def _menu(place: Element, content: Single, ident: str, page: Page) -> None:
    idents = {each.id: f"C{number}" for number, each in enumerate(content.choices, 1)}
    _one_of(page, ident, content, idents)
    lose(page.notes, feedback=any(each.feedback for each in content.choices))
    for each in content.choices:
        page.texts.line(SubElement(place, "inlineChoice", identifier=idents[each.id]), each.text)


def _flag(value: bool) -> str:
    return "true" if value else "false"


KINDS: dict[str, Callable[[Any, Page], None]] = {
    "single": single,
    "multiple": multiple,
    "true_false": true_false,
    "short": short,
    "numeric": numeric,
    "matching": matching,
    "ordering": ordering,
    "essay": essay,
    "cloze": cloze,
}
