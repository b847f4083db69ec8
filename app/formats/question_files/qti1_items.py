"""An item of QTI 1.2 taken apart: its metadata, texts and responses, whichever program wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from xml.etree.ElementTree import Element, tostring

from app.formats.question_files.markup import child, words_of
from app.formats.question_files.report import Notes, Why
from app.formats.question_files.texts import Texts
from app.questions.base import NO_WORDS, Words, WordsFormat

RESPONSES = {"response_lid", "response_str", "response_num", "response_xy", "response_grp", "response_extension"}
_MATERIAL = {"material", "material_ref", "altmaterial"}
# Blackboard: answers stand in blocks of their own.
ANSWER_BLOCKS = {"RESPONSE_BLOCK", "RIGHT_MATCH_BLOCK", "JUMBLED_SENTENCE_BLOCK"}
_HTML = {"text/html", "text/xhtml", "html", "application/xhtml+xml", "x-application/webeq"}
_SMART = {"smart_text", "smart-text"}
_MEDIA = {"mataudio", "matvideo", "matapplet", "matapplication"}


@dataclass(frozen=True)
class Label:
    """What can be chosen."""

    ident: str
    element: Element


@dataclass(frozen=True)
class Response:
    """Where something is answered: one of `labels`, or typed into `fib`."""

    ident: str
    element: Element
    cardinality: str
    labels: tuple[Label, ...]
    fib: Element | None

    @property
    def is_number(self) -> bool:
        kind = (self.fib.get("fibtype") or "").lower() if self.fib is not None else ""
        return self.element.tag == "response_num" or kind in ("decimal", "integer", "scientific")

    @property
    def is_choice(self) -> bool:
        return self.element.tag == "response_lid" and bool(self.labels)

    @property
    def shuffle(self) -> bool:
        return any(
            each.get("shuffle", "").lower() == "yes" for each in self.element.iter() if each.tag != "response_label"
        )


class ItemTexts:
    """Words of the materials of one item."""

    def __init__(self, item: Element, texts: Texts, notes: Notes) -> None:
        self.item, self.texts, self.notes = item, texts, notes

    def question(self) -> Words:
        presentation = self.item.find("presentation")
        return NO_WORDS if presentation is None else self.of(list(_materials(presentation)))

    def under(self, element: Element | None) -> Words:
        """All materials under an element."""
        return NO_WORDS if element is None else self.of(list(element.iter("material")))

    def short(self, element: Element | None) -> Words:
        """The same, as plain text where HTML says no more than that."""
        words = self.under(element)
        return self.texts.line(words.source, self.notes) if words.format == WordsFormat.HTML else words

    def of(self, materials: list[Element]) -> Words:
        pieces = [piece for material in materials for piece in self._pieces(material) if piece.source.strip()]
        if not pieces:
            return NO_WORDS
        if len(pieces) == 1:
            return pieces[0]
        if all(piece.format == WordsFormat.PLAIN for piece in pieces):
            return self.texts.plain("\n".join(piece.source for piece in pieces), self.notes)
        return Words("\n".join(f"<div>{_as_html(piece)}</div>" for piece in pieces), WordsFormat.HTML)

    def _pieces(self, material: Element) -> Iterator[Words]:
        for element in material.iter():
            if element.tag in ("mattext", "matemtext", "mat_formattedtext"):
                yield self._text(element)
            elif element.tag == "matimage" and element.get("uri"):
                yield self.texts.html(f'<img src="{escape(element.get("uri", ""))}" alt="">', self.notes)
            elif element.tag in _MEDIA:
                self.notes.add(Why.MEDIA_LEFT_OUT, element.tag.removeprefix("mat"))

    def _text(self, element: Element) -> Words:
        kind = (element.get("texttype") or element.get("type") or "text/plain").lower()
        if len(element):
            return self.texts.html(inner(element), self.notes)
        source = (element.text or "").strip()
        if kind in _HTML:
            return self.texts.html(source, self.notes)
        return (self.texts.loose if kind in _SMART else self.texts.plain)(source, self.notes)


def _as_html(words: Words) -> str:
    return words.source if words.format == WordsFormat.HTML else escape(words.source, quote=False)


def inner(element: Element) -> str:
    """What stands inside an element, as HTML."""
    pieces = [escape(element.text or "", quote=False)]
    pieces += [tostring(each, encoding="unicode", method="html") for each in element]
    return "".join(pieces).strip()


def _materials(element: Element) -> Iterator[Element]:
    """Those that ask, in their order: not those of responses."""
    for each in element:
        if each.tag in _MATERIAL:
            yield each
        elif each.tag not in RESPONSES and each.get("class") not in ANSWER_BLOCKS:
            yield from _materials(each)


def responses(item: Element) -> list[Response]:
    """All responses of an item, in their order."""
    presentation = item.find("presentation")
    if presentation is None:
        return []
    return [_response(each) for each in presentation.iter() if each.tag in RESPONSES]


def _response(element: Element) -> Response:
    labels = tuple(Label(each.get("ident", "").strip(), each) for each in element.iter("response_label"))
    fib = next(element.iter("render_fib"), None)
    cardinality = element.get("rcardinality", "Single").lower()
    return Response(element.get("ident", "").strip(), element, cardinality, () if fib is not None else labels, fib)


def metadata(item: Element) -> dict[str, str]:
    """What programs say of an item: fields with a label, or elements of that name (Blackboard)."""
    found = {}
    head = item.find("itemmetadata")
    for element in head.iter() if head is not None else ():
        if element.tag == "qtimetadatafield":
            found[child(element, "fieldlabel").lower()] = child(element, "fieldentry")
        elif element.tag.startswith(("bbmd_", "qmd_")):
            found[element.tag] = words_of(element)
    return found
