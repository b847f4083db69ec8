"""Parts of items of QTI 2.2: declarations, rules of marking, and texts as XHTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from html import escape
from xml.etree.ElementTree import Element, SubElement

from app.formats.question_files import xhtml
from app.formats.question_files.qti2_items import PLAIN_CLASS, TEXT_CLASS
from app.formats.question_files.report import Notes, Why
from app.formats.question_files.texts import html_of
from app.formats.question_files.writing import exact, has_plain_picture, lose, name_of, pictures_in
from app.questions.base import Words, WordsFormat
from app.questions.cloze import GAP

SCORE = "SCORE"
FOLDER = "images"


class Texts:
    """Makes elements of texts, and remembers which pictures they show."""

    def __init__(self, files: Mapping[str, bytes], notes: Notes) -> None:
        self.files, self.notes = files, notes
        self.shown: dict[str, bytes] = {}

    def block(self, words: Words, name: str = "div", **attributes: str) -> Element:
        """A block that says whether the text is plain or HTML."""
        if words.format == WordsFormat.PLAIN and not has_plain_picture(words):
            html = escape(words.source.strip(), quote=False).replace("\n", "<br>")
            return self._element(html, name, **attributes, **{"class": PLAIN_CLASS})
        lose(self.notes, text_format=words.format != WordsFormat.HTML)
        return self._element(html_of(words), name, **attributes, **{"class": TEXT_CLASS})

    def into(self, element: Element, words: Words) -> None:
        """The text as what `element` holds: plain text alone, or a block in it."""
        if words.format == WordsFormat.PLAIN and "\n" not in words.source.strip() and not has_plain_picture(words):
            _append(element, xhtml.elements(escape(words.source.strip(), quote=False), "div"))
        elif words:
            element.append(self.block(words))

    def line(self, element: Element, words: Words) -> None:
        """The text where there may be no element."""
        if words.format != WordsFormat.PLAIN:
            lose(self.notes, text_format=True)
        self.into(element, Words(" ".join("".join(self.block(words).itertext()).split())))

    def _element(self, html: str, name: str, **attributes: str) -> Element:
        for address in pictures_in(html):
            data = self.files.get(address)
            if data is None:
                self.notes.add(Why.PICTURE_MISSING, address)
                continue
            found = name_of(address, data)
            self.shown[found] = data
            html = html.replace(address, f"../{FOLDER}/{found}")
        return xhtml.elements(GAP.sub(r'<x-gap id="\1"></x-gap>', html), name, **attributes)


def _append(element: Element, holder: Element) -> None:
    element.text = (element.text or "") + (holder.text or "")
    element.extend(list(holder))


def declare(item: Element, ident: str, base: str, cardinality: str = "single", right: Iterable[str] = ()) -> Element:
    element = Element("responseDeclaration", identifier=ident, cardinality=cardinality, baseType=base)
    item.append(element)
    values = list(right)
    if values:
        correct = SubElement(element, "correctResponse")
        for value in values:
            SubElement(correct, "value").text = value
    return element


def map_to(declaration: Element, worths: Mapping[str, Fraction], points: Fraction, case: bool | None = None) -> None:
    """What each answer gives, nothing less than nothing and no more than `points`."""
    mapping = SubElement(declaration, "mapping", defaultValue="0")
    if case is None:
        mapping.set("lowerBound", "0")
        mapping.set("upperBound", exact(points))
    for key, value in worths.items():
        entry = SubElement(mapping, "mapEntry", mapKey=key, mappedValue=exact(value))
        if case is not None:
            entry.set("caseSensitive", "true" if case else "false")


def outcomes(item: Element, points: Fraction, feedback: bool, general: bool) -> None:
    score = SubElement(item, "outcomeDeclaration", identifier=SCORE, cardinality="single", baseType="float")
    score.set("normalMaximum", exact(points))
    SubElement(SubElement(score, "defaultValue"), "value").text = "0"
    if feedback:
        SubElement(item, "outcomeDeclaration", identifier="FEEDBACK", cardinality="multiple", baseType="identifier")
    if general:
        always = SubElement(
            item, "outcomeDeclaration", identifier="GENERAL", cardinality="single", baseType="identifier"
        )
        SubElement(SubElement(always, "defaultValue"), "value").text = "general"


def value(text: str, base: str) -> Element:
    element = Element("baseValue", baseType=base)
    element.text = text
    return element


def variable(ident: str) -> Element:
    return Element("variable", identifier=ident)


def of(name: str, *inside: Element, **attributes: str) -> Element:
    element = Element(name, attributes)
    element.extend(inside)
    return element


def gain(points: Fraction) -> Element:
    """SCORE grows by so much."""
    grown = of("sum", variable(SCORE), value(exact(points), "float"))
    return of("setOutcomeValue", grown, identifier=SCORE)


def gain_mapped(ident: str) -> Element:
    grown = of("sum", variable(SCORE), Element("mapResponse", identifier=ident))
    return of("setOutcomeValue", grown, identifier=SCORE)


def when(*branches: tuple[Element, Fraction]) -> Element:
    """The first that holds gives its points."""
    names = ["responseIf"] + ["responseElseIf"] * (len(branches) - 1)
    found = [of(name, test, gain(points)) for name, (test, points) in zip(names, branches, strict=True)]
    return of("responseCondition", *found)


def when_right(ident: str, points: Fraction) -> Element:
    return when((of("match", variable(ident), Element("correct", identifier=ident)), points))


def between(ident: str, low: str, high: str) -> Element:
    tests = (of("gte", variable(ident), value(low, "float")), of("lte", variable(ident), value(high, "float")))
    return of("and", *tests)
