"""The element of one question in Moodle XML, and what is written into it."""

from __future__ import annotations

import base64
import re
from fractions import Fraction
from xml.etree.ElementTree import Element, SubElement

from app.formats.question_files.moodle_parts import PLACE
from app.formats.question_files.report import Notes, Why
from app.formats.question_files.text_bytes import kept
from app.formats.question_files.texts import html_of, with_marks
from app.formats.question_files.writing import Quiz, exact, has_plain_picture, name_of, not_held, pictures_in
from app.questions.base import Words, WordsFormat

_FORMATS = {WordsFormat.PLAIN: "plain_text", WordsFormat.MARKDOWN: "markdown", WordsFormat.HTML: "html"}
_alone = re.compile(r"[^\s].*[^\s]|[^\s]", re.DOTALL)


class Writer:
    """Writes into the element of one question."""

    def __init__(self, element: Element, quiz: Quiz, notes: Notes) -> None:
        self.element, self.quiz, self.notes = element, quiz, notes

    def plain(self, name: str, text: str, **attributes: str) -> Element:
        element = SubElement(self.element, name, attributes)
        SubElement(element, "text").text = kept(text)
        return element

    def value(self, name: str, text: str) -> None:
        SubElement(self.element, name).text = text

    def text(self, name: str, words: Words, **attributes: str) -> Element:
        element = SubElement(self.element, name, attributes)
        self.fill(element, words)
        return element

    def fill(self, element: Element, words: Words) -> None:
        """A text with its format, and the pictures in it. Raises Refused."""
        format, source = words.format, words.source
        if has_plain_picture(words):
            self.notes.add(Why.DETAIL_NOT_HELD, "text_format")
            format, source = WordsFormat.HTML, html_of(words)
        elif format == WordsFormat.HTML:
            source = with_marks(source)
        element.set("format", _FORMATS[format])
        holder = SubElement(element, "text")
        for address in pictures_in(source):
            data = self.quiz.files.get(address)
            if data is None:
                self.notes.add(Why.PICTURE_MISSING, address)
                continue
            name = name_of(address, data)
            source = source.replace(address, f"{PLACE}{name}")
            file = SubElement(element, "file", name=name, path="/", encoding="base64")
            file.text = base64.b64encode(data).decode()
        holder.text = kept(source)

    def answer(self, words: Words, worth: Fraction, feedback: Words) -> Element:
        element = self.text("answer", words, fraction=exact(worth, 100, 7))
        self.fill(SubElement(element, "feedback"), feedback)
        return element

    def typed(self, text: str, worth: Fraction, feedback: Words) -> Element:
        if not _alone.fullmatch(text):
            raise not_held("blanks")
        element = self.plain("answer", text, fraction=exact(worth, 100, 7), format="plain_text")
        self.fill(SubElement(element, "feedback"), feedback)
        return element

    def flag(self, name: str, value: bool) -> None:
        self.value(name, "true" if value else "false")
