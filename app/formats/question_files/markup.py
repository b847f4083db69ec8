"""XML that strangers wrote, as elements with plain names: no entities, nothing from elsewhere, all of it bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import name2codepoint
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from app.formats.question_files import bounds
from app.formats.question_files.report import Bad, BadFile
from app.formats.question_files.text_bytes import decoded

_declaration = re.compile(r"\s*<\?xml[^>]*\?>")
_ampersand = re.compile(r"&(?:(#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};)|([A-Za-z][A-Za-z0-9]{0,30});)?")
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_KNOWN = {"amp", "lt", "gt", "quot", "apos"}


def parse(data: bytes) -> Element:
    """The root. Names lose their namespaces, HTML's entities are known, a bare ampersand is one. Raises BadFile.

    A document type is read past and not fetched; what it declares is refused.
    """
    text = _declaration.sub("", decoded(data), count=1).lstrip()
    if text.count("&") > bounds.XML_AMPERSANDS:
        raise BadFile(Bad.TOO_BIG)
    parser = DefusedXMLParser(target=_Bounded(), forbid_dtd=False, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(_mended(text))
        root = parser.close()
    except DefusedXmlException as problem:
        raise BadFile(Bad.DANGEROUS) from problem
    except (ParseError, ValueError, LookupError, AssertionError) as problem:
        if isinstance(problem, BadFile):
            raise
        raise BadFile(Bad.NOT_XML, str(problem)) from problem
    if not isinstance(root, Element):
        raise BadFile(Bad.NOT_XML)
    return root


def _mended(text: str) -> str:
    """With names of HTML's characters as numbers, and lone ampersands as such; what is in CDATA stays."""
    first, *rest = text.split(_CDATA)
    pieces = [_ampersand.sub(_character, first)]
    for piece in rest:
        inside, end, after = piece.partition(_CDATA_END)
        pieces.append(f"{_CDATA}{inside}{end}{_ampersand.sub(_character, after)}")
    return "".join(pieces)


def _character(found: re.Match[str]) -> str:
    number, name = found.groups()
    if number or name in _KNOWN:
        return found[0]
    if name in name2codepoint:
        return f"&#{name2codepoint[name]};"
    return f"&amp;{found[0][1:]}"


class _Bounded:
    """Builds the tree, and stops where it gets too deep, too wide or too long."""

    def __init__(self) -> None:
        self._tree = TreeBuilder()
        self._depth = self._elements = 0

    def start(self, name: str, attributes: dict[str, str]) -> Element:
        self._depth += 1
        self._elements += 1
        if self._depth > bounds.XML_DEPTH or self._elements > bounds.XML_ELEMENTS:
            raise BadFile(Bad.TOO_BIG, local(name))
        if len(attributes) > bounds.XML_ATTRIBUTES:
            raise BadFile(Bad.TOO_BIG, local(name))
        for value in attributes.values():
            if len(value) > bounds.XML_ATTRIBUTE_CHARS and not value.startswith("data:"):
                raise BadFile(Bad.TOO_BIG, local(name))
        return self._tree.start(local(name), {local(key): value for key, value in attributes.items()})

    def end(self, name: str) -> Element:
        self._depth -= 1
        return self._tree.end(local(name))

    def data(self, text: str) -> None:
        self._tree.data(text)

    def close(self) -> Element:
        return self._tree.close()


def local(name: str) -> str:
    """`item` of `{http://…}item`."""
    return name.rpartition("}")[2]


def words_of(element: Element | None) -> str:
    """All text in an element, without the blanks around it."""
    return "".join(element.itertext()).strip() if element is not None else ""


def child(element: Element, *names: str) -> str:
    """The text at the end of a path of children; "" where there is none."""
    found: Element | None = element
    for name in names:
        found = found.find(name) if found is not None else None
    return words_of(found)


def every(element: Element, name: str) -> Iterator[Element]:
    """All descendants of that name, in the order of the document."""
    return element.iter(name)
