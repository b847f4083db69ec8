"""Texts and answers in an element of Moodle XML, with the files that come along."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from fractions import Fraction
from html import escape
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from app.formats.question_files.figures import share
from app.formats.question_files.markup import child, words_of
from app.formats.question_files.report import Notes, Refused, Why
from app.formats.question_files.texts import Find, Texts, base64_bytes
from app.questions.base import NO_WORDS, NOTHING, Words, WordsFormat

PLACE = "@@PLUGINFILE@@/"
# Moodle's own names of formats, and the numbers that very old files have.
_FORMATS = {"1": "html", "2": "plain_text", "4": "markdown", "0": "moodle_auto_format"}


class Parts:
    """Reads texts under `element`."""

    def __init__(self, element: Element, texts: Texts, notes: Notes) -> None:
        self.element, self.texts, self.notes = element, texts, notes

    def words(self, element: Element | None, usual: str = "") -> Words:
        """A text with its format; text without one is as `usual`, or as the question's."""
        if element is None:
            return NO_WORDS
        source = child(element, "text") if element.find("text") is not None else (element.text or "").strip()
        if not source:
            return NO_WORDS
        given = element.get("format") or usual or self._usual()
        format = _FORMATS.get(given, given)
        if format == "plain_text":
            return self.texts.plain(source, self.notes)
        find = self._finding(element)
        if format == "markdown":
            return self.texts.markdown(source, self.notes, find)
        return (self.texts.html if format == "html" else self.texts.loose)(source, self.notes, find)

    def question(self) -> Words:
        """The question's text, with the one picture that very old files have beside it."""
        text = self.words(self.element.find("questiontext"))
        picture = base64_bytes(child(self.element, "image_base64"))
        if not picture:
            self.notes.add_if(child(self.element, "image"), Why.PICTURE_MISSING, child(self.element, "image"))
            return text
        source = text.source if text.format == WordsFormat.HTML else escape(text.source, quote=False)
        return Words(f'{source}<br><img src="{self.texts.keep(picture)}" alt="">', WordsFormat.HTML)

    def _usual(self) -> str:
        text = self.element.find("questiontext")
        return text.get("format", "html") if text is not None else "html"

    def _finding(self, element: Element) -> Find:
        files = {_path(file): file for file in (*element.findall("file"), *self.element.findall("questiontext/file"))}

        def find(address: str) -> bytes | None:
            name = unquote(address).partition("?")[0]
            file = files.get(posixpath.normpath(name.removeprefix(PLACE).lstrip("/")))
            return base64_bytes(file.text or "") if file is not None else None

        return find

    def answers(self) -> Iterator[tuple[Element, Fraction]]:
        """Each answer with its worth. Raises Refused where one has none."""
        for answer in self.element.findall("answer"):
            said = answer.get("fraction")
            if said is None:
                raise Refused(Why.WRONG_WEIGHT)
            yield answer, share(said) if said.strip() else NOTHING

    def typed(self, element: Element) -> str:
        """What people would type: text without a format."""
        return words_of(element.find("text")) if element.find("text") is not None else (element.text or "").strip()

    def flag(self, name: str, usual: bool) -> bool:
        """`<single>true</single>`, with 1 and 0 in old files."""
        said = child(self.element, name).lower()
        return usual if said not in ("true", "false", "1", "0") else said in ("true", "1")


def _path(file: Element) -> str:
    return posixpath.normpath(posixpath.join(file.get("path", "/"), file.get("name", "")).lstrip("/"))
