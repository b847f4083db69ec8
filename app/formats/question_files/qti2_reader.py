"""QTI 2.0, 2.1, 2.2 and, as far as it only has other names, 3.0: items, in the order of a test if there is one."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from contextlib import suppress
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from app.formats.question_files import qti2_gaps, qti2_types
from app.formats.question_files.gathering import Gathering
from app.formats.question_files.making import Draft
from app.formats.question_files.qti2_items import Item, is_interaction, render, words_of_html
from app.formats.question_files.qti2_scoring import scoring
from app.formats.question_files.report import Notes, Refused, Why, unsupported
from app.formats.question_files.texts import Texts
from app.questions.base import NO_WORDS, Content

ROOTS = ("assessmentItem", "assessmentTest", "assessmentSection")
_TEMPLATES = {"templateDeclaration", "templateProcessing", "printedVariable"}
TextsOf = Callable[[str], Texts]


def read(roots: Mapping[str, Element], gathering: Gathering, texts_of: TextsOf) -> None:
    """All items; first those that tests name, section by section."""
    items = {name: root for name, root in roots.items() if root.tag == "assessmentItem"}
    for name, root in roots.items():
        if root.tag != "assessmentItem":
            gathering.title = gathering.title or root.get("title", "")
            _Test(name, items, gathering, texts_of).read(root)
    for name, root in items.items():
        _item(root, gathering, texts_of(name))


class _Test:
    """Walks the sections of a test, and takes the items that it names."""

    def __init__(self, name: str, items: dict[str, Element], gathering: Gathering, texts_of: TextsOf) -> None:
        self.name, self.items, self.gathering, self.texts_of = name, items, gathering, texts_of

    def read(self, element: Element) -> None:
        if element.tag == "assessmentSection":
            self._section(element)
        elif element.tag == "assessmentItemRef":
            self._take(element.get("href", ""))
        elif element.tag in ("assessmentTest", "testPart"):
            for each in element:
                self.read(each)

    def _take(self, href: str) -> None:
        name = posixpath.normpath(posixpath.join(posixpath.dirname(self.name), unquote(href)))
        if name in self.items:
            _item(self.items.pop(name), self.gathering, self.texts_of(name))

    def _section(self, element: Element) -> None:
        selection = element.find("selection")
        draws = selection.get("select", "") if selection is not None else ""
        texts = self.texts_of(self.name)
        rubric = next((each for each in element.findall("rubricBlock")), None)
        text = NO_WORDS
        if rubric is not None:
            with suppress(Refused):
                text = words_of_html(render(rubric, {}, Notes()), texts, Notes())
        pool = int(draws) if draws.isdecimal() and int(draws[:6]) > 0 else None
        if pool or text or element.get("visible", "true") != "false":
            self.gathering.section(element.get("title", ""), text, pool)
        for each in element:
            self.read(each)
        if pool:
            self.gathering.section()


def _item(root: Element, gathering: Gathering, texts: Texts) -> None:
    body = root.find("itemBody")
    kinds = [each.tag for each in body.iter() if is_interaction(each)] if body is not None else []
    draft = gathering.draft(kinds[0] if kinds else "text")
    if not kinds:
        gathering.text(draft, lambda: Item(root, texts, Notes()).text())
        return
    gathering.add(draft.read(lambda draft, notes: _read(root, draft, texts, notes)))


def _read(root: Element, draft: Draft, texts: Texts, notes: Notes) -> tuple[str, Content]:
    item = Item(root, texts, notes)
    draft.name = root.get("title", "")
    draft.text = item.text()
    if root.get("adaptive", "false").lower() in ("true", "1") or any(each.tag in _TEMPLATES for each in root.iter()):
        raise unsupported(Why.TEMPLATE)
    if any(each.find("areaMapping") is not None for each in root.findall("responseDeclaration")):
        raise unsupported(Why.TYPE, draft.type)
    draft.feedback = item.general()
    item.note_feedback()
    type, content, draft.points = _made(item, draft)
    return type, content


def _made(item: Item, draft: Draft) -> qti2_types.Made:
    kinds = {each.tag for each in item.interactions}
    if kinds <= qti2_gaps.INLINE or kinds == {"gapMatchInteraction"}:
        draft.text, made = qti2_gaps.read(item, scoring(item))
        return made
    if len(item.interactions) > 1:
        raise unsupported(Why.SEVERAL_PARTS)
    if draft.type == "extendedTextInteraction":
        return _essay(item)
    if draft.type not in qti2_types.KINDS:
        raise unsupported(Why.TYPE, draft.type)
    return qti2_types.KINDS[draft.type](item, scoring(item))


def _essay(item: Item) -> qti2_types.Made:
    """A person marks it; where the file would mark it itself, it is no essay."""
    processing = item.element.find("responseProcessing")
    if processing is not None and (processing.get("template") or len(processing)):
        raise unsupported(Why.UNKNOWN_SCORING)
    return qti2_types.essay(item)
