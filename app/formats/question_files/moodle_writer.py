"""Questions as Moodle XML, with their pictures inside."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from app.formats.question_files import cloze_writer
from app.formats.question_files.figures import middle, plain
from app.formats.question_files.moodle_element import Writer
from app.formats.question_files.report import Notes, Why
from app.formats.question_files.text_bytes import kept
from app.formats.question_files.texts import html_of
from app.formats.question_files.writing import (
    Part,
    Quiz,
    Report,
    Written,
    exact,
    lose,
    not_held,
    pictures_in,
    worths,
)
from app.questions.base import FULL, NOTHING, Question, Words, WordsFormat
from app.questions.essay import Essay
from app.questions.matching import Matching
from app.questions.multiple import Multiple
from app.questions.numeric import Numeric
from app.questions.ordering import Ordering, OrderScheme
from app.questions.short import Short
from app.questions.single import Single
from app.questions.true_false import TrueFalse

_ORDER = {OrderScheme.EXACT: "-1", OrderScheme.POSITIONS: "0", OrderScheme.NEIGHBOURS: "1"}


def write(quiz: Quiz) -> Written:
    report, root = Report(), Element("quiz")
    if quiz.title:
        _category(root, [quiz.title])
    for part in quiz.parts:
        if len(quiz.parts) > 1 and quiz.title:
            _category(root, [quiz.title, part.title] if part.title else [quiz.title])
        if part.text:
            _question(root, "description", quiz, Notes()).text("questiontext", part.text)
        for question in part.questions:
            _add(root, question, quiz, report, part)
    indent(root)
    data = tostring(root, encoding="utf-8", xml_declaration=True)
    return Written(data, "application/xml", "xml", tuple(report.questions))


def _category(root: Element, path: list[str]) -> None:
    folders = "/".join(" ".join(kept(title).split()).replace("/", "//") for title in path)
    SubElement(
        SubElement(SubElement(root, "question", type="category"), "category"), "text"
    ).text = f"$course$/top/{folders}"


def _add(root: Element, question: Question, quiz: Quiz, report: Report, part: Part) -> None:
    element = Element("question")

    def make(question: Question, notes: Notes) -> None:
        notes.add_if(part.draws, Why.POOL_LEFT_OUT, part.title)
        type, fill = _KINDS[question.type]
        element.set("type", type)
        writer = Writer(element, quiz, notes)
        writer.plain("name", question.name)
        writer.text("questiontext", question.text if question.type != "cloze" else cloze_writer.text(question, notes))
        writer.text("generalfeedback", question.feedback)
        SubElement(element, "defaultgrade").text = exact(question.points, digits=7)
        fill(question.content, writer)
        if question.tags:
            tags = SubElement(element, "tags")
            for tag in question.tags:
                SubElement(SubElement(tags, "tag"), "text").text = kept(tag)

    if report.write(question, make):
        root.append(element)


def _question(root: Element, type: str, quiz: Quiz, notes: Notes) -> Writer:
    return Writer(SubElement(root, "question", type=type), quiz, notes)


def _single(content: Single, writer: Writer) -> None:
    writer.flag("single", True)
    writer.flag("shuffleanswers", content.shuffle)
    for each in content.choices:
        writer.answer(each.text, each.worth, each.feedback)


def _multiple(content: Multiple, writer: Writer) -> None:
    writer.flag("single", False)
    writer.flag("shuffleanswers", content.shuffle)
    for each, worth in zip(content.choices, worths(content, writer.notes), strict=True):
        writer.answer(each.text, worth, each.feedback)


def _true_false(content: TrueFalse, writer: Writer) -> None:
    writer.typed("true", FULL if content.right else NOTHING, content.feedback_true)
    writer.typed("false", NOTHING if content.right else FULL, content.feedback_false)


def _short(content: Short, writer: Writer) -> None:
    lose(writer.notes, accents=not content.accents)
    writer.value("usecase", "1" if content.case else "0")
    for each in content.accepted:
        writer.typed(each.text.strip(), each.worth, each.feedback)


def _numeric(content: Numeric, writer: Writer) -> None:
    for each in content.ranges:
        value, tolerance = middle(each.low, each.high)
        answer = writer.typed(plain(value), each.worth, each.feedback)
        SubElement(answer, "tolerance").text = plain(tolerance)
    if content.units:
        units = SubElement(writer.element, "units")
        for unit in content.units:
            element = SubElement(units, "unit")
            SubElement(element, "multiplier").text = _multiplier(unit.factor)
            SubElement(element, "unit_name").text = kept(unit.name)
    writer.value("unitgradingtype", "2" if content.unit_required else "0")
    writer.value("unitpenalty", "1.0" if content.unit_required else "0.1")
    writer.value("showunits", "0" if content.units else "3")


def _multiplier(factor: Decimal) -> str:
    """How many of the unit are one of the first. Raises Refused where that has no end."""
    inverse = 1 / Fraction(factor)
    found = Decimal(inverse.numerator) / Decimal(inverse.denominator)
    if Fraction(found) != inverse:
        raise not_held("units")
    return plain(found)


def _matching(content: Matching, writer: Writer) -> None:
    writer.flag("shuffleanswers", content.shuffle)
    for pair in content.pairs:
        element = writer.text("subquestion", pair.prompt)
        _answer_text(element, pair.answer, writer.notes)
    for each in content.distractors:
        element = writer.text("subquestion", Words("", WordsFormat.HTML))
        _answer_text(element, each.answer, writer.notes)


def _answer_text(element: Element, words: Words, notes: Notes) -> None:
    """Moodle has no format for these: HTML is understood."""
    lose(notes, text_format=words.format == WordsFormat.MARKDOWN or "\n" in words.source)
    if pictures_in(words.source):
        raise not_held("pictures")
    SubElement(SubElement(element, "answer"), "text").text = kept(html_of(words))


def _ordering(content: Ordering, writer: Writer) -> None:
    writer.value("layouttype", "0")
    writer.value("selecttype", "0")
    writer.value("selectcount", str(len(content.items)))
    writer.value("gradingtype", _ORDER[content.scheme])
    for place, item in enumerate(content.items, 1):
        writer.text("answer", item.text, fraction=f"{place}.0000000")


def _essay(content: Essay, writer: Writer) -> None:
    writer.value("responseformat", "editor")
    writer.value("responsefieldlines", str(content.lines))
    if content.words_at_least:
        writer.value("minwordlimit", str(content.words_at_least))
    if content.words_at_most:
        writer.value("maxwordlimit", str(content.words_at_most))
    writer.text("graderinfo", content.notes)
    writer.plain("responsetemplate", content.template, format="plain_text")


def _cloze(_content: object, _writer: Writer) -> None:
    """Everything stands in the text."""


_KINDS: dict[str, tuple[str, Callable[[Any, Writer], None]]] = {
    "single": ("multichoice", _single),
    "multiple": ("multichoice", _multiple),
    "true_false": ("truefalse", _true_false),
    "short": ("shortanswer", _short),
    "numeric": ("numerical", _numeric),
    "matching": ("matching", _matching),
    "ordering": ("ordering", _ordering),
    "essay": ("essay", _essay),
    "cloze": ("cloze", _cloze),
}
