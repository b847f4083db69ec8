"""An item of QTI 2 taken apart: what is declared, what can be answered, and its text as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from html import escape, unescape
from xml.etree.ElementTree import Element

from app.formats.question_files.figures import share
from app.formats.question_files.markup import child, words_of
from app.formats.question_files.report import Notes, Why
from app.formats.question_files.texts import Texts
from app.questions.base import NO_WORDS, Words

_DROPPED = {"rubricBlock", "feedbackBlock", "feedbackInline", "modalFeedback", "infoControl", "templateBlock", "prompt"}
_VOID = {"br", "hr", "img", "col", "wbr"}
_PLAIN = re.compile(r'<div class="plain">([^<>]*(?:<br>[^<>]*)*)</div>')
# Our own files put a text that is HTML into one block of this class.
_WRAPPED = re.compile(r'<div class="text">(.*)</div>', re.DOTALL)
PLAIN_CLASS, TEXT_CLASS = "plain", "text"
MARKED = (PLAIN_CLASS, TEXT_CLASS)
_camel = re.compile(r"-([a-z])")


@dataclass(frozen=True)
class Mapped:
    """What each answer is worth."""

    worths: Mapping[str, Fraction]
    otherwise: Fraction
    least: Fraction | None
    most: Fraction | None
    case: frozenset[bool]


@dataclass(frozen=True)
class Declared:
    """A response: of which kind, what is right, and what each answer is worth."""

    ident: str
    base: str
    cardinality: str
    right: tuple[str, ...]
    mapped: Mapped | None


@dataclass
class Item:
    element: Element
    texts: Texts
    notes: Notes
    declared: dict[str, Declared] = field(default_factory=dict)
    interactions: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        body = self.element.find("itemBody")
        self.body = body if body is not None else Element("itemBody")
        self.declared = {each.ident: each for each in map(_declared, self.element.findall("responseDeclaration"))}
        self.interactions = [each for each in self.body.iter() if is_interaction(each)]
        self.outcomes = {each.get("identifier", ""): each for each in self.element.findall("outcomeDeclaration")}

    def text(self, gaps: Mapping[int, str] | None = None) -> Words:
        """The text of the item and of its prompts; interactions of `gaps` by their place in the text."""
        shown = {id(self.interactions[place]): mark for place, mark in (gaps or {}).items()}
        return self.words(render(self.body, shown, self.notes))

    def words(self, html: str) -> Words:
        return words_of_html(html, self.texts, self.notes)

    def inside(self, element: Element) -> Words:
        """The words of a choice, without the feedback in it."""
        return self.words(render(element, {}, self.notes))

    def said(self, choice: Element) -> Words:
        """The feedback that stands in a choice."""
        found = choice.find("feedbackInline")
        return (
            self.inside(found)
            if found is not None and found.get("identifier") == choice.get("identifier")
            else NO_WORDS
        )

    def general(self) -> Words:
        """Feedback that is always shown: of an outcome that begins with its name and is never changed."""
        for feedback in self.element.findall("modalFeedback"):
            name = feedback.get("outcomeIdentifier", "")
            outcome = self.outcomes.get(name)
            is_set = any(each.get("identifier") == name for each in self.element.iter("setOutcomeValue"))
            if outcome is not None and not is_set and child(outcome, "defaultValue") == feedback.get("identifier"):
                return self.inside(feedback)
        return NO_WORDS

    def note_feedback(self) -> None:
        """Feedback on the whole answer has no place."""
        others = [each for each in self.element.findall("modalFeedback") if self.inside(each) != self.general()]
        blocks = [each for each in self.body.iter("feedbackBlock") if words_of(each)]
        self.notes.add_if(others or blocks, Why.FEEDBACK_LEFT_OUT)


def words_of_html(html: str, texts: Texts, notes: Notes) -> Words:
    """HTML, or plain text where it is marked as such or has no element at all."""
    html = html.strip()
    marked = _PLAIN.fullmatch(html)
    if marked:
        return texts.plain(unescape(marked[1].replace("<br>", "\n")), notes)
    if "<" not in html:
        return texts.plain(unescape(html), notes)
    wrapped = _WRAPPED.fullmatch(html)
    return texts.html(wrapped[1] if wrapped else html, notes)


def is_interaction(element: Element) -> bool:
    return element.tag.endswith("Interaction")


def _declared(element: Element) -> Declared:
    right = element.find("correctResponse")
    values = tuple(words_of(each) for each in right.findall("value")) if right is not None else ()
    ident, base = element.get("identifier", "").strip(), element.get("baseType", "identifier")
    return Declared(ident, base, element.get("cardinality", "single"), values, _mapped(element.find("mapping")))


def _mapped(mapping: Element | None) -> Mapped | None:
    if mapping is None:
        return None
    entries = mapping.findall("mapEntry")
    worths = {" ".join(each.get("mapKey", "").split()): share(each.get("mappedValue", "0"), 1) for each in entries}
    case = frozenset(each.get("caseSensitive", "true").lower() not in ("false", "0") for each in entries)
    otherwise = share(mapping.get("defaultValue") or "0", 1)
    return Mapped(worths, otherwise, _bound(mapping, "lowerBound"), _bound(mapping, "upperBound"), case)


def _bound(mapping: Element, name: str) -> Fraction | None:
    return share(mapping.get(name, ""), 1) if mapping.get(name) else None


def render(element: Element, gaps: Mapping[int, str], notes: Notes) -> str:
    """What stands in an element, as HTML: interactions leave their prompt, or the mark of their gap."""
    return escape(element.text or "", quote=False) + "".join(
        _rendered(each, gaps, notes) + escape(each.tail or "", quote=False) for each in element
    )


def _rendered(element: Element, gaps: Mapping[int, str], notes: Notes) -> str:
    if id(element) in gaps:
        return gaps[id(element)]
    if is_interaction(element) or element.tag in _DROPPED:
        return _prompt(element, gaps, notes)
    if element.tag == "object" and (element.get("type") or "image/").startswith("image/"):
        return f'<img src="{escape(element.get("data", ""))}" alt="{escape(words_of(element))}">'
    if element.tag in ("div", "p") and _holds_only_interactions(element, gaps):
        return "".join(_rendered(each, gaps, notes) for each in element)
    given = "".join(f' {name}="{escape(value)}"' for name, value in _kept(element))
    if element.tag in _VOID:
        return f"<{element.tag}{given}>"
    return f"<{element.tag}{given}>{render(element, gaps, notes)}</{element.tag}>"


def _holds_only_interactions(element: Element, gaps: Mapping[int, str]) -> bool:
    only = bool(len(element)) and all(is_interaction(each) and id(each) not in gaps for each in element)
    return only and not (element.text or "").strip() and not any((each.tail or "").strip() for each in element)


def _prompt(element: Element, gaps: Mapping[int, str], notes: Notes) -> str:
    prompt = element.find("prompt")
    inside = render(prompt, gaps, notes) if prompt is not None else ""
    if element.tag == "gapMatchInteraction":
        inside += "".join(
            _rendered(each, gaps, notes) for each in element if each.tag not in ("prompt", "gapText", "gapImg")
        )
    elif element.tag == "hottextInteraction":
        inside += "".join(_rendered(each, gaps, notes) for each in element if each.tag != "prompt")
    return f"<div>{inside}</div>" if inside else ""


def _kept(element: Element) -> Iterator[tuple[str, str]]:
    for name, value in element.items():
        if name in ("src", "href", "alt", "width", "height", "colspan", "rowspan", "title", "start") or (
            name == "class" and (value in MARKED or value.startswith(("math-", "callout-")))
        ):
            yield name, value


def older_names(root: Element) -> Element:
    """QTI 3 writes the names of QTI 2 with hyphens: as QTI 2 does."""
    if not root.tag.startswith("qti-"):
        return root
    for element in root.iter():
        element.tag = _camelled(element.tag.removeprefix("qti-"))
        for name in [name for name in list(element.attrib) if "-" in name and not name.startswith(("data-", "aria-"))]:
            element.set(_camelled(name), element.attrib.pop(name))
    return root


def _camelled(name: str) -> str:
    return _camel.sub(lambda found: found[1].upper(), name)
