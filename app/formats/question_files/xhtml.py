"""HTML as elements, whatever is missing or crossed in it: for formats that are XML through and through."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, SubElement

from app.formats.question_files.text_bytes import kept
from app.formats.rich_text import BLOCKS, DROPPED, TABLES, WORDS

GAP = "x-gap"
_KNOWN = BLOCKS | TABLES | WORDS | {"div", "span", "img", GAP}
_VOID = {"br", "hr", "img"}
_ATTRIBUTES = {"src", "href", "alt", "width", "height", "colspan", "rowspan", "title", "start", "class", "id"}
_classes = re.compile(r"(?:math|callout)-[a-z]+|plain|text")
DEEPEST = 60


def elements(html: str, name: str, **attributes: str) -> Element:
    """An element of that name with what `html` says in it."""
    builder = _Builder(Element(name, attributes))
    builder.feed(kept(html))
    builder.close()
    return builder.root


class _Builder(HTMLParser):
    """Unknown elements leave their text; what browsers would run goes with its content."""

    def __init__(self, root: Element) -> None:
        super().__init__(convert_charrefs=True)
        self.root = root
        self.open = [root]
        self.dropped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in DROPPED:
            self.dropped += 1
        if self.dropped or tag not in _KNOWN or len(self.open) > DEEPEST:
            return
        element = SubElement(self.open[-1], tag, dict(_kept(tag, attrs)))
        if tag not in _VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in DROPPED:
            self.dropped = max(0, self.dropped - 1)
        elif not self.dropped and any(each.tag == tag for each in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.dropped:
            return
        parent = self.open[-1]
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + data
        else:
            parent.text = (parent.text or "") + data


def _kept(tag: str, attributes: list[tuple[str, str | None]]) -> list[tuple[str, str]]:
    given = {name: value or "" for name, value in attributes if name in _ATTRIBUTES}
    if tag != GAP:
        given.pop("id", None)
    if not _classes.fullmatch(given.get("class", "plain")):
        del given["class"]
    return list(given.items()) if tag != "img" or "alt" in given else [*given.items(), ("alt", "")]
